/** Where names are called and assigned, found by looking at the text of names alone: types are asked only of these. */
import { ts } from "ts-morph";
import { type Change, changeAt, isAssignment } from "./changes.ts";
import { lastName } from "./expression-names.ts";

export type AnyCall = ts.CallExpression | ts.NewExpression;

export interface NameIndex {
  /** Calls by the last name of what is called. */
  readonly calls: ReadonlyMap<string, readonly AnyCall[]>;
  /** Right sides of `name = …` and `x.name = …` by that name, with the left side. */
  readonly assignments: ReadonlyMap<
    string,
    readonly { readonly left: ts.Expression; readonly right: ts.Expression }[]
  >;
  /** Changes of what a name holds, by that name. */
  readonly changes: ReadonlyMap<string, readonly Change[]>;
}

/** Deeper trees are not looked into: a generated file, which declares no channels. */
const DEPTH_MAX = 1_000;

export function indexNames(trees: readonly ts.SourceFile[]): NameIndex {
  const calls = new Map<string, AnyCall[]>();
  const assignments = new Map<string, { left: ts.Expression; right: ts.Expression }[]>();
  const changes = new Map<string, Change[]>();
  for (const tree of trees) {
    eachNode(tree, (node) => {
      if (ts.isCallExpression(node) || ts.isNewExpression(node)) push(calls, lastName(node.expression), node);
      else if (ts.isBinaryExpression(node) && isAssignment(node.operatorToken.kind))
        push(assignments, lastName(node.left), { left: node.left, right: node.right });
      const change = changeAt(node);
      if (change !== undefined) push(changes, lastName(change.target), change);
    });
  }
  return { calls, assignments, changes };
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

function push<T>(map: Map<string, T[]>, name: string, value: T): void {
  if (name === "") return;
  const known = map.get(name);
  if (known === undefined) map.set(name, [value]);
  else known.push(value);
}
