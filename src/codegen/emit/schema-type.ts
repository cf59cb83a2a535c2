/** What a JSON Schema says of values, as a TypeScript type. Where it says more than a type can, the validator looks. */
import type { Schema } from "../../model/message-type.ts";
import type { Value } from "../../model/value.ts";
import { textLiteral, typeKey } from "./literal.ts";

/** Where in a schema: how deep, and whether nothing but unions lies between there and a definition. */
interface At {
  readonly depth: number;
  readonly isBare: boolean;
}

/** The type of any JSON value. */
const ANY = "Json";

/** Deeper than this the type is any value: nobody reads such a type, and a schema may be endless. */
const DEPTH_MAX = 40;

/** Texts of types within `root`. `nameOf`: the declared name of an entry of `$defs`, or of the root, which has no name. */
export class SchemaTypes {
  readonly #root: Schema;
  readonly #nameOf: (definition: string) => string;

  constructor(root: Schema, nameOf: (definition: string) => string) {
    this.#root = root;
    this.#nameOf = nameOf;
  }

  /** Of an entry of `$defs`, or of the root. */
  definition(name: string): string {
    return this.#text(definitionOf(this.#root, name), { depth: 0, isBare: true });
  }

  #text(schema: Value | undefined, at: At): string {
    if (schema === false) return "never";
    if (!isSchema(schema) || at.depth > DEPTH_MAX) return ANY;
    const parts = this.#parts(schema, { ...at, depth: at.depth + 1 }).filter((part) => part !== ANY);
    return parts.length === 0
      ? ANY
      : [...new Set(parts)].map((part) => bracketed(part, parts.length)).join(" & ");
  }

  /** What the type must be at once. */
  #parts(schema: Schema, at: At): readonly string[] {
    const { $ref, allOf, anyOf, oneOf } = schema;
    const own = "const" in schema || "enum" in schema ? valuesText(schema) : this.#typed(schema, at.depth);
    return [
      ...(typeof $ref === "string" ? [this.#reference($ref, at)] : []),
      own,
      ...listOf(allOf).map((each) => this.#text(each, at)),
      ...[anyOf, oneOf].flatMap((each) => (Array.isArray(each) ? [this.#union(each, at)] : [])),
    ];
  }

  #union(schemas: readonly Value[], at: At): string {
    const texts = [...new Set(schemas.map((each) => this.#text(each, at)))];
    return texts.includes(ANY) ? ANY : texts.map((text) => bracketed(text, texts.length)).join(" | ");
  }

  /** A name that would stand for itself is none to the compiler. */
  #reference(ref: string, { isBare }: At): string {
    const definition = referredIn(ref);
    if (definition === undefined || (isBare && this.#isCircular(definition))) return ANY;
    return this.#nameOf(definition);
  }

  /** A definition leads to itself with no object or array in between. */
  #isCircular(definition: string): boolean {
    const seen = new Set<string>();
    const open = [definition];
    for (let name = open.pop(); name !== undefined; name = open.pop()) {
      for (const next of bareReferences(definitionOf(this.#root, name))) {
        if (next === definition) return true;
        if (!seen.has(next)) open.push(next);
        seen.add(next);
      }
    }
    return false;
  }

  /** What stands in an object or array. */
  #inner(schema: Value | undefined, depth: number): string {
    return this.#text(schema, { depth, isBare: false });
  }

  #typed(schema: Schema, depth: number): string {
    const { type } = schema;
    const implied = "properties" in schema ? ["object"] : "items" in schema ? ["array"] : [];
    const types = typeof type === "string" ? [type] : Array.isArray(type) ? type : implied;
    if (types.length === 0) return ANY;
    return types.map((each) => this.#simple(String(each), schema, depth)).join(" | ");
  }

  #simple(type: string, schema: Schema, depth: number): string {
    switch (type) {
      case "string":
      case "boolean":
      case "null":
      case "number":
        return type;
      case "integer":
        return "number";
      case "array":
        return this.#array(schema, depth);
      case "object":
        return this.#object(schema, depth);
      default:
        return ANY;
    }
  }

  #array({ prefixItems, items, minItems }: Schema, depth: number): string {
    // Before 2020-12 `items` may be the list that `prefixItems` is since.
    const first = listOf(Array.isArray(prefixItems) ? prefixItems : items);
    const rest = Array.isArray(items) ? ANY : items === false ? undefined : this.#inner(items, depth);
    const least = typeof minItems === "number" ? minItems : 0;
    const heads = first.map((each) => this.#inner(each, depth));
    if (heads.length > 0 && least >= heads.length)
      return `readonly [${[...heads, ...(rest === undefined ? [] : [`...${arrayOf(rest)}`])].join(", ")}]`;
    const all = [...new Set([...heads, ...(rest === undefined ? [] : [rest])])];
    const entry = all.length === 0 ? "never" : all.map((text) => bracketed(text, all.length)).join(" | ");
    return least > 0 ? `readonly [${entry}, ...${arrayOf(entry)}]` : `readonly ${arrayOf(entry)}`;
  }

  #object({ properties, required, additionalProperties }: Schema, depth: number): string {
    const fields = isSchema(properties) ? Object.entries(properties) : [];
    const needed = new Set(listOf(required));
    const entries = fields.map(
      ([name, each]) =>
        `readonly ${typeKey(name)}${needed.has(name) ? "" : "?"}: ${this.#inner(each, depth)}`,
    );
    if (fields.length > 0) return `{ ${entries.join("; ")} }`;
    if (additionalProperties === false) return "Readonly<Record<string, never>>";
    const values = this.#inner(additionalProperties, depth);
    // Only this form may name the type that it is part of.
    return values === ANY ? `Readonly<Record<string, ${ANY}>>` : `{ readonly [name: string]: ${values} }`;
  }
}

function isSchema(value: Value | undefined): value is Schema {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function listOf(value: Value | undefined): readonly Value[] {
  const items: readonly Value[] = Array.isArray(value) ? value : [];
  return items;
}

/** The definition that a reference leads to; empty: the root. */
function referredIn(ref: string): string | undefined {
  if (ref === "#") return "";
  const [, definition] = /^#\/\$defs\/(.+)$/.exec(ref) ?? [];
  return definition === undefined ? undefined : decoded(definition);
}

function definitionOf(root: Schema, name: string): Value | undefined {
  const { $defs } = root;
  if (name === "") return root;
  return isSchema($defs) ? Object.entries($defs).find(([key]) => key === name)?.[1] : undefined;
}

/** Definitions that a value of the schema is one of, or is as well. */
function bareReferences(schema: Value | undefined): readonly string[] {
  if (!isSchema(schema)) return [];
  const { $ref, allOf, anyOf, oneOf } = schema;
  const own = typeof $ref === "string" ? referredIn($ref) : undefined;
  const others = [allOf, anyOf, oneOf].flatMap((each) => listOf(each)).flatMap(bareReferences);
  return own === undefined ? others : [own, ...others];
}

/** A part of a JSON pointer as it was before it stood in a URI. */
function decoded(part: string): string {
  const plain = part.replaceAll("~1", "/").replaceAll("~0", "~");
  return /%[0-9a-f]{2}/i.test(plain) && !/%(?![0-9a-f]{2})/i.test(plain) ? decodeURIComponent(plain) : plain;
}

function valuesText(schema: Schema): string {
  const values = "const" in schema ? [schema["const"] ?? null] : listOf(schema["enum"]);
  const texts = [...new Set(values.map((value) => literalType(value)))];
  return texts.length === 0 ? "never" : texts.includes(ANY) ? ANY : texts.join(" | ");
}

function literalType(value: Value): string {
  if (typeof value === "string") return textLiteral(value);
  return typeof value === "object" && value !== null ? ANY : String(value);
}

/** One of several operands. */
function bracketed(text: string, operands: number): string {
  return operands > 1 && /[|&]/.test(text) ? `(${text})` : text;
}

function arrayOf(entry: string): string {
  return `${/[ |&]/.test(entry) ? `(${entry})` : entry}[]`;
}
