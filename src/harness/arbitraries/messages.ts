/** fast-check arbitraries for the messages of a topology. */
import fc from "fast-check";
import type { FieldType, MessageType } from "../../model/message-type.ts";
import type { Topology } from "../../model/topology.ts";
import { present } from "../../base/assert.ts";
import { lengthsOf, listOf, mapOf, recordOf } from "./bounded-depth.ts";
import { type Form, scalarArbitrary } from "./scalars.ts";
import { schemaArbitrary } from "./schema.ts";

/** Arbitraries by the name of a type. */
export type Named = Readonly<Record<string, fc.Arbitrary<unknown>>>;

type Tie = (name: string) => fc.Arbitrary<unknown>;

/** Keys of a map: any text but the one that names an object's prototype. */
const keys = fc.string({ maxLength: 8 }).filter((key) => key !== "__proto__");

/** An arbitrary for each message, record and enum of `topology`, by its name; `own` ones stand instead of ours. */
export function typeArbitraries(topology: Topology, form: Form, own: Named = {}): Named {
  const { types, enums } = topology;
  return fc.letrec<Record<string, unknown>>((tie) => ({
    ...Object.fromEntries(types.map((type) => [type.name, messageArbitrary(type, form, tie)])),
    ...Object.fromEntries(enums.map(({ name, values }) => [name, fc.constantFrom(...values)])),
    ...own,
  }));
}

/** Messages have what their fields say; opaque ones are bytes, and described ones what their schema says. */
function messageArbitrary(type: MessageType, form: Form, tie: Tie): fc.Arbitrary<unknown> {
  if (type.source !== undefined) return schemaArbitrary(type.source, type.name);
  if (type.opaque) return fc.uint8Array();
  const fields = type.fields.map(({ name, type: of }) => [name, fieldArbitrary(of, form, tie)] as const);
  const required = type.fields.filter(({ optional }) => !optional).map(({ name }) => name);
  return recordOf(Object.fromEntries(fields), new Set(required));
}

function fieldArbitrary(type: FieldType, form: Form, tie: Tie): fc.Arbitrary<unknown> {
  switch (type.kind) {
    case "scalar":
      return scalarArbitrary(type, form);
    case "named":
      return tie(type.name);
    case "list":
      return listOf(fieldArbitrary(type.of, form, tie), lengthsOf(type.least, type.most));
    case "map":
      return mapOf(keys, fieldArbitrary(type.of, form, tie), 0);
  }
}

/** The arbitrary of one type. */
export function arbitraryOf(all: Named, name: string): fc.Arbitrary<unknown> {
  return present(all[name], `the topology declares ${name}`);
}
