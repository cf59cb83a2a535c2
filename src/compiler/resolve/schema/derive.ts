/** The fields of a message that a JSON Schema describes, as far as fields can say what it says. */
import type { EnumType, Field, FieldType, MessageType, Schema } from "../../../model/message-type.ts";
import type { Value } from "../../../model/value.ts";
import { isList, isMap } from "../arguments.ts";
import { objectOf, targetOf } from "./objects.ts";

export interface Derived {
  readonly fields: readonly Field[];
  readonly open: boolean;
  /** Records and enums within. */
  readonly types: readonly MessageType[];
  readonly enums: readonly EnumType[];
}

/** `schema` is bundled: its references lead into itself. */
export function derived(message: string, schema: Schema): Derived {
  return new Deriver(message, schema).run();
}

/** What a part of a schema is called: by the way to it, unless it is a definition of its own. */
interface Naming {
  readonly path: string;
  readonly definition: string | undefined;
}

/** A place within a schema whose values are records. */
interface RecordPlace {
  readonly name: string;
  readonly schema: Schema;
}

const NAME = /^[A-Za-z_]\w{0,127}(?:-\w{1,127}){0,16}$/;
const VALUE = /^[\w .:/+-]{1,255}$/;
const JSON_VALUE: FieldType = { kind: "scalar", name: "json", args: [] };

class Deriver {
  readonly #message: string;
  readonly #root: Schema;
  /** Records and enums by the definition that they are; the schema itself is the definition of no name. */
  readonly #named = new Map<string, string>();
  readonly #taken = new Set<string>();
  readonly #open: RecordPlace[] = [];
  /** Definitions around the one that is looked at, with no record in between. */
  readonly #around = new Set<string>();
  readonly #enums: EnumType[] = [];

  constructor(message: string, root: Schema) {
    this.#message = message;
    this.#root = root;
    this.#named.set("", message);
  }

  run(): Derived {
    const { fields, open } = this.#fields({ name: this.#message, schema: this.#root });
    const types: MessageType[] = [];
    for (let next = this.#open.shift(); next !== undefined; next = this.#open.shift()) {
      const inner = this.#fields(next);
      const openness = inner.open ? ({ open: true } as const) : {};
      types.push({
        kind: "record",
        name: next.name,
        opaque: false,
        fields: inner.fields,
        ...openness,
        derived: true,
      });
    }
    return { fields, open, types, enums: this.#enums };
  }

  #fields({ name, schema }: RecordPlace): { readonly fields: readonly Field[]; readonly open: boolean } {
    const object = objectOf(schema, this.#root);
    if (object === undefined) return { fields: [], open: true };
    // Nothing can name a field that is no word.
    const named = [...object.properties].filter(([field]) => NAME.test(field));
    const fields = named.map(([field, each]): Field => {
      const { type, isNullable } = this.#type(each, `${name}.${field}`);
      const doc = isMap(each) ? each["description"] : undefined;
      return {
        name: field,
        type,
        optional: isNullable || !object.required.has(field),
        identity: false,
        ...(typeof doc === "string" && { doc }),
      };
    });
    return { fields, open: object.open || named.length < object.properties.size };
  }

  /** `path` names what is found there, if it needs a name. */
  #type(schema: Value, path: string): { readonly type: FieldType; readonly isNullable: boolean } {
    const { value, definition } = targetOf(schema, this.#root);
    if (!isMap(value)) return { type: JSON_VALUE, isNullable: true };
    if (definition === undefined) return this.#typeAt(value, { path, definition });
    // A map of such maps, and so on: no type says that.
    if (this.#around.has(definition)) return { type: JSON_VALUE, isNullable: true };
    this.#around.add(definition);
    const found = this.#typeAt(value, { path: `${this.#message}.${definition}`, definition });
    this.#around.delete(definition);
    return found;
  }

  #typeAt(value: Schema, at: Naming): { readonly type: FieldType; readonly isNullable: boolean } {
    const choice = nullableChoice(value);
    if (choice !== undefined) return { ...this.#type(choice, at.path), isNullable: true };
    const named = value["type"];
    const kinds = isList(named) ? named.filter((each) => each !== "null") : [named];
    const isNullable = isList(named) ? kinds.length < named.length : named === "null";
    const type = kinds.length === 1 ? this.#plain(value, kinds[0], at) : JSON_VALUE;
    return { type, isNullable };
  }

  #plain(schema: Schema, kind: Value | undefined, at: Naming): FieldType {
    const texts = textsOf(schema);
    if (texts !== undefined) return this.#enum(texts, at);
    switch (kind) {
      case "string":
        return stringType(schema);
      case "boolean":
        return { kind: "scalar", name: "bool", args: [] };
      case "integer":
        return integerType(schema);
      case "number":
        return { kind: "scalar", name: "float64", args: [] };
      case "array":
        return this.#list(schema, at.path);
      case "object":
      case undefined:
        return this.#object(schema, at);
      default:
        return JSON_VALUE;
    }
  }

  #list(schema: Schema, path: string): FieldType {
    const { items = true, minItems: least, maxItems: most } = schema;
    const of = this.#type(items, `${path}[]`).type;
    return {
      kind: "list",
      of,
      least: typeof least === "number" ? least : 0,
      ...(typeof most === "number" && { most }),
    };
  }

