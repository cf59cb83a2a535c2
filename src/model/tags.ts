/** How a reader of a channel knows of which type a message is. */
import type { EnumType, FieldType, MessageType } from "./message-type.ts";
import type { Topology, TypeTag } from "./topology.ts";

/** Where nothing is said. */
export const USUAL_TAG: TypeTag = { kind: "header", name: "type" };

/** As a spec writes it. */
export function tagText(tag: TypeTag): string {
  if (tag.kind === "header") return `header("${tag.name}")`;
  return tag.kind === "field" ? `field(${tag.path})` : tag.kind;
}

/**
 * What a field of type `type` holds in each `message`, so that it tells the type: its only value, else the name of the
 * message. Undefined where it cannot hold that.
 */
export function tagValue(topology: Topology, message: MessageType, type: FieldType): string | undefined {
  if (type.kind === "scalar")
    return type.name === "string" && holds(type, message.name) ? message.name : undefined;
  if (type.kind !== "named") return undefined;
  const values = enumOf(topology, type.name)?.values ?? [];
  if (values.length === 1) return values[0];
  return values.includes(message.name) ? message.name : undefined;
}

function holds({ least = 0, most, pattern }: FieldType & { readonly kind: "scalar" }, text: string): boolean {
  if (text.length < least || (most !== undefined && text.length > most)) return false;
  return pattern === undefined || new RegExp(`^(?:${pattern})$`, "u").test(text);
}

function enumOf({ enums }: Topology, name: string): EnumType | undefined {
  return enums.find((each) => each.name === name);
}
