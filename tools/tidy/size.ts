/** How long files and functions are: hard limits, and what is counted above the soft ones. */
import ts from "typescript";
import { lineOf, linesOf, parse, walk } from "./syntax.ts";
import type { TidyRule, Tree, Trouble } from "./tree.ts";

interface Sized {
  readonly path: string;
  readonly line: number;
  readonly name: string;
  readonly lines: number;
}

function isOurs(path: string): boolean {
  return /^(?:src|grammar|tools|test|bench)\/.*\.(?:ts|mjs)$/.test(path);
}

function fileSizes({ files }: Tree): readonly Sized[] {
  return [...files]
    .filter(([path]) => isOurs(path))
    .map(([path, text]) => ({ path, line: 1, name: path, lines: text.trimEnd().split("\n").length }));
}

/** The function handed to `describe` is a list of tests and no function to be read in one go. */
function isSuite(node: ts.Node): boolean {
  const call = node.parent;
  if (!ts.isCallExpression(call)) return false;
  const [callee] = /^\w+/.exec(call.expression.getText()) ?? [];
  return callee === "describe" || callee === "suite";
}

function nameOf(node: ts.SignatureDeclaration): string {
  if (node.name !== undefined) return node.name.getText();
  const { parent } = node;
  return ts.isVariableDeclaration(parent) || ts.isPropertyAssignment(parent)
    ? parent.name.getText()
    : "a function";
}

function functionSizes({ files }: Tree): readonly Sized[] {
  const found: Sized[] = [];
  for (const [path, text] of files) {
    if (!isOurs(path) || !path.endsWith(".ts")) continue;
    walk(parse(path, text), (node) => {
      if (!ts.isFunctionLike(node) || !("body" in node) || node.body === undefined || isSuite(node)) return;
      found.push({ path, line: lineOf(node), name: nameOf(node), lines: linesOf(node) });
    });
  }
  return found;
}

function longer(sized: readonly Sized[], most: number): readonly Trouble[] {
  return sized
    .filter(({ lines }) => lines > most)
    .map(({ path, line, name, lines }) => ({
      path,
      line,
      what: `${name} has ${lines} lines, ${most} is the most`,
    }));
}

export const sizeRules: readonly TidyRule[] = [
  {
    id: "file-length",
    advice: "Split the file by the nouns it holds.",
    check: (tree) => longer(fileSizes(tree), tree.architecture.limits.fileLinesHard),
  },
  {
    id: "function-length",
    advice: "Give a part of the function a name of its own.",
    check: (tree) => longer(functionSizes(tree), tree.architecture.limits.functionLinesHard),
  },
];

/** Counts that may only fall, by name. */
export interface Ratchet {
  readonly filesOverSoftLimit: number;
  readonly functionsOverSoftLimit: number;
}

/** What the ratchet counts today. */
export function countsOf(tree: Tree): Ratchet {
  const { fileLinesSoft, functionLinesSoft } = tree.architecture.limits;
  return {
    filesOverSoftLimit: longer(fileSizes(tree), fileLinesSoft).length,
    functionsOverSoftLimit: longer(functionSizes(tree), functionLinesSoft).length,
  };
}

/** What is over a soft limit, for somebody who wants to make a count fall. */
export function overSoftLimit(tree: Tree): readonly Trouble[] {
  const { fileLinesSoft, functionLinesSoft } = tree.architecture.limits;
  return [...longer(fileSizes(tree), fileLinesSoft), ...longer(functionSizes(tree), functionLinesSoft)];
}
