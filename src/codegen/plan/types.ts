/** The types of a topology with the names they get in the output. */
import type { EnumType, MessageType } from "../../model/message-type.ts";
import type { Topology } from "../../model/topology.ts";
import { fileNameOf, fileNames, identifierOf, type Names, typeNames, variableNames } from "./names.ts";

export interface EnumPlan {
  readonly type: EnumType;
  /** Name in TypeScript. */
  readonly name: string;
}

export interface TypePlan {
  readonly type: MessageType;
  readonly name: string;
  /** Functions of the codecs' module. */
  readonly toWire: string;
  readonly fromWire: string;
}

export interface MessagePlan extends TypePlan {
  /** Path of the module that checks the wire form, without ending; absent where there is nothing to check. */
  readonly validator?: string;
}

export interface Types {
  readonly enums: readonly EnumPlan[];
  readonly records: readonly TypePlan[];
  readonly messages: readonly MessagePlan[];
  /** Of the module that declares them: further types take theirs from there. */
  readonly taken: Names;
  /** Names of types and of functions: no service is called like one. */
  readonly imported: readonly string[];
  /** By the name in the spec: all three. */
  readonly names: ReadonlyMap<string, string>;
  readonly byName: ReadonlyMap<string, TypePlan>;
}

/** Names that modules of services declare or import beside messages. */
export const SERVICE_MODULE_NAMES: readonly string[] = [
  "bytesCodec",
  "codec",
  "jsonCodec",
  "service",
  "services",
  "spec",
  "Broker",
  "Brokers",
  "Check",
  "Codec",
  "Consumes",
  "Json",
  "Park",
  "Sends",
  "Service",
];

const SUFFIX = { message: "Message", record: "Record", enum: "Enum" } as const;

/** `validated`: whether validators are written. */
export function planTypes(topology: Topology, validated: boolean): Types {
  const names = typeNames(SERVICE_MODULE_NAMES);
  const files = fileNames([]);
  const declared = <T extends { readonly derived?: true }>(all: readonly T[]): readonly T[] =>
    all.filter(({ derived }) => derived !== true);
  const enums = declared(topology.enums).map((type) => ({
    type,
    name: names.take(identifierOf(type.name, true), SUFFIX.enum),
  }));
  const named = declared(topology.types).map((type) => ({
    type,
    name: names.take(identifierOf(type.name, true), SUFFIX[type.kind]),
  }));
  // A module imports both, so they differ from each other.
  const functions = variableNames([...enums, ...named].map(({ name }) => name));
  const plans = named.map(({ type, name }): MessagePlan => {
    const checked = validated && type.kind === "message" && !type.opaque;
    return {
      type,
      name,
      toWire: functions.take(`${name}ToWire`, "_"),
      fromWire: functions.take(`${name}FromWire`, "_"),
      ...(checked ? { validator: `validators/${files.take(fileNameOf(type.name), "-")}` } : {}),
    };
  });
  return {
    enums,
    records: plans.filter(({ type }) => type.kind === "record"),
    messages: plans.filter(({ type }) => type.kind === "message"),
    taken: names,
    imported: [
      ...enums.map(({ name }) => name),
      ...plans.flatMap((plan) => [plan.name, plan.toWire, plan.fromWire]),
    ],
    names: new Map([...enums, ...plans].map(({ type, name }) => [type.name, name])),
    byName: new Map(plans.map((plan) => [plan.type.name, plan])),
  };
}
