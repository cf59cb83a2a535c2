/** Values of the YAML form as the DSL writes them. There a scalar says less of what it is, so its setting has to. */
import type { SettingNode, TextNode, TypeNode, ValueNode } from "../../grammar/tree.ts";
import { fits, isPresent, literalOf } from "../compiler/resolve/fits.ts";
import type { Param, ValueType } from "../compiler/vocabulary.ts";

const WORD = /^[A-Za-z_]\w*(?:-\w+)*$/;
const NUMBER = /^-?\d+(?:\.\d+)?$/;

/** `type`: what the setting takes; undefined where nobody knows it. */
export function dslValue(node: ValueNode, type: ValueType | undefined): string {
  if (node.kind === "text" && !node.quoted && node.text === "unknown") return "unknown";
  if (type?.kind === "either") return dslValue(node, fitting(node, type.of));
  // A single value stands for a list of one.
  if (type?.kind === "list" && node.kind !== "list") return dslValue(node, type.of);
  switch (node.kind) {
    case "text":
      return textValue(node, type);
    case "list":
      return listValue(node.items, type);
    case "map":
      return mapValue(node.settings, type);
    default:
      return plainValue(node);
  }
}

function fitting(node: ValueNode, types: readonly ValueType[]): ValueType | undefined {
  return types.find((type) => fits(node, type)) ?? types[0];
}

/** A word in the DSL, where names may also be texts. */
export function dslName(text: string): string {
  return WORD.test(text) ? text : JSON.stringify(text);
}

/** `service.endpoint`, or fields within fields: a text in YAML, of which each part is a name. */
export function dslPath(text: string): string {
  return text.split(".").map(dslName).join(".");
}

function textValue(node: TextNode, type: ValueType | undefined): string {
  const { text, quoted } = node;
  switch (type?.kind) {
    case "string":
    case "template":
      return JSON.stringify(text);
    case "literal": {
      if (type.present === true && isPresent(node)) return text;
      const literal = literalOf(node);
      return literal === undefined ? text : JSON.stringify(literal);
    }
    case "path":
      return dslPath(text.trim());
    case undefined:
    case "map":
      return !quoted && (NUMBER.test(text) || WORD.test(text)) ? text : JSON.stringify(text);
    default:
      return text.trim();
  }
}

function listValue(items: readonly ValueNode[], type: ValueType | undefined): string {
  const of = type?.kind === "list" ? type.of : type?.kind === "uses" ? type : undefined;
  const texts = items.map((item) => dslValue(item, of));
  const isUnion = of?.kind === "name" && of.of === "message" && texts.length > 1;
  return isUnion ? texts.join(" | ") : `[${texts.join(", ")}]`;
}

function mapValue(settings: readonly SettingNode[], type: ValueType | undefined): string {
  if (type?.kind === "uses") return usesValue(settings);
  if (type?.kind === "call") {
    const [only] = settings;
    if (only !== undefined && settings.length === 1) return callValue(only, type.params, type.rest);
  }
  const of = type?.kind === "map" ? type.of : undefined;
  const entries = settings.map(({ name, value }) => `${dslName(name.text)}: ${dslValue(value, of)}`);
  return entries.length === 0 ? "{ }" : `{ ${entries.join(", ")} }`;
}

function usesValue(settings: readonly SettingNode[]): string {
  const uses = settings.map(({ name, value }) => `${name.text}[${boundsOf(value)}]`);
  const [only] = uses;
  return uses.length === 1 && only !== undefined ? only : `[${uses.join(", ")}]`;
}

function boundsOf(value: ValueNode): string {
  if (value.kind === "map") return mapCall(value.settings);
  return value.kind === "text" ? value.text.trim() : dslValue(value, undefined);
}

function mapCall(settings: readonly SettingNode[]): string {
  const [only] = settings;
  return only === undefined ? "" : callValue(only, [{ name: "path", type: { kind: "path" } }], undefined);
}

/** Arguments in the order of the parameters stand without their names, as far as they go. */
export function callValue(
  { name, value }: SettingNode,
  params: readonly Param[],
  rest: ValueType | undefined,
): string {
  const call = dslName(name.text);
  const typeOf = (param: string): ValueType | undefined =>
    params.find((each) => each.name === param)?.type ?? rest;
  if (value.kind === "missing") return call;
  if (value.kind !== "map") return `${call}(${dslValue(value, params[0]?.type ?? rest)})`;
  const positional = params.filter((param) => !param.named).map((param) => param.name);
  // Behind one that has its name, the next ones have theirs.
  const firstNamed = value.settings.findIndex(({ name: own }, at) => own.text !== positional[at]);
  const args = value.settings.map((setting, at) => {
    const argument = dslValue(setting.value, typeOf(setting.name.text));
    const hasName = firstNamed >= 0 && at >= firstNamed;
    return hasName ? `${dslName(setting.name.text)}: ${argument}` : argument;
  });
  return args.length === 0 ? call : `${call}(${args.join(", ")})`;
}

/** What only the DSL has: it comes from types, whose texts are of the DSL in both notations. */
function plainValue(node: ValueNode): string {
  switch (node.kind) {
    case "number":
      return `${node.value}${node.unit}`;
    case "string":
      return JSON.stringify(node.text);
    case "date":
      return node.text;
    case "path":
      return node.parts.map(({ text }) => dslName(text)).join(".");
    case "range":
      return `${node.least === undefined ? "" : plainValue(node.least)}..${node.most === undefined ? "" : plainValue(node.most)}`;
    case "call":
      return `${node.name.text}(${[...node.args.map(plainValue), ...node.settings.map(({ name, value }) => `${name.text}: ${plainValue(value)}`)].join(", ")})`;
    case "bounded":
      return `${node.name.text}[${node.bounds === undefined ? "" : plainValue(node.bounds)}]`;
    case "reference":
      return `${node.class.text} ${dslName(node.name.text)}`;
    case "union":
      return node.names.map(({ text }) => text).join(" | ");
    case "list":
      return `[${node.items.map(plainValue).join(", ")}]`;
    case "map":
      return `{ ${node.settings.map(({ name, value }) => `${name.text}: ${plainValue(value)}`).join(", ")} }`;
    case "text":
      return node.text;
    case "missing":
      return "";
  }
}

export function dslType({ name, args, of, bounds }: TypeNode): string {
  const inside = args.length === 0 ? "" : `(${args.map(argument).join(", ")})`;
  const inner = of === undefined ? "" : `<${dslType(of)}>`;
  const limits = bounds.map(({ value }) => `[${value === undefined ? "" : plainValue(value)}]`).join("");
  return `${name.text}${inside}${inner}${limits}`;
}

/** Named arguments are a map. */
function argument(node: ValueNode): string {
  if (node.kind !== "map") return plainValue(node);
  return node.settings.map(({ name, value }) => `${name.text}: ${plainValue(value)}`).join(", ");
}
