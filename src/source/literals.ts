/** Values that stand in the source as they are, and how the others are shown. */
import { ts } from "ts-morph";
import { lastName, unwrapped } from "./expression-names.ts";
import type { SourceValue } from "./source.ts";

/** Of what is shown of an expression. */
const SHOWN_MAX = 60;

/** What stands there as it is: text, numbers, truth, nothing. */
export function literal(bare: ts.Expression): SourceValue | undefined {
  if (ts.isStringLiteralLike(bare)) return { kind: "text", value: bare.text };
  if (ts.isNumericLiteral(bare)) return { kind: "number", value: Number(bare.text) };
  if (bare.kind === ts.SyntaxKind.TrueKeyword) return { kind: "boolean", value: true };
  if (bare.kind === ts.SyntaxKind.FalseKeyword) return { kind: "boolean", value: false };
  const isUndefined = ts.isIdentifier(bare) && bare.text === "undefined";
  if (isUndefined || bare.kind === ts.SyntaxKind.NullKeyword) return { kind: "nothing" };
  const isMinus = ts.isPrefixUnaryExpression(bare) && bare.operator === ts.SyntaxKind.MinusToken;
  if (isMinus && ts.isNumericLiteral(bare.operand))
    return { kind: "number", value: -Number(bare.operand.text) };
  return product(bare);
}

/** `60 * 1000`, as people write times. */
function product(bare: ts.Expression): SourceValue | undefined {
  if (!ts.isBinaryExpression(bare) || bare.operatorToken.kind !== ts.SyntaxKind.AsteriskToken)
    return undefined;
  const [left, right] = [unwrapped(bare.left), unwrapped(bare.right)].map((each) => literal(each));
  return left?.kind === "number" && right?.kind === "number"
    ? { kind: "number", value: left.value * right.value }
    : undefined;
}

export function unknown(expression: ts.Expression): SourceValue {
  if (ts.isRegularExpressionLiteral(expression) || /^new RegExp\b/.test(expression.getText()))
    return { kind: "unknown", text: PATTERN };
  const isText = ts.isTemplateExpression(expression) || ts.isBinaryExpression(expression);
  const isFresh = (isText || ts.isCallExpression(expression)) && FRESH.test(expression.getText());
  return { kind: "unknown", text: shownText(expression), ...(isFresh ? { isFresh } : {}) };
}

/** What is shown of a regular expression. */
export const PATTERN = "a pattern";
/** Calls and values that give something else in each process. */
const FRESH =
  /\b(?:uuid(?:v?\d)?|randomUUID|randomBytes|nanoid|ulid|cuid2?|Math\.random|Date\.now|hostname|process\.pid)\b/;

/** Names as they stand; anything else may hold what must not be shown. */
export function shownText(expression: ts.Expression): string {
  const text = expression.getText();
  if (text.length <= SHOWN_MAX && /^[\w$.?![\]]+$/.test(text)) return text;
  const name = lastName(ts.isCallExpression(expression) ? expression.expression : expression);
  return name === "" ? "an expression" : ts.isCallExpression(expression) ? `${name}(…)` : name;
}

/** Which part of a whole a destructured name is; undefined where that is computed. */
export function keyOf(element: ts.BindingElement): string | undefined {
  const { parent } = element;
  if (ts.isArrayBindingPattern(parent)) return `${parent.elements.indexOf(element)}`;
  const name = element.propertyName ?? element.name;
  return ts.isIdentifier(name) || ts.isStringLiteral(name) ? name.text : undefined;
}

/** A text with what is to be said of it; undefined for what is none. */
export function noted(value: SourceValue, note: string): SourceValue | undefined {
  return value.kind === "text" ? { ...value, note } : undefined;
}

/** `TOPIC` in `const { TOPIC = "orders" } = process.env`; undefined elsewhere. */
export function environmentDefault(
  element: ts.BindingElement,
  valueOf: (expression: ts.Expression) => SourceValue,
): SourceValue | undefined {
  const { initializer, parent } = element;
  const from = ts.isVariableDeclaration(parent.parent) ? parent.parent.initializer?.getText() : undefined;
  if (initializer === undefined || from !== "process.env") return undefined;
  return noted(valueOf(initializer), `the default of process.env.${keyOf(element) ?? ""}`);
}

/** What `whole` is, which is one of the two. */
export function alike(whole: ts.Expression, one: SourceValue, other: SourceValue): SourceValue {
  return textOf(one) === textOf(other) ? one : unknown(whole);
}

/** All of a value; JSON alone shows nothing of a map. */
function textOf(value: SourceValue): string {
  return JSON.stringify(value, (_, each: unknown) => (each instanceof Map ? [...each] : each));
}

/** The call whose end a callback is told, `call((error, result) => …)`, for its parameter that is the result. */
export function callbackOf(declaration: ts.Node): ts.CallExpression | undefined {
  const owner = declaration.parent;
  if (!ts.isArrowFunction(owner) && !ts.isFunctionExpression(owner)) return undefined;
  const isResult = ts.isParameter(declaration) && owner.parameters.indexOf(declaration) === 1;
  return isResult && ts.isCallExpression(owner.parent) ? owner.parent : undefined;
}

/** Whether a member has one value wherever it is read: not one of an item of a list, of which each has its own. */
export function isOwnMember(symbol: ts.Symbol | undefined): symbol is ts.Symbol {
  const [declaration, ...others] = symbol?.declarations ?? [];
  let at: ts.Node | undefined = declaration;
  while (
    at !== undefined &&
    (ts.isObjectLiteralElement(at) || ts.isObjectLiteralExpression(at) || ts.isAsExpression(at))
  )
    at = at.parent;
  return (
    declaration !== undefined && others.length === 0 && at !== undefined && !ts.isArrayLiteralExpression(at)
  );
}

/** `||` and `??` */
export function isDefaulting({ kind }: ts.BinaryOperatorToken): boolean {
  return kind === ts.SyntaxKind.BarBarToken || kind === ts.SyntaxKind.QuestionQuestionToken;
}
