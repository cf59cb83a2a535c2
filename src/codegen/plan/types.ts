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
  /** Of the checks' module: what the wire form of a record has to be. */
  readonly rule: string;
}

export interface CheckPlan {
  /** Path of the module without ending. */
  readonly from: string;
  readonly exported: string;
  /** Its name where it is imported. */
  readonly name: string;
}

export interface MessagePlan extends TypePlan {
  /** What checks the wire form; absent where there is nothing to check. */
  readonly check?: CheckPlan;
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
  "ServicePlan",
];

/** Rules of the runtime, which the module of checks imports. */
const RUNTIME_RULES: readonly string[] =
  "check record list map oneOf text matching format number whole truth anything Check Rule".split(" ");

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
  const functions = variableNames([...RUNTIME_RULES, ...[...enums, ...named].map(({ name }) => name)]);
  const plans = named.map(({ type, name }): MessagePlan => {
    const isChecked = validated && type.kind === "message" && !type.opaque;
    return {
      type,
      name,
      toWire: functions.take(`${name}ToWire`, "_"),
      fromWire: functions.take(`${name}FromWire`, "_"),
      rule: functions.take(`${name}Rule`, "_"),
      ...(isChecked ? { check: checkPlan(type, functions.take(`check${name}`, "_"), files) } : {}),
    };
  });
  return {
    enums,
    records: plans.filter(({ type }) => type.kind === "record"),
    messages: plans.filter(({ type }) => type.kind === "message"),
    taken: names,
    imported: [...enums.map(({ name }) => name), ...plans.flatMap(importedNames)],
    names: new Map([...enums, ...plans].map(({ type, name }) => [type.name, name])),
    byName: new Map(plans.map((plan) => [plan.type.name, plan])),
  };
}

function importedNames({ name, toWire, fromWire, check }: MessagePlan): readonly string[] {
  return [name, toWire, fromWire, ...(check === undefined ? [] : [check.name])];
}

/** What Ajv makes of a schema is long: it has a module of its own. */
function checkPlan(type: MessageType, name: string, files: Names): CheckPlan {
  if (type.source === undefined) return { from: "checks", exported: name, name };
  return { from: `validators/${files.take(fileNameOf(type.name), "-")}`, exported: "check", name };
}
