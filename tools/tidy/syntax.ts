/** Rules over the syntax tree of TypeScript files. */
import ts from "typescript";
import type { Architecture } from "../architecture/rules.ts";
import type { TidyRule, Tree, Trouble } from "./tree.ts";

const parsed = new Map<string, { readonly text: string; readonly file: ts.SourceFile }>();

/** The syntax tree of `text`; kept, since many rules read the same file. */
export function parse(path: string, text: string): ts.SourceFile {
  const known = parsed.get(path);
  if (known?.text === text) return known.file;
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.ES2023, true);
  parsed.set(path, { text, file });
  return file;
}

/** Line of the first character of `node`, from 1. */
export function lineOf(node: ts.Node): number {
  const file = node.getSourceFile();
  return file.getLineAndCharacterOfPosition(node.getStart(file)).line + 1;
}

/** Lines that `node` covers, comments before it not counted. */
export function linesOf(node: ts.Node): number {
  const file = node.getSourceFile();
  const start = file.getLineAndCharacterOfPosition(node.getStart(file)).line;
  return file.getLineAndCharacterOfPosition(node.getEnd()).line - start + 1;
}

/** Calls `visit` on `node` and everything below it. */
export function walk(node: ts.Node, visit: (node: ts.Node) => void): void {
  visit(node);
  ts.forEachChild(node, (child) => walk(child, visit));
}

/** A rule that looks at one node at a time; `find` returns what is wrong with it, if anything. */
export function nodeRule(
  id: string,
  advice: string,
  applies: (path: string, architecture: Architecture, tree: Tree) => boolean,
  find: (node: ts.Node, path: string, tree: Tree) => string | undefined,
): TidyRule {
  return {
    id,
    advice,
    check: (tree) => {
      const troubles: Trouble[] = [];
      for (const [path, text] of tree.files) {
        if (!path.endsWith(".ts") || !applies(path, tree.architecture, tree)) continue;
        walk(parse(path, text), (node) => {
          const what = find(node, path, tree);
          if (what !== undefined) troubles.push({ path, line: lineOf(node), what });
        });
      }
      return troubles;
    },
  };
}

/** Whether a comment stands above the statement or member that holds `node`, or ends its line. */
export function isExplained(node: ts.Node): boolean {
  const file = node.getSourceFile();
  const lines = file.text.split("\n");
  const line = file.getLineAndCharacterOfPosition(node.getStart(file)).line;
  const own = lines[line] ?? "";
  const above = lines[line - 1] ?? "";
  return /\/\/ \S/.test(own) || /^\s*(?:\/\/ \S|\*|\/\*\*?)/.test(above);
}
