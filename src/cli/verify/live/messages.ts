/** Messages of a live run in their wire form, made of numbers. */
import { sampleMessage, type Wire } from "../../../harness/workload/sample.ts";
import { identityOf, type MessageType } from "../../../model/message-type.ts";
import { tagValue } from "../../../model/tags.ts";
import type { Topology } from "../../../model/topology.ts";

/** Fields but identities and keys hold one of so many values. */
const VALUES = 7;

/** Which numbers a message is made of. */
export interface Numbers {
  /** Of the fields that make two messages the same one. */
  readonly identity: number;
  /** Of the field at a path; undefined for any. */
  readonly key?: { readonly path: string; readonly number: number };
}

/** A message of the type of that name; what tells its type on the wire is in it. */
export function sampled(topology: Topology, name: string, { identity, key }: Numbers): Wire {
  const type = topology.types.find((each) => each.name === name);
  const own = type === undefined ? [] : identityOf(type);
  const wire = sampleMessage(topology, name, (path) => {
    if (own.includes(path)) return identity;
    return path === key?.path ? key.number : identity % VALUES;
  });
  return type === undefined ? wire : tagged(topology, type, wire);
}

/** With the type in the field that tells it, where one does. */
function tagged(topology: Topology, type: MessageType, wire: Wire): Wire {
  const { channels } = topology;
  for (const { by, carries } of channels) {
    if (by?.kind !== "field" || !carries.includes(type.name)) continue;
    const field = type.fields.find(({ name }) => name === by.path);
    const value = field === undefined ? undefined : tagValue(topology, type, field.type);
    if (value !== undefined && isFields(wire)) return { ...wire, [by.path]: value };
  }
  return wire;
}

/** A message that is an object, as all but opaque ones are. */
export function isFields(value: unknown): value is Readonly<Record<string, Wire>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
