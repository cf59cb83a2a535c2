/** Rules for the part of src that gives the same bytes everywhere. */
import ts from "typescript";
import { nodeRule } from "./syntax.ts";
import { brokerNames, isCore, type TidyRule, type Tree, within } from "./tree.ts";

/** Globals through which time, entropy, the environment or the machine's language gets in. */
const bannedGlobals = new Set([
  "Date",
  "Intl",
  "clearImmediate",
  "clearInterval",
  "clearTimeout",
  "console",
  "crypto",
  "fetch",
  "globalThis",
  "performance",
  "process",
  "queueMicrotask",
  "setImmediate",
  "setInterval",
  "setTimeout",
]);

const bannedMembers = new Set(["localeCompare", "toLocaleLowerCase", "toLocaleString", "toLocaleUpperCase"]);

/** Whether `node` stands for a variable, and is no name of a property, parameter or type. */
function isReference(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node;
  if (ts.isPropertyAssignment(parent)) return parent.initializer === node;
  if (ts.isTypeElement(parent) || ts.isClassElement(parent) || ts.isLiteralTypeNode(parent)) return false;
  if (ts.isParameter(parent) || ts.isVariableDeclaration(parent) || ts.isBindingElement(parent)) {
    return parent.initializer === node;
  }
  return !ts.isImportSpecifier(parent) && !ts.isExportSpecifier(parent);
}

/** Whether a name that `pattern` declares is `name`. */
function declares(pattern: ts.BindingName, name: string): boolean {
  if (ts.isIdentifier(pattern)) return pattern.text === name;
  return pattern.elements.some((element) => ts.isBindingElement(element) && declares(element.name, name));
}

/** Whether `scope` itself declares the name: as a parameter, or as a variable of a block or a loop. */
function declaredIn(scope: ts.Node, name: string): boolean {
  if (ts.isFunctionLike(scope)) return scope.parameters.some((each) => declares(each.name, name));
  const lists: ts.VariableDeclarationList[] = [];
  if (ts.isBlock(scope) || ts.isSourceFile(scope))
    for (const each of scope.statements) if (ts.isVariableStatement(each)) lists.push(each.declarationList);
  if (ts.isForOfStatement(scope) && ts.isVariableDeclarationList(scope.initializer))
    lists.push(scope.initializer);
  return lists.some(({ declarations }) => declarations.some((each) => declares(each.name, name)));
}

/** Whether the name of `node` is one of the file's own, which hides the global one. */
function isOwnName(node: ts.Identifier): boolean {
  for (let scope: ts.Node = node.parent; ; scope = scope.parent) {
    if (declaredIn(scope, node.text)) return true;
    if (ts.isSourceFile(scope)) return false;
  }
}

function bannedCall(node: ts.Node): string | undefined {
  if (ts.isIdentifier(node) && bannedGlobals.has(node.text) && isReference(node))
    return isOwnName(node) ? undefined : node.text;
  if (!ts.isPropertyAccessExpression(node)) return undefined;
  if (bannedMembers.has(node.name.text)) return node.name.text;
  return node.getText() === "Math.random" ? "Math.random" : undefined;
}

/** Identifiers, strings and the fixed parts of templates; not comments. */
function wordsOf(node: ts.Node): string | undefined {
  if (ts.isIdentifier(node) || ts.isPrivateIdentifier(node) || ts.isStringLiteralLike(node)) return node.text;
  if (ts.isTemplateHead(node) || ts.isTemplateMiddle(node) || ts.isTemplateTail(node)) return node.text;
  return ts.isRegularExpressionLiteral(node) ? node.text : undefined;
}

function brokerIn(text: string, names: readonly string[]): string | undefined {
  const lower = text.toLowerCase();
  return names.find((name) => lower.includes(name));
}

/** Brokers that may not be named at `path`: all of them in core, the others in a broker's own folder. */
function foreignBrokers(path: string, { files, architecture }: Tree): readonly string[] {
  const names = brokerNames(files);
  const [, own] = /^src\/brokers\/([^/]+)\//.exec(path) ?? [];
  if (own !== undefined) return names.filter((name) => name !== own);
  return within(path, architecture.brokersNamed) ? [] : names;
}

const inSource = (path: string): boolean => /^(?:src|grammar)\//.test(path);

export const coreRules: readonly TidyRule[] = [
  nodeRule(
    "no-banned-call",
    "Take it as a value from the command line; core has no clock, entropy, I/O or locale.",
    (path, architecture) => isCore(path, architecture),
    (node) => bannedCall(node),
  ),
  nodeRule(
    "no-broker-named",
    "Let the broker's folder say it through a value that core receives.",
    inSource,
    (node, path, tree) => {
      const text = wordsOf(node);
      if (text === undefined) return undefined;
      const name = brokerIn(text, foreignBrokers(path, tree));
      return name === undefined ? undefined : `${name} in ${text.length > 40 ? "a text" : text}`;
    },
  ),
  {
    id: "no-broker-file",
    advice: "Move it into the broker's folder.",
    check: (tree) =>
      [...tree.files.keys()].flatMap((path) => {
        const name = inSource(path) ? brokerIn(path, foreignBrokers(path, tree)) : undefined;
        return name === undefined ? [] : [{ path, line: 1, what: name }];
      }),
  },
  nodeRule(
    "no-clock-in-mechanism",
    "Arm a timer. A mechanism that compares times cannot be explored exhaustively.",
    (path) => /^src\/brokers\/[^/]+\/mechanism[/.]/.test(path),
    (node) =>
      ts.isIdentifier(node) && /^(?:now|clock)(?:Ms|Us|Micros)?$/.test(node.text) ? node.text : undefined,
  ),
];
