/** A value that a JSON Schema allows, made of numbers: what has to be there, and as little as may be. */
import type { Schema } from "../../model/message-type.ts";
import type { Value } from "../../model/value.ts";
import { textByPattern } from "./by-pattern.ts";
import { uuid } from "./uuid.ts";

/** Which number the value at `path` is made of. */
type Numbers = (path: string) => number;

const DEPTH_MAX = 12;
/** 1 January 2026. */
const EPOCH_MS = 1_767_225_600_000;
const DAY_MS = 86_400_000;
const PART = "#/$defs/";

const isSchema = (value: Value | undefined): value is Schema =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function listIn(value: Value | undefined): readonly Value[] {
  // cast: `isArray` does not narrow readonly arrays.
  return Array.isArray(value) ? (value as readonly Value[]) : [];
}

const numberIn = (value: Value | undefined): number | undefined =>
  typeof value === "number" ? value : undefined;

/** What the schema says is taken as far as it can be met by construction; of choices the first is. */
export function valueBySchema(schema: Schema, numbers: Numbers): unknown {
  return new Maker(schema, numbers).value(schema, "", 0);
}

class Maker {
  readonly #whole: Schema;
  readonly #numbers: Numbers;

  constructor(whole: Schema, numbers: Numbers) {
    this.#whole = whole;
    this.#numbers = numbers;
  }

  value(given: Value | undefined, path: string, depth: number): unknown {
    if (!isSchema(given) || depth > DEPTH_MAX) return this.#text({}, path);
    const schema = this.#joined(given, 0);
    if (schema["const"] !== undefined) return schema["const"];
    const choices = listIn(schema["enum"]);
    if (choices.length > 0) return choices[this.#numbers(path) % choices.length];
    switch (typeOf(schema)) {
      case "object":
        return this.#object(schema, path, depth);
      case "array":
        return this.#array(schema, path, depth);
      case "integer":
      case "number":
        return numeric(schema, this.#numbers(path));
      case "boolean":
        return this.#numbers(path) % 2 === 0;
      case "null":
        return null;
      default:
        return this.#text(schema, path);
    }
  }

  /** References followed, and what has to hold together as one. */
  #joined(schema: Schema, depth: number): Schema {
    if (depth > DEPTH_MAX) return schema;
    const { $ref, allOf, oneOf, anyOf, ...own } = schema;
    const parts = [
      ...(typeof $ref === "string" ? [this.#part($ref)] : []),
      ...listIn(allOf),
      ...listIn(oneOf).slice(0, 1),
      ...listIn(anyOf).slice(0, 1),
    ];
    return parts
      .filter(isSchema)
      .reduce<Schema>((all, part) => merged(all, this.#joined(part, depth + 1)), own);
  }

  #part(reference: string): Value | undefined {
    if (reference === "#") return this.#whole;
    const parts = this.#whole["$defs"];
    return isSchema(parts) && reference.startsWith(PART) ? parts[reference.slice(PART.length)] : undefined;
  }

  #object(schema: Schema, path: string, depth: number): unknown {
    const properties = isSchema(schema["properties"]) ? schema["properties"] : {};
    const required = listIn(schema["required"]).map(String);
    return Object.fromEntries(
      required.map((name) => [
        name,
        this.value(properties[name], path === "" ? name : `${path}.${name}`, depth + 1),
      ]),
    );
  }

  #array(schema: Schema, path: string, depth: number): unknown {
    const first = listIn(schema["prefixItems"]);
    const most = numberIn(schema["maxItems"]) ?? Number.POSITIVE_INFINITY;
    const count = Math.min(most, Math.max(first.length, numberIn(schema["minItems"]) ?? 1));
    return Array.from({ length: count }, (_, i) =>
      this.value(first[i] ?? schema["items"], `${path}.${i}`, depth + 1),
    );
  }

  #text(schema: Schema, path: string): string {
    const n = this.#numbers(path);
    const least = numberIn(schema["minLength"]) ?? 0;
    const most = numberIn(schema["maxLength"]) ?? Number.POSITIVE_INFINITY;
    const { pattern, format } = schema;
    const described = typeof pattern === "string" ? textByPattern(pattern, n, { least, most }) : undefined;
    const usual = typeof format === "string" ? FORMATS[format]?.(n, path) : undefined;
    const own = described ?? usual ?? `${path.slice(path.lastIndexOf(".") + 1)}-${n + 1}`.padEnd(least, "x");
    return own.length <= most
      ? own
      : String(n + 1)
          .padStart(Math.min(least, most), "0")
          .slice(0, most);
  }
}

const FORMATS: Readonly<Record<string, (n: number, path: string) => string>> = {
  uuid: (n, path) => uuid(path, n),
  "date-time": (n) => new Date(EPOCH_MS + n * 1000).toISOString(),
  date: (n) => new Date(EPOCH_MS + n * DAY_MS).toISOString().slice(0, 10),
  time: (n) => new Date(EPOCH_MS + n * 1000).toISOString().slice(11),
  duration: (n) => `PT${n + 1}S`,
  email: (n) => `somebody${n + 1}@example.com`,
  "idn-email": (n) => `somebody${n + 1}@example.com`,
  hostname: (n) => `host${n + 1}.example.com`,
  ipv4: (n) => `10.0.0.${n + 1}`,
  ipv6: (n) => `2001:db8::${n + 1}`,
  uri: (n) => `https://example.com/${n + 1}`,
  "uri-reference": (n) => `/${n + 1}`,
  iri: (n) => `https://example.com/${n + 1}`,
  "json-pointer": (n) => `/${n + 1}`,
  regex: () => "a",
};

function typeOf(schema: Schema): string {
  const { type } = schema;
  const named = typeof type === "string" ? type : listIn(type).find((each) => each !== "null");
  if (typeof named === "string") return named;
  if (schema["properties"] !== undefined || schema["required"] !== undefined) return "object";
  if (schema["items"] !== undefined || schema["prefixItems"] !== undefined) return "array";
  return schema["minimum"] === undefined && schema["maximum"] === undefined ? "string" : "number";
}

/** The `n`-th number from the least on, of as many as there are. */
function numeric(schema: Schema, n: number): number {
  const step = numberIn(schema["multipleOf"]) ?? 1;
  const above = numberIn(schema["exclusiveMinimum"]);
  const from = numberIn(schema["minimum"]) ?? (above === undefined ? undefined : above + step);
  const below = numberIn(schema["exclusiveMaximum"]);
  const to = numberIn(schema["maximum"]) ?? (below === undefined ? undefined : below - step);
  const isWhole = schema["multipleOf"] !== undefined || typeOf(schema) === "integer";
  const least = from ?? Math.min(step, to ?? step);
  const start = isWhole ? Math.ceil(least / step) * step : least;
  const room = to === undefined ? Number.POSITIVE_INFINITY : Math.floor((to - start) / step) + 1;
  return start + step * (n % Math.max(1, room));
}

/** Both hold: names of both are required, and of two bounds the second counts. */
function merged(a: Schema, b: Schema): Schema {
  const properties = {
    ...(isSchema(a["properties"]) ? a["properties"] : {}),
    ...(isSchema(b["properties"]) ? b["properties"] : {}),
  };
  const required = [...new Set([...listIn(a["required"]), ...listIn(b["required"])])];
  return {
    ...a,
    ...b,
    ...(Object.keys(properties).length > 0 ? { properties } : {}),
    ...(required.length > 0 ? { required } : {}),
  };
}
