/** The wire form of a message as JSON Schema: what generated checks are compared with. */
import type { Field, FieldType } from "../../src/model/message-type.ts";
import type { Types } from "../../src/codegen/plan/types.ts";
import { isInherited } from "../../src/codegen/plan/names.ts";
import { type Scalar, wireFormOf } from "../../src/codegen/emit/scalar-forms.ts";

export type JsonSchema = Readonly<Record<string, unknown>>;

const INT32 = 2_147_483_648;

/** What the schema of a message is, and whether it has fields of names that every object has. */
export interface MessageSchema {
  readonly schema: JsonSchema;
  readonly hasInherited: boolean;
}

/** Records that are used stand once, so that they may contain each other. */
export function messageSchema(fields: readonly Field[], types: Types): MessageSchema {
  const writer = new SchemaWriter(types);
  const own = writer.object(fields);
  const definitions: Record<string, JsonSchema> = {};
  for (let name = writer.open.shift(); name !== undefined; name = writer.open.shift())
    definitions[writer.key(name)] = writer.object(types.byName.get(name)?.type.fields ?? []);
  const schema = Object.keys(definitions).length === 0 ? own : { ...own, definitions };
  return { schema, hasInherited: writer.hasInherited };
}

class SchemaWriter {
  hasInherited = false;
  /** Records that are used and not written yet. */
  readonly open: string[] = [];
  readonly #enums: ReadonlyMap<string, readonly string[]>;
  readonly #keys = new Map<string, string>();

  constructor(types: Types) {
    this.#enums = new Map(types.enums.map(({ type }) => [type.name, type.values]));
  }

  /** Under which a record stands. */
  key(name: string): string {
    const known = this.#keys.get(name);
    if (known !== undefined) return known;
    const key = `r${this.#keys.size}`;
    this.#keys.set(name, key);
    this.open.push(name);
    return key;
  }

  object(fields: readonly Field[]): JsonSchema {
    const required = fields.filter(({ optional }) => !optional).map(({ name }) => name);
    const entries = fields.map(({ name, type }) => [name, this.type(type)] as const);
    if (fields.some(({ name }) => isInherited(name))) this.hasInherited = true;
    const strange = entries.filter(([name]) => isStrange(name));
    const others = entries.filter(([name]) => !isStrange(name));
    return {
      type: "object",
      ...(required.length === 0 ? {} : { required }),
      properties: Object.fromEntries(others),
      ...(strange.length === 0
        ? {}
        : {
            patternProperties: Object.fromEntries(strange.map(([name, each]) => [exactly(name), each])),
          }),
    };
  }

  type(type: FieldType): JsonSchema {
    switch (type.kind) {
      case "scalar":
        return scalarSchema(type);
      case "named": {
        const values = this.#enums.get(type.name);
        return values === undefined ? { $ref: `#/definitions/${this.key(type.name)}` } : { enum: values };
      }
      case "map":
        return { type: "object", additionalProperties: this.type(type.of) };
      case "list":
        return {
          type: "array",
          ...(type.least > 0 ? { minItems: type.least } : {}),
          ...(type.most === undefined ? {} : { maxItems: type.most }),
          items: this.type(type.of),
        };
    }
  }
}

/** Ajv leaves a property of the first name out of `properties`, and fails over half of a pair of surrogates. */
function isStrange(name: string): boolean {
  return name === "__proto__" || /[\ud800-\udfff]/u.test(name);
}

/** The pattern that only `text` matches, in characters that anybody can print. */
function exactly(text: string): string {
  const units = [...text].map((character) =>
    /^\w$/.test(character) ? character : `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  );
  return `^${units.join("")}$`;
}

/** Formats of the runtime that texts have on the wire, by scalar and form. */
const TEXTS: Readonly<Record<string, string>> = {
  int32: "int32",
  int64: "int64",
  float64: "float64",
  uuid: "uuid",
  timestamp: "date-time",
  date: "date",
  duration: "duration",
};

function scalarSchema(type: Scalar): JsonSchema {
  const form = wireFormOf(type);
  switch (type.name) {
    case "string":
      return {
        type: "string",
        ...(type.least === undefined || type.least === 0 ? {} : { minLength: type.least }),
        ...(type.most === undefined ? {} : { maxLength: type.most }),
        ...(type.pattern === undefined ? {} : { pattern: `^(?:${type.pattern})$` }),
      };
    case "bool":
      return { type: "boolean" };
    case "decimal":
      return form === "number" ? { type: "number" } : { type: "string", pattern: decimalPattern(type.args) };
    case "bytes":
      return { type: "string", format: form };
    case "json":
      return {};
    default:
      return numberSchema(type.name, form) ?? { type: "string", format: TEXTS[type.name] ?? type.name };
  }
}

/** Of scalars that travel as numbers; undefined for others. */
function numberSchema(name: string, form: string): JsonSchema | undefined {
  if (name === "float64" && form !== "text") return { type: "number" };
  if (name === "int32" && form !== "text") return { type: "integer", minimum: -INT32, maximum: INT32 - 1 };
  if (form === "number" || form === "epoch-millis" || form === "epoch-days") return { type: "integer" };
  if (form === "millis") return { type: "integer", minimum: 0 };
  if (form === "seconds") return { type: "number", minimum: 0 };
  return form === "epoch-seconds" ? { type: "number" } : undefined;
}

/** Digits as many as the type has. */
function decimalPattern([precision = 0, scale = 0]: readonly number[]): string {
  const whole = precision - scale;
  const head = whole === 0 ? "0" : `(?:0|[1-9]\\d{0,${whole - 1}})`;
  return `^-?${head}${scale === 0 ? "" : `(?:\\.\\d{1,${scale}})?`}$`;
}
