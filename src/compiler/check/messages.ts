/** Paths into message types. */
import type { EnumType, FieldType, MessageType } from "../../model/message-type.ts";
import type { Topology } from "../../model/topology.ts";

export type Walk =
  /** `optional`: the first optional field on the way. */
  | { readonly kind: "found"; readonly type: FieldType; readonly optional?: string }
  /** `within` has no such field but `fields`. */
  | { readonly kind: "missing"; readonly within: string; readonly fields: readonly string[] }
  | { readonly kind: "list"; readonly field: string }
  /** What stands there is not known: `what` says so. */
  | { readonly kind: "opaque"; readonly what: string };

/** The types of one topology by name. */
export class MessageIndex {
  readonly #messages: ReadonlyMap<string, MessageType>;
  readonly #enums: ReadonlyMap<string, EnumType>;

  constructor(topology: Topology) {
    this.#messages = new Map(topology.types.map((type) => [type.name, type]));
    this.#enums = new Map(topology.enums.map((type) => [type.name, type]));
  }

  message(name: string): MessageType | undefined {
    return this.#messages.get(name);
  }

  enumeration(name: string): EnumType | undefined {
    return this.#enums.get(name);
  }

  /** `throughLists`: a field of a list's entries counts as one of the list. */
  walk(message: MessageType, path: string, throughLists = false): Walk {
    const parts = path.split(".");
    let within = message.name;
    let fields: MessageType | undefined = message;
    let optional: string | undefined;
    for (const [i, part] of parts.entries()) {
      if (fields?.opaque) return { kind: "opaque", what: `\`${message.name}\` is opaque` };
      const field = fields?.fields.find(({ name }) => name === part);
      if (field === undefined) {
        if (fields?.open || within === "json") {
          return { kind: "opaque", what: `\`${within}\` may have any field` };
        }
        return { kind: "missing", within, fields: fields?.fields.map(({ name }) => name) ?? [] };
      }
      if (field.optional) optional ??= field.name;
      if (i === parts.length - 1) {
        return { kind: "found", type: field.type, ...(optional !== undefined && { optional }) };
      }
      if (isMany(field.type) && !throughLists) return { kind: "list", field: field.name };
      const entry = entryOf(field.type);
      within = entry.kind === "named" || entry.kind === "scalar" ? entry.name : entry.kind;
      fields = entry.kind === "named" ? this.#messages.get(entry.name) : undefined;
    }
    return { kind: "missing", within, fields: [] };
  }
}

function isMany(type: FieldType): boolean {
  return type.kind === "list" || type.kind === "map";
}

function entryOf(type: FieldType): FieldType {
  let entry = type;
  while (entry.kind === "list" || entry.kind === "map") entry = entry.of;
  return entry;
}

/** `a list of string` */
export function typeText(type: FieldType): string {
  switch (type.kind) {
    case "scalar":
      return `a ${type.name}`;
    case "named":
      return `a ${type.name}`;
    case "list":
      return "a list";
    case "map":
      return "a map";
  }
}
