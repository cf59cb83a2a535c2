/** Types of fields as TypeScript has them. */
import type { Field, FieldType } from "../../model/message-type.ts";
import type { Types } from "../plan/types.ts";
import { commentLines, typeKey } from "./literal.ts";
import type { PropertySpec } from "./module.ts";

/** A list of at least so many is a tuple with a rest; longer ones are checked when they travel. */
const TUPLE_MAX = 8;

/** What stands for a scalar in TypeScript. `duration`: milliseconds. */
const SCALAR_TYPES: Readonly<Record<string, string>> = {
  string: "string",
  bool: "boolean",
  int32: "number",
  int64: "bigint",
  float64: "number",
  decimal: "string",
  uuid: "string",
  timestamp: "Date",
  date: "string",
  duration: "number",
  bytes: "Uint8Array",
  json: "Json",
};

/** `prefix` stands before the names of declared types. */
function typeText(type: FieldType, types: Types, prefix = ""): string {
  switch (type.kind) {
    case "scalar":
      return SCALAR_TYPES[type.name] ?? "unknown";
    case "named":
      return `${prefix}${types.names.get(type.name) ?? "unknown"}`;
    case "map":
      return `Readonly<Record<string, ${typeText(type.of, types, prefix)}>>`;
    case "list":
      return listText(typeText(type.of, types, prefix), type.least, type.most);
  }
}

export function listText(entry: string, least: number, most: number | undefined): string {
  const several = `readonly ${entry.includes(" ") ? `(${entry})` : entry}[]`;
  if (least === 0 || least > TUPLE_MAX) return most === 0 ? "readonly []" : several;
  const first = Array.from({ length: least }, () => entry);
  if (most === least) return `readonly [${first.join(", ")}]`;
  return `readonly [${first.join(", ")}, ...${entry.includes(" ") ? `(${entry})` : entry}[]]`;
}

export function propertyOf(field: Field, types: Types): PropertySpec {
  const doc = docOf(field);
  return {
    name: typeKey(field.name),
    type: typeText(field.type, types),
    optional: field.optional,
    ...(doc.length > 0 ? { doc } : {}),
  };
}

/** What a reader should know of a field beside its type. */
function docOf({ doc, type }: Field): readonly string[] {
  const own = doc === undefined ? [] : commentLines(doc);
  const form = formOf(type);
  return form === undefined ? own : [...own, form];
}

/** What the type alone does not say. */
function formOf(type: FieldType): string | undefined {
  if (type.kind === "list" && type.most !== undefined && type.most !== type.least)
    return `At most ${type.most}.`;
  if (type.kind !== "scalar") return undefined;
  switch (type.name) {
    case "decimal":
      return `A decimal of ${type.args[0]} digits, ${type.args[1]} of them behind the point: \`${exampleOf(type.args[1] ?? 0)}\`.`;
    case "uuid":
      return "A UUID.";
    case "date":
      return "A day: `2026-01-31`.";
    case "duration":
      return "In whole milliseconds.";
    case "int32":
      return "A whole number of 32 bits.";
    default:
      return type.most === undefined
        ? undefined
        : `At most ${type.most} ${type.name === "bytes" ? "bytes" : "characters"}.`;
  }
}

function exampleOf(scale: number): string {
  return scale === 0 ? "12" : `12.${"30".padEnd(scale, "0").slice(0, Math.min(scale, 12))}`;
}
