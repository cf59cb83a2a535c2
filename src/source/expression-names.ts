/** Names of expressions. */
import { ts } from "ts-morph";

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
