/** `codecs.ts`: for each record and message a function to the form that travels, and one back. */
import type { Field, FieldType, MessageType } from "../../model/message-type.ts";
import type { TypePlan, Types } from "../plan/types.ts";
import { isInherited } from "../plan/names.ts";
import { objectKey, textLiteral } from "./literal.ts";
import type { ModuleSpec, StatementSpec } from "./module.ts";
import { conversionOf, type Scalar } from "./scalar-forms.ts";

/** Under this name the types of messages stand in the module. */
const TYPES = "m";

/** Whether a message has another form on the wire than in a program. */
export function isRewritten({ opaque, source }: MessageType): boolean {
  return !opaque && source === undefined;
}

export function codecsModule(types: Types): ModuleSpec {
  const writer = new CodecWriter(types);
  const plans = [...types.records, ...types.messages].filter(({ type }) => isRewritten(type));
  const statements = plans.flatMap((plan) => writer.statements(plan));
  const helpers = [...writer.helpers].sort();
  const scalars = [...writer.scalars].sort();
  const imports = [
    { from: "messages", allTypesAs: TYPES },
    { from: "runtime/codec", types: ["Wire"], values: helpers },
    { from: "runtime/scalars", values: scalars },
  ];
  return { path: "codecs", imports: statements.length === 0 ? [] : imports, statements };
}

class CodecWriter {
  /** What is used of the runtime: of `codec.ts`, and of `scalars.ts`. */
  readonly helpers: Set<string> = new Set<string>();
  readonly scalars: Set<string> = new Set<string>();
  readonly #types: Types;

  constructor(types: Types) {
    this.#types = types;
  }

  statements(plan: TypePlan): readonly StatementSpec[] {
    const type = `${TYPES}.${plan.name}`;
    const { fields } = plan.type;
    const as = ({ name, optional }: Field): string => {
      const text = `${type}[${textLiteral(name)}]`;
      return optional ? `Exclude<${text}, undefined>` : text;
    };
    const to = fields.map(
      (field): Part => this.#part(field, "message", (read) => this.#to(field.type, read, as(field))),
    );
    const from = fields.map(
      (field): Part => this.#part(field, "wire", (read) => this.#from(field.type, read, as(field))),
    );
    return [
      {
        kind: "function",
        name: plan.toWire,
        parameters: [{ name: to.length === 0 ? "_message" : "message", type }],
        returns: "Wire",
        body: this.#body(to, "Record<string, unknown>"),
      },
      {
        kind: "function",
        name: plan.fromWire,
        parameters: [{ name: from.length === 0 ? "_wire" : "wire", type: "Wire" }],
        returns: type,
        body: this.#fromBody(from, type),
      },
    ];
  }

  #part(field: Field, object: string, write: Part["write"]): Part {
    const key = textLiteral(field.name);
    const read = isInherited(field.name) ? `${this.#helper("own")}(${object}, ${key})` : `${object}[${key}]`;
    return { field, read, write };
  }

  #helper(name: string): string {
    this.helpers.add(name);
    return name;
  }

  /** A literal has what every object has, so that it is no value of a type with such a name for another purpose. */
  #fromBody(parts: readonly Part[], type: string): readonly string[] {
    const isPlain = !parts.some(({ field }) => field.optional && isInherited(field.name));
    if (isPlain) return this.#body(parts, `{ -readonly [K in keyof ${type}]: ${type}[K] }`);
    return [
      ...this.#body(parts, "Record<string, unknown>").slice(0, -1),
      `return out as unknown as ${type};`,
    ];
  }

  /** Required fields in one literal, so that all values have one shape; optional ones after it. */
  #body(parts: readonly Part[], type: string): readonly string[] {
    const required = parts.filter(({ field }) => !field.optional);
    const optional = parts.filter(({ field }) => field.optional);
    const lines = required.map(({ field, read, write }) => `  ${objectKey(field.name)}: ${write(read)},\n`);
    const literal = lines.length === 0 ? "{}" : `{\n${lines.join("")}}`;
    if (optional.length === 0) return [`return ${literal};`];
    return [
      `const out: ${type} = ${literal};`,
      ...optional.flatMap(({ field, read, write }) => this.#optional(field, read, write)),
      "return out;",
    ];
  }

  #optional({ name }: Field, read: string, write: Part["write"]): readonly string[] {
    const key = textLiteral(name);
    if (!isInherited(name)) return [`if (${read} !== undefined) out[${key}] = ${write(read)};`];
    return [`if (${read} !== undefined) ${this.#helper("setOwn")}(out, ${key}, ${write(read)});`];
  }

  /** Values of the type are the same on the wire. */
  #isSame(type: FieldType): boolean {
    if (type.kind === "list" || type.kind === "map") return this.#isSame(type.of);
    return type.kind === "scalar" ? conversionOf(type) === undefined : !this.#types.byName.has(type.name);
  }

  /** `of`: the type that `read` has, where the reader cannot say it. */
  #to(type: FieldType, read: string, of?: string): string {
    const value = of !== undefined && read.startsWith("own(") ? `(${read} as ${of})` : read;
    if (this.#isSame(type)) return value;
    switch (type.kind) {
      case "scalar":
        return this.#scalar(type, value, "to");
      case "named":
        return `${this.#types.byName.get(type.name)?.toWire ?? ""}(${value})`;
      case "list":
        return `${value}.map((each) => ${this.#to(type.of, "each")})`;
      case "map":
        return `${this.#helper("mapOf")}(${value}, (each) => ${this.#to(type.of, "each")})`;
    }
  }

  /** `as`: the type that it shall have. The wire form has been looked at before. */
  #from(type: FieldType, read: string, as?: string): string {
    if (this.#isSame(type)) return as === undefined ? read : `${read} as ${as}`;
    switch (type.kind) {
      case "scalar":
        return this.#scalar(type, read, "from");
      case "named":
        return `${this.#types.byName.get(type.name)?.fromWire ?? ""}(${read} as Wire)`;
      case "list":
      case "map": {
        const helper = this.#helper(type.kind === "list" ? "listOf" : "mapOf");
        const value = type.kind === "list" ? read : `${read} as Wire`;
        const many = `${helper}(${value}, (each) => ${this.#from(type.of, "each")})`;
        return as === undefined ? many : `${many} as unknown as ${as}`;
      }
    }
  }

  #scalar(type: Scalar, value: string, way: "to" | "from"): string {
    const conversion = conversionOf(type);
    if (conversion === undefined) return value;
    const name = way === "to" ? conversion.to : conversion.from;
    this.scalars.add(name);
    const args = way === "to" ? conversion.toArgs : conversion.fromArgs;
    return `${name}(${[value, ...args].join(", ")})`;
  }
}

interface Part {
  readonly field: Field;
  readonly read: string;
  readonly write: (read: string) => string;
}
