/** A JSON Schema without what is there for people alone. */
import type { Schema } from "../model/message-type.ts";
import type { Value } from "../model/value.ts";
import { isMap } from "../compiler/resolve/arguments.ts";

/** What decides nothing about a message. */
const FOR_PEOPLE: ReadonlySet<string> = new Set([
  "$comment",
  "$id",
  "$schema",
  "default",
  "deprecated",
  "description",
  "example",
  "examples",
  "externalDocs",
  "readOnly",
  "title",
  "writeOnly",
]);

/** Keywords whose keys are names of the user. */
const NAMED: ReadonlySet<string> = new Set([
  "$defs",
  "definitions",
  "dependentSchemas",
  "patternProperties",
  "properties",
]);

/** Keywords whose values are data. */
const DATA: ReadonlySet<string> = new Set(["const", "enum", "required"]);

export function plainSchema(schema: Schema | undefined): Value | undefined {
  return schema === undefined ? undefined : plain(schema);
}

function plain(value: Value): Value {
  if (Array.isArray(value)) return value.map((each: Value) => plain(each));
  if (!isMap(value)) return value;
  const kept = Object.entries(value).filter(([name]) => !FOR_PEOPLE.has(name) && !name.startsWith("x-"));
  return Object.fromEntries(
    kept.map(([name, each]): [string, Value] => {
      if (DATA.has(name)) return [name, each];
      if (!NAMED.has(name) || !isMap(each)) return [name, plain(each)];
      return [name, Object.fromEntries(Object.entries(each).map(([key, inner]) => [key, plain(inner)]))];
    }),
  );
}
