/** Where names are called and assigned, found by looking at the text of names alone: types are asked only of these. */
import { ts } from "ts-morph";

export type AnyCall = ts.CallExpression | ts.NewExpression;

export interface NameIndex {
  /** Calls by the last name of what is called. */
  readonly calls: ReadonlyMap<string, readonly AnyCall[]>;
  /** Right sides of `name = …` and `x.name = …` by that name, with the left side. */
  readonly assignments: ReadonlyMap<
    string,
    readonly { readonly left: ts.Expression; readonly right: ts.Expression }[]
  >;
}

/** Deeper trees are not looked into: a generated file, which declares no channels. */
const DEPTH_MAX = 1_000;

export function indexNames(trees: readonly ts.SourceFile[]): NameIndex {
  const calls = new Map<string, AnyCall[]>();
  const assignments = new Map<string, { left: ts.Expression; right: ts.Expression }[]>();
  for (const tree of trees) {
    eachNode(tree, (node) => {
      if (ts.isCallExpression(node) || ts.isNewExpression(node)) push(calls, lastName(node.expression), node);
      else if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.EqualsToken)
        push(assignments, lastName(node.left), { left: node.left, right: node.right });
    });
  }
  return { calls, assignments };
}

/** Every node below `root`, parents first, in the order of the text. */
export function eachNode(root: ts.Node, visit: (node: ts.Node) => void): void {
  const open: { node: ts.Node; depth: number }[] = [{ node: root, depth: 0 }];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    const { node, depth } = at;
    visit(node);
    if (depth >= DEPTH_MAX) continue;
    const children: ts.Node[] = [];
    node.forEachChild((child) => {
      children.push(child);
    });
    for (const child of children.reverse()) open.push({ node: child, depth: depth + 1 });
  }
}

/** `c` of `a.b.c` and of `c`; empty where there is none. */
export function lastName(expression: ts.Expression): string {
  const bare = unwrapped(expression);
  if (ts.isIdentifier(bare) || ts.isPrivateIdentifier(bare)) return bare.text;
  return ts.isPropertyAccessExpression(bare) ? bare.name.text : "";
}

/** Without what changes no value at run time, and without `await`. */
export function unwrapped(expression: ts.Expression): ts.Expression {
  let at = expression;
  while (
    ts.isParenthesizedExpression(at) ||
    ts.isAwaitExpression(at) ||
    ts.isAsExpression(at) ||
    ts.isNonNullExpression(at) ||
    ts.isSatisfiesExpression(at) ||
    ts.isTypeAssertionExpression(at)
  )
    at = at.expression;
  return at;
}

function push<T>(map: Map<string, T[]>, name: string, value: T): void {
  if (name === "") return;
  const known = map.get(name);
  if (known === undefined) map.set(name, [value]);
  else known.push(value);
}
