/** Whether a value looks like what a type takes, before anything is said about it. */
import type { ValueNode } from "../../../grammar/tree.ts";
import type { ValueType } from "../vocabulary.ts";
import { measured, quantityOf, rangeOf } from "./quantity.ts";

const WORD = /^[A-Za-z_]\w*(?:-\w+)*$/;
const PATH = /^[A-Za-z_]\w*(?:-\w+)*(?:\.[A-Za-z_]\w*(?:-\w+)*)*$/;
const DATE = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)?)?$/;

/** The word that a value is, if it is one. A quoted YAML scalar counts, since JSON has no other. */
export function wordOf(node: ValueNode): string | undefined {
  if (node.kind === "text") return WORD.test(node.text) ? node.text : undefined;
  return node.kind === "path" && node.parts.length === 1 ? node.parts[0]?.text : undefined;
}

/** A name of something; one of another module has a dot in it, where `of` can be of another. */
export function nameOf(node: ValueNode, of: string): string | undefined {
  return of === "message" ? pathTextOf(node) : wordOf(node);
}

export function pathTextOf(node: ValueNode): string | undefined {
  if (node.kind === "text") return PATH.test(node.text) ? node.text : undefined;
  return node.kind === "path" ? node.parts.map((part) => part.text).join(".") : undefined;
}

export function dateOf(node: ValueNode): string | undefined {
  if (node.kind === "date") return node.text;
  return (node.kind === "text" || node.kind === "string") && DATE.test(node.text) ? node.text : undefined;
}

/** Is it said that the value is not known? */
export function isUnknown(node: ValueNode): boolean {
  if (node.kind === "text") return !node.quoted && node.text === "unknown";
  return wordOf(node) === "unknown";
}

export function fits(node: ValueNode, type: ValueType): boolean {
  switch (type.kind) {
    case "duration":
    case "size":
    case "ratio":
      return isMeasured(node, type.kind);
    case "integer":
    case "number":
      return quantityOf(node)?.unit === "";
    case "boolean":
      return wordOf(node) === "true" || wordOf(node) === "false";
    case "string":
    case "template":
      return node.kind === "string" || node.kind === "text";
    case "date":
      return dateOf(node) !== undefined;
    case "word":
      return type.words.includes(wordOf(node) ?? "");
    case "name":
      return nameOf(node, type.of) !== undefined;
    case "path":
      return pathTextOf(node) !== undefined;
    case "channel":
      return pathTextOf(node) !== undefined || node.kind === "reference" || isReferenceText(node);
    case "range":
      return node.kind === "range" || (node.kind === "text" && rangeOf(node.text) !== undefined);
    case "uses":
      return node.kind !== "number" && node.kind !== "string" && node.kind !== "date";
    case "list":
      return node.kind === "list" || node.kind === "union" || (type.orOne === true && fits(node, type.of));
    case "map":
      return node.kind === "map";
    case "literal":
      return literalOf(node) !== undefined || (type.present === true && isPresent(node));
    case "call":
      return callName(node) === type.name;
    case "either":
      return type.of.some((each) => fits(node, each));
  }
}

function isMeasured(node: ValueNode, dimension: "duration" | "size" | "ratio"): boolean {
  const quantity = quantityOf(node);
  return quantity !== undefined && measured(quantity, dimension) !== undefined;
}

const PLAIN_NUMBER = /^-?\d{1,15}(?:\.\d{1,15})?$/;

/** A text, number or flag as it is written. */
export function literalOf(node: ValueNode): string | number | boolean | undefined {
  if (node.kind === "string") return node.text;
  if (node.kind === "number") return node.unit === "" ? node.value : undefined;
  if (node.kind === "path") {
    const word = wordOf(node);
    return word === "true" || word === "false" ? word === "true" : undefined;
  }
  if (node.kind !== "text") return undefined;
  if (node.quoted) return node.text;
  if (node.text === "true" || node.text === "false") return node.text === "true";
  return PLAIN_NUMBER.test(node.text) ? Number(node.text) : node.text;
}

/** The word that stands for any value. */
export function isPresent(node: ValueNode): boolean {
  if (node.kind === "text") return !node.quoted && node.text === "present";
  return wordOf(node) === "present";
}

/** `queue orders` as YAML has it. */
function isReferenceText(node: ValueNode): boolean {
  return node.kind === "text" && /^[A-Za-z_][\w-]* +[A-Za-z_][\w-]*(?:\.[A-Za-z_][\w-]*)?$/.test(node.text);
}

/** Name of the call that a value is: `auto(5s)`, `{ auto: 5s }`, or the word alone. */
export function callName(node: ValueNode): string | undefined {
  if (node.kind === "call") return node.name.text;
  if (node.kind === "map") return node.settings.length === 1 ? node.settings[0]?.name.text : undefined;
  return wordOf(node);
}

/** The entries of a list, of `A | B`, or the one value that stands for a list. */
export function itemsOf(node: ValueNode): readonly ValueNode[] {
  if (node.kind === "list") return node.items;
  if (node.kind !== "union") return [node];
  return node.names.map((name) => ({ kind: "path", parts: [name], span: name.span }));
}
