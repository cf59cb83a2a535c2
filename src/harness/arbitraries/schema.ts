/**
 * fast-check arbitraries for JSON Schema. What is generated follows the schema as far as that can be done by construction;
 * a validator drops the rest, so that every value is valid.
 */
import fc from "fast-check";
import type { MessageSource, Schema } from "../../model/message-type.ts";
import type { Value } from "../../model/value.ts";
import { choiceOf, lengthsOf, listOf, mapOf, recordOf } from "./bounded-depth.ts";
import { textArbitrary } from "./schema-text.ts";
import { validatorOf } from "./schema-validator.ts";

type Arbitrary = fc.Arbitrary<unknown>;
type Tie = (name: string) => Arbitrary;

/** A schema that so many candidates in a row do not fit is given up. */
const MOST_MISSES = 20_000;
/** References that lead to references. */
const MOST_REFERENCES = 8;
const WHOLE = "#";

const isSchema = (value: Value | undefined): value is Schema =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const numberIn = (value: Value | undefined): number | undefined =>
  typeof value === "number" ? value : undefined;

function listIn(value: Value | undefined): readonly Value[] {
  // cast: `isArray` does not narrow readonly arrays.
  return Array.isArray(value) ? (value as readonly Value[]) : [];
}

function partsIn(value: Value | undefined): readonly (readonly [string, Value])[] {
  return isSchema(value) ? Object.entries(value) : [];
}

/** Any JSON value, as it comes out of a parser. */
const anything = fc.jsonValue({ maxDepth: 2 }).map((value): unknown => JSON.parse(JSON.stringify(value)));

/** Values that `source` allows for the message called `name`. Throws at the first draw where it finds none. */
export function schemaArbitrary({ schema, dialect }: MessageSource, name: string): Arbitrary {
  const isValid = validatorOf(schema, dialect);
  let misses = 0;
  const fits = (value: unknown): boolean => {
    misses = isValid(value) ? 0 : misses + 1;
    if (misses > MOST_MISSES)
      throw new RangeError(
        `no value was found that the schema of ${name} allows: give an arbitrary of your own for ${name}`,
      );
    return misses === 0;
  };
  return new SchemaReader(schema).whole().filter(fits);
}

const PART = /^#\/\$defs\//;

class SchemaReader {
  readonly #schema: Schema;
  readonly #parts: ReadonlyMap<string, Value>;

  constructor(schema: Schema) {
    this.#schema = schema;
    this.#parts = new Map(partsIn(schema["$defs"]));
  }

