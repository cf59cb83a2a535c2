/** The keywords of JSON Schema that say something of values, and what each takes. Others are left out. */
import type { Value } from "../../../model/value.ts";
import { isList, isMap, type MapValue } from "../arguments.ts";

/** `schema`: a schema, `map`: schemas by name, `list`: several schemas, `items`: one or several; else what a value must be. */
export type Keyword =
  | { readonly holds: "schema" | "map" | "list" | "items" | "dependencies" }
  | { readonly holds: "data"; readonly takes: string; readonly fits: (value: Value) => boolean };

const TYPES: readonly Value[] = ["string", "number", "integer", "boolean", "object", "array", "null"];

const isText = (value: Value): boolean => typeof value === "string";
const isFlag = (value: Value): boolean => typeof value === "boolean";
const isCount = (value: Value): boolean => typeof value === "number" && Number.isInteger(value) && value >= 0;
const isFinite = (value: Value): boolean => typeof value === "number" && Number.isFinite(value);
const isTexts = (value: Value): boolean => isList(value) && value.every(isText);
const isPositive = (value: Value): boolean => typeof value === "number" && value > 0;

/** With or without `u`: many a pattern escapes what Unicode mode does not let be escaped. */
function isPattern(value: Value): boolean {
  if (typeof value !== "string" || value.length > 10_000) return false;
  return ["u", ""].some((flags) => {
    try {
      new RegExp(value, flags);
      return true;
    } catch {
      return false;
    }
  });
}

function isType(value: Value): boolean {
  if (isList(value))
    return (
      value.length > 0 && value.every((each) => TYPES.includes(each)) && new Set(value).size === value.length
    );
  return TYPES.includes(value);
}

const data = (takes: string, fits: (value: Value) => boolean): Keyword => ({ holds: "data", takes, fits });
const all = (keyword: Keyword, ...names: readonly string[]): readonly (readonly [string, Keyword])[] =>
  names.map((name) => [name, keyword]);

export const KEYWORDS: ReadonlyMap<string, Keyword> = new Map([
  ...all({ holds: "schema" }, "additionalItems", "additionalProperties", "contains", "contentSchema"),
  ...all({ holds: "schema" }, "if", "then", "else", "not", "propertyNames"),
  ...all({ holds: "schema" }, "unevaluatedItems", "unevaluatedProperties"),
  ...all({ holds: "map" }, "properties", "patternProperties", "dependentSchemas"),
  ...all({ holds: "list" }, "allOf", "anyOf", "oneOf", "prefixItems"),
  ...all({ holds: "items" }, "items"),
  ...all({ holds: "dependencies" }, "dependencies"),
  ...all(data("the name of a type, or several", isType), "type"),
  ...all(data("a list of values", isList), "enum", "examples"),
  ...all(
    data("a value", () => true),
    "const",
    "default",
  ),
  ...all(data("a number above 0", isPositive), "multipleOf"),
  ...all(data("a number", isFinite), "maximum", "minimum", "exclusiveMaximum", "exclusiveMinimum"),
  ...all(data("a whole number", isCount), "maxLength", "minLength", "maxItems", "minItems"),
  ...all(data("a whole number", isCount), "maxContains", "minContains", "maxProperties", "minProperties"),
  ...all(data("a regular expression", isPattern), "pattern"),
  ...all(data("a list of names", isTexts), "required"),
  ...all(
    data("lists of names by name", (value) => isMap(value) && Object.values(value).every(isTexts)),
    "dependentRequired",
  ),
  ...all(data("`true` or `false`", isFlag), "uniqueItems", "deprecated", "readOnly", "writeOnly"),
  ...all(data("a text", isText), "title", "description", "format", "contentEncoding", "contentMediaType"),
]);

/** A schema of draft 4 or OpenAPI 3.0 in the words of later drafts: `nullable`, and bounds that are exclusive by a flag. */
export function modern(schema: MapValue): MapValue {
  const { nullable, type } = schema;
  const entries = Object.entries(schema).flatMap(([name, value]): (readonly [string, Value])[] => {
    const bound = BOUNDS[name];
    if (bound === undefined || typeof value !== "boolean") return [[name, value]];
    const limit = schema[bound];
    return value && limit !== undefined ? [[name, limit]] : [];
  });
  if (nullable === true && typeof type === "string") entries.push(["type", [type, "null"]]);
  return Object.fromEntries(entries);
}

const BOUNDS: Readonly<Record<string, string>> = { exclusiveMaximum: "maximum", exclusiveMinimum: "minimum" };
