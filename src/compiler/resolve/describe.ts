/** Types and values in the words of a finding. */
import type { ValueNode } from "../../../grammar/tree.ts";
import { visible } from "../syntax/dsl.ts";
import type { Param, ValueType } from "../vocabulary.ts";

export function describeType(type: ValueType): string {
  switch (type.kind) {
    case "duration":
      return "a duration (250ms, 30s, 5m, 7d)";
    case "size":
      return "a size (512KiB, 1GB)";
    case "integer":
      return `a whole number${bounds(type)}`;
    case "number":
      return `a number${bounds(type)}`;
    case "ratio":
      return "a share (5%)";
    case "boolean":
      return "`true` or `false`";
    case "string":
      return "a string in quotes";
    case "date":
      return "a date (2031-12-31)";
    case "word":
      return oneOf(type.words.map((word) => `\`${word}\``));
    case "name":
      return `the name of ${article(type.of)}`;
    case "path":
      return "a path into the message (orderId, customer.id)";
    case "template":
      return "a string with fields in braces";
    case "channel":
      return type.kinds.length === 0
        ? "the name of a channel"
        : `the name of ${oneOf(type.kinds.map(article))}`;
    case "range":
      return type.of === "duration" ? "a range (..200ms)" : "a range (0..1)";
    case "uses":
      return "names of producers (announce, announce[0..1], announce[per(lines)])";
    case "list":
      return type.orOne ? `${describeType(type.of)}, or a list` : "a list";
    case "map":
      return "a map in braces";
    case "literal":
      return `a string in quotes, a number, \`true\`${type.present === true ? ", `false` or `present`" : " or `false`"}`;
    case "call":
      return `\`${type.rest === undefined ? signature(type.name, type.params) : `${type.name}(name: …)`}\``;
    case "either":
      return oneOf(type.of.map(describeType));
  }
}

function signature(name: string, params: readonly Param[]): string {
  return params.length === 0 ? name : `${name}(${params.map(describeParam).join(", ")})`;
}

export function describeParam(param: Param): string {
  const text = param.named ? `${param.name}: …` : param.name;
  return param.optional ? `${text}?` : text;
}

export function describeValue(node: ValueNode): string {
  switch (node.kind) {
    case "number":
      return `the number \`${node.value}${node.unit}\``;
    case "string":
      return "a string";
    case "text":
      return `\`${quoted(node.text)}\``;
    case "path":
      return `the word \`${quoted(node.parts.map((part) => part.text).join("."))}\``;
    case "date":
      return "a date";
    case "list":
      return "a list";
    case "map":
      return "a map";
    case "call":
      return `a call of \`${quoted(node.name.text)}\``;
    case "range":
      return "a range";
    case "bounded":
      return `\`${quoted(node.name.text)}[…]\``;
    case "union":
      return "names joined by `|`";
    case "reference":
      return `\`${quoted(node.class.text)} ${quoted(node.name.text)}\``;
    case "missing":
      return "nothing";
  }
}

/** Text of the user's, safe to print and short. */
export function quoted(text: string): string {
  const safe = visible(text);
  return safe.length > 60 ? `${safe.slice(0, 59)}…` : safe;
}

function article(word: string): string {
  return /^[aeiou]/.test(word) ? `an ${word}` : `a ${word}`;
}

export function oneOf(texts: readonly string[]): string {
  if (texts.length <= 1) return texts[0] ?? "nothing";
  return `${texts.slice(0, -1).join(", ")} or ${texts.at(-1) ?? ""}`;
}

/** `; did you mean …?` where there is something near. */
export function hintOf(meant: string | undefined): string {
  return meant === undefined ? "" : `; did you mean \`${meant}\`?`;
}

function bounds({ least, most }: { readonly least?: number; readonly most?: number }): string {
  if (least !== undefined && most !== undefined) return ` from ${least} to ${most}`;
  if (least !== undefined) return ` of at least ${least}`;
  return most === undefined ? "" : ` of at most ${most}`;
}