  whole(): Arbitrary {
    const arbitraries = fc.letrec<Record<string, unknown>>((tie) => ({
      [WHOLE]: this.#value(this.#schema, tie),
      ...Object.fromEntries([...this.#parts].map(([key, part]) => [key, this.#value(part, tie)])),
    }));
    return arbitraries[WHOLE] ?? anything;
  }

  #value(schema: Value, tie: Tie): Arbitrary {
    if (!isSchema(schema)) return anything;
    const { $ref: ref, const: only, enum: several, allOf, oneOf, anyOf, ...rest } = schema;
    if (only !== undefined) return fc.constant(only);
    if (several !== undefined) return fc.constantFrom(...listIn(several));
    if (typeof ref === "string") return tie(nameIn(ref));
    if (allOf !== undefined) {
      const more = { ...rest, ...(oneOf !== undefined && { oneOf }), ...(anyOf !== undefined && { anyOf }) };
      return this.#value(this.#all([more, ...listIn(allOf).filter(isSchema)]), tie);
    }
    const choices = [...listIn(oneOf), ...listIn(anyOf)].filter(isSchema);
    if (choices.length === 0) return this.#ofTypes(rest, tie);
    const isAlone = typesOf(rest).includes("any");
    const [ends, others] = [false, true].map((wanted) =>
      choices
        .filter((choice) => refers(choice) === wanted)
        .map((choice) => this.#value(isAlone ? choice : this.#all([rest, choice]), tie)),
    );
    return choiceOf(ends ?? [], others ?? []);
  }

  /** All of them in one, references followed. */
  #all(schemas: readonly Schema[]): Schema {
    return schemas.map((schema) => this.#followed(schema)).reduce(merged, {});
  }

  #followed(schema: Schema, depth = 0): Schema {
    const { $ref: ref, ...rest } = schema;
    if (typeof ref !== "string" || depth > MOST_REFERENCES) return schema;
    const name = nameIn(ref);
    const part = name === WHOLE ? this.#schema : this.#parts.get(name);
    return isSchema(part) ? merged(this.#followed(part, depth + 1), rest) : rest;
  }

  #ofTypes(schema: Schema, tie: Tie): Arbitrary {
    return fc.oneof(...typesOf(schema).map((type) => this.#ofType(type, schema, tie)));
  }

  #ofType(type: string, schema: Schema, tie: Tie): Arbitrary {
    switch (type) {
      case "null":
        return fc.constant(null);
      case "boolean":
        return fc.boolean();
      case "integer":
      case "number":
        return numberArbitrary(type, schema);
      case "string":
        return textArbitrary(schema);
      case "array":
        return this.#array(schema, tie);
      case "object":
        return this.#object(schema, tie);
      default:
        return anything;
    }
  }

  #array(schema: Schema, tie: Tie): Arbitrary {
    const first = listIn(schema["prefixItems"]);
    const { minLength, maxLength } = lengthsOf(
      numberIn(schema["minItems"]) ?? 0,
      numberIn(schema["maxItems"]),
    );
    const { items } = schema;
    const entry = items === undefined ? anything : this.#value(items, tie);
    if (schema["uniqueItems"] === true && first.length === 0)
      return fc.uniqueArray(entry, { minLength, maxLength, selector: (value) => JSON.stringify(value) });
    const rest = listOf(entry, {
      minLength: Math.max(0, minLength - first.length),
      maxLength: items === false ? 0 : Math.max(0, maxLength - first.length),
    });
    const head = fc.tuple(...first.map((part) => this.#value(part, tie)));
    return fc.tuple(head, rest).map(([one, other]) => [...one, ...other]);
  }

  #object(schema: Schema, tie: Tie): Arbitrary {
    const required = listIn(schema["required"]).filter((name) => typeof name === "string");
    const properties = partsIn(schema["properties"]).map(
      ([name, part]) => [name, this.#value(part, tie)] as const,
    );
    const more = schema["additionalProperties"];
    const isMap = isSchema(more);
    const extra = isMap ? this.#value(more, tie) : anything;
    const undeclared = required.map((name) => [name, extra] as const);
    const own = recordOf(Object.fromEntries([...undeclared, ...properties]), new Set(required));
    const least = Math.max(0, (numberIn(schema["minProperties"]) ?? 0) - required.length);
    // Unknown fields are allowed nearly everywhere and meant nearly nowhere: only a map has them.
    if (!isMap && least === 0) return own;
    const named = schema["propertyNames"];
    const others = mapOf(isSchema(named) ? textArbitrary(named) : extraKeys, extra, least);
    return fc.tuple(others, own).map(([beside, fields]) => ({ ...beside, ...fields }));
  }
}

const extraKeys = fc.stringMatching(/^x[a-z]{1,5}$/);

/** It may hold what it is a choice of. */
function refers(schema: Value): boolean {
  if (typeof schema !== "object" || schema === null) return false;
  return "$ref" in schema || Object.values(schema).some((part: Value) => refers(part));
}

function nameIn(ref: string): string {
  return ref === WHOLE
    ? WHOLE
    : decodeURIComponent(ref.replace(PART, "")).replaceAll("~1", "/").replaceAll("~0", "~");
}

/** Both at once, as far as that can be said in one schema; where both say the same word, the second counts. */
function merged(a: Schema, b: Schema): Schema {
  const properties = Object.fromEntries([...partsIn(a["properties"]), ...partsIn(b["properties"])]);
  const required = [...new Set([...listIn(a["required"]), ...listIn(b["required"])])];
  return {
    ...a,
    ...b,
    ...(Object.keys(properties).length > 0 && { properties }),
    ...(required.length > 0 && { required }),
  };
}

/** Words by which a schema without a type says which it means. */
const HINTS: readonly (readonly [string, readonly string[]])[] = [
  ["object", ["properties", "required", "additionalProperties", "minProperties"]],
  ["array", ["items", "prefixItems", "minItems"]],
  ["string", ["pattern", "minLength", "maxLength", "format"]],
  ["number", ["minimum", "maximum", "multipleOf"]],
];

function typesOf(schema: Schema): readonly string[] {
  const { type } = schema;
  if (typeof type === "string") return [type];
  const named = listIn(type).filter((each) => typeof each === "string");
  if (named.length > 0) return named;
  const hint = HINTS.find(([, words]) => words.some((word) => word in schema));
  return [hint?.[0] ?? "any"];
}

function numberArbitrary(type: "integer" | "number", schema: Schema): Arbitrary {
  const bound = (word: string, or: number): number => numberIn(schema[word]) ?? or;
  const min = Math.max(bound("exclusiveMinimum", -Infinity), bound("minimum", -Infinity));
  const max = Math.min(bound("exclusiveMaximum", Infinity), bound("maximum", Infinity));
  const step = numberIn(schema["multipleOf"]) ?? (type === "integer" ? 1 : undefined);
  if (step === undefined)
    return fc.double({ min, max, noNaN: true, noDefaultInfinity: true }).map((n) => (n === 0 ? 0 : n));
  const from = Math.ceil(Math.max(min / step, -(2 ** 31)));
  const to = Math.floor(Math.min(max / step, 2 ** 31));
  return fc.integer({ min: from, max: Math.max(from, to) }).map((n) => n * step);
}