  #object(schema: Schema, at: Naming): FieldType {
    if (objectOf(schema, this.#root) === undefined) {
      const values = schema["additionalProperties"];
      if (schema["type"] !== "object" || values === undefined || typeof values === "boolean")
        return JSON_VALUE;
      return { kind: "map", of: this.#type(values, `${at.path}[]`).type };
    }
    const known = this.#known(at);
    if (known !== undefined) return { kind: "named", name: known };
    const name = this.#nameOf(at);
    this.#open.push({ name, schema });
    return { kind: "named", name };
  }

  #enum(values: readonly string[], at: Naming): FieldType {
    const known = this.#known(at);
    if (known !== undefined) return { kind: "named", name: known };
    const name = this.#nameOf(at);
    this.#enums.push({ name, values, derived: true });
    return { kind: "named", name };
  }

  #known({ definition }: Naming): string | undefined {
    return definition === undefined ? undefined : this.#named.get(definition);
  }

  #nameOf({ path, definition }: Naming): string {
    let name = path;
    for (let i = 2; this.#taken.has(name); i++) name = `${path}-${i}`;
    this.#taken.add(name);
    if (definition !== undefined) this.#named.set(definition, name);
    return name;
  }
}

/** `oneOf: [X, { type: null }]`: X or nothing. */
function nullableChoice(schema: Schema): Value | undefined {
  const choices = schema["oneOf"] ?? schema["anyOf"];
  if (!isList(choices) || choices.length !== 2) return undefined;
  const isNull = (each: Value | undefined): boolean => isMap(each) && each["type"] === "null";
  const [first, second] = choices;
  if (isNull(first)) return second;
  return isNull(second) ? first : undefined;
}

/** The texts that the values are among. */
function textsOf({ enum: values, const: only }: Schema): readonly string[] | undefined {
  const listed = only === undefined ? values : [only];
  if (!isList(listed) || listed.length === 0) return undefined;
  const texts = listed.filter((each) => typeof each === "string");
  const isPlain = texts.length === listed.length && texts.every((text) => VALUE.test(text));
  return isPlain ? [...new Set(texts)] : undefined;
}

const FORMATS: Readonly<Record<string, string>> = {
  uuid: "uuid",
  "date-time": "timestamp",
  date: "date",
  duration: "duration",
};

function stringType({ format, contentEncoding, minLength, maxLength, pattern }: Schema): FieldType {
  const scalar = typeof format === "string" && Object.hasOwn(FORMATS, format) ? FORMATS[format] : undefined;
  if (scalar !== undefined) return { kind: "scalar", name: scalar, args: [] };
  if (format === "byte" || contentEncoding === "base64") return { kind: "scalar", name: "bytes", args: [] };
  const whole = typeof pattern === "string" ? wholePattern(pattern) : undefined;
  return {
    kind: "scalar",
    name: "string",
    args: [],
    ...(typeof minLength === "number" && { least: minLength }),
    ...(typeof maxLength === "number" && { most: maxLength }),
    ...(whole !== undefined && { pattern: whole }),
  };
}

/** A pattern of JSON Schema is looked for anywhere in a text; that of a field is about all of it. */
function wholePattern(pattern: string): string | undefined {
  const inner = /^\^([^|]*[^|\\])\$$/.exec(pattern)?.[1];
  return inner;
}

const INT32 = 2_147_483_648;

function integerType({ format, minimum, maximum }: Schema): FieldType {
  const isSmall =
    typeof minimum === "number" && typeof maximum === "number" && minimum >= -INT32 && maximum < INT32;
  if (format === "int32" || isSmall) return { kind: "scalar", name: "int32", args: [] };
  return { kind: "scalar", name: "int64", args: [], wire: "number" };
}
