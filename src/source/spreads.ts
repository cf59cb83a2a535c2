/** What a spread does to the properties that stand before it. */
import { ts } from "ts-morph";
import { unwrapped } from "./expression-names.ts";
import type { SourceValue } from "./source.ts";

/**
 * Puts what `expression`, which is `spread`, sets into `entries`; says whether nothing else can be set by it. `typed` are
 * the names that it may set by its type; undefined where they may be any: then names stay, which nobody sets anew so.
 */
export function spreadInto(
  entries: Map<string, SourceValue>,
  expression: ts.Expression,
  spread: SourceValue,
  typed: readonly string[] | undefined,
): boolean {
  if (spread.kind === "nothing") return true;
  const names = namesIn(expression) ?? typed;
  const isKnown = spread.kind === "object" && spread.isWhole;
  const settings = [...entries].flatMap(([name, { kind }]) => (kind === "text" ? [] : [name]));
  // What may be set anew is not known any more.
  for (const name of isKnown ? [] : (names ?? settings)) entries.set(name, { kind: "unknown", text: "…" });
  if (spread.kind === "object") for (const [name, value] of spread.entries) entries.set(name, value);
  return isKnown || names !== undefined;
}

/** Names that may be set, as in `...(ttl && { messageTtl: ttl })`; undefined where that may be any. */
function namesIn(expression: ts.Expression): readonly string[] | undefined {
  const bare = unwrapped(expression);
  if (ts.isConditionalExpression(bare)) {
    const [yes, no] = [namesIn(bare.whenTrue), namesIn(bare.whenFalse)];
    return yes === undefined || no === undefined ? undefined : [...yes, ...no];
  }
  if (ts.isBinaryExpression(bare) && bare.operatorToken.kind === ts.SyntaxKind.AmpersandAmpersandToken)
    return namesIn(bare.right);
  if (["undefined", "null", "false"].includes(bare.getText())) return [];
  if (!ts.isObjectLiteralExpression(bare)) return undefined;
  const names = bare.properties.map(({ name }) =>
    name !== undefined && (ts.isIdentifier(name) || ts.isStringLiteral(name)) ? name.text : undefined,
  );
  const known = names.filter((name) => name !== undefined);
  return known.length === names.length ? known : undefined;
}
