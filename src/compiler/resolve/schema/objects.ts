/** What a schema says of an object's properties, `allOf` joined. */
import type { Schema } from "../../../model/message-type.ts";
import type { Value } from "../../../model/value.ts";
import { isList, isMap } from "../arguments.ts";

export interface ObjectShape {
  readonly properties: ReadonlyMap<string, Value>;
  readonly required: ReadonlySet<string>;
  /** Other properties may be there under conditions, or by pattern. */
  readonly open: boolean;
}

export interface Target {
  readonly value: Value;
  /** Name among `$defs` of the last one passed; absent where nothing was. */
  readonly definition?: string;
}

/** Through references of a bundled schema; a circle of nothing but references is no schema. */
export function targetOf(schema: Value, root: Schema): Target {
  const passed = new Set<string>();
  let at: Target = { value: schema };
  for (;;) {
    const ref = isMap(at.value) ? at.value["$ref"] : undefined;
    if (typeof ref !== "string") return at;
    if (passed.has(ref)) return { value: null };
    passed.add(ref);
    at = referred(ref, root);
  }
}

const TO_DEFINITION = "#/$defs/";

function referred(ref: string, root: Schema): Target {
  if (!ref.startsWith(TO_DEFINITION)) return { value: root, definition: "" };
  const definition = ref.slice(TO_DEFINITION.length);
  const all = root["$defs"];
  return { value: isMap(all) ? (all[definition] ?? null) : null, definition };
}

/** Properties that a schema of an object may say in a way that is not followed. */
const CONDITIONS = ["oneOf", "anyOf", "if", "dependentSchemas", "dependencies", "patternProperties"];

/** Undefined where nothing says that the value is an object with properties of its own. */
export function objectOf(schema: Schema, root: Schema): ObjectShape | undefined {
  const properties = new Map<string, Value>();
  const required = new Set<string>();
  const seen = new Set<Value>();
  let open = false;
  const waiting: Value[] = [schema];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { value } = targetOf(next, root);
    if (!isMap(value) || seen.has(value)) continue;
    seen.add(value);
    const { type, properties: own, required: needed, allOf } = value;
    if (type !== undefined && type !== "object" && !(isList(type) && type.includes("object")))
      return undefined;
    if (isMap(own))
      for (const [name, each] of Object.entries(own)) if (!properties.has(name)) properties.set(name, each);
    if (isList(needed)) for (const name of needed) if (typeof name === "string") required.add(name);
    open ||= CONDITIONS.some((name) => Object.hasOwn(value, name));
    if (isList(allOf)) waiting.push(...allOf.toReversed());
  }
  if (properties.size === 0) return undefined;
  return { properties, required, open };
}
