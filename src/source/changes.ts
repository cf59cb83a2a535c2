/** Objects and lists that are changed after they are made: what is known of them then. */
import { ts } from "ts-morph";
import { lastName, unwrapped } from "./expression-names.ts";
import type { SourceValue } from "./source.ts";

/** A place that changes what `target` holds; `name` is the property, absent where it may be any. */
export interface Change {
  readonly target: ts.Expression;
  readonly name?: string;
}

/** Methods that change the list they are called on. */
const CHANGING = /^(?:push|unshift|splice|pop|shift|fill|reverse|sort)$/;

/** The change that `node` is: `x.name = …`, `x[name] = …`, `delete x.name`, `Object.assign(x, …)`, `x.push(…)`. */
export function changeAt(node: ts.Node): Change | undefined {
  if (ts.isBinaryExpression(node) && isAssignment(node.operatorToken.kind)) return changeOf(node.left);
  if (ts.isDeleteExpression(node)) return changeOf(node.expression);
  if (!ts.isCallExpression(node)) return undefined;
  const callee = unwrapped(node.expression);
  const [first] = node.arguments;
  if (!ts.isPropertyAccessExpression(callee)) return undefined;
  if (callee.getText() === "Object.assign")
    return first === undefined ? undefined : { target: unwrapped(first) };
  return CHANGING.test(callee.name.text) ? { target: unwrapped(callee.expression) } : undefined;
}

function changeOf(left: ts.Expression): Change | undefined {
  const bare = unwrapped(left);
  if (ts.isPropertyAccessExpression(bare))
    return { target: unwrapped(bare.expression), name: lastName(bare) };
  if (!ts.isElementAccessExpression(bare)) return undefined;
  const { argumentExpression: key } = bare;
  return {
    target: unwrapped(bare.expression),
    ...(ts.isStringLiteralLike(key) ? { name: key.text } : {}),
  };
}

/** `=`, `+=`, `??=` and the like. */
export function isAssignment(kind: ts.SyntaxKind): boolean {
  return kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment;
}

/** `value` after `changes`: what they may have changed is not known any more. */
export function changedValue(value: SourceValue, changes: readonly Change[]): SourceValue {
  if (changes.length === 0) return value;
  if (value.kind === "list") return { kind: "unknown", text: "a list that is changed" };
  if (value.kind !== "object") return value;
  const isAny = changes.some(({ name }) => name === undefined);
  const names = isAny ? value.entries.keys() : changes.flatMap(({ name }) => name ?? []);
  const entries = new Map(value.entries);
  for (const name of names) entries.set(name, { kind: "unknown", text: "…" });
  return { kind: "object", entries, isWhole: value.isWhole && !isAny };
}
