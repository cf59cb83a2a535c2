/** Functions of JavaScript that give what they are given, or a part of it. */
import type { ts } from "ts-morph";
import type { SourceValue } from "./source.ts";

/** What such a call gives; undefined for any other. */
export function builtinValue(
  call: ts.CallExpression,
  valueOf: (expression: ts.Expression) => SourceValue,
): SourceValue | undefined {
  const [first] = call.arguments;
  if (first === undefined) return undefined;
  switch (call.expression.getText()) {
    case "Object.freeze":
      return valueOf(first);
    case "Object.values": {
      const object = valueOf(first);
      return object.kind === "object"
        ? { kind: "list", items: [...object.entries.values()], isWhole: object.isWhole }
        : undefined;
    }
    default:
      return undefined;
  }
}
