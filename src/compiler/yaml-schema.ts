/**
 * The JSON Schema of the YAML form, made from the tables that reading a spec uses: what an editor of YAML completes and
 * checks. It knows shapes; names, places and promises are for `check`.
 */
import type { CompileBroker } from "./broker.ts";
import * as core from "./resolve/core-settings.ts";
import type { Param, SettingTable, ValueType } from "./vocabulary.ts";

type Schema = Readonly<Record<string, unknown>>;

type Rules = Pick<CompileBroker, "type" | "settings" | "kinds" | "bindings" | "producer" | "consumer">;

const TEXT: Schema = { type: ["string", "number", "boolean"] };
const NAME: Schema = { type: "string", minLength: 1 };
const UNKNOWN: Schema = { const: "unknown" };
const DOC = { doc: { type: "string" } };
const ALLOWED: Schema = {
  type: "object",
  patternProperties: {
    "^WB[1-9X]\\d{3}$": {
      anyOf: [
        { type: "string", minLength: 1 },
        object({ reason: { type: "string", minLength: 1 }, until: { type: "string" } }, ["reason"]),
      ],
    },
  },
  additionalProperties: false,
};
const ALLOW = { allow: { anyOf: [ALLOWED, { type: "array", items: ALLOWED }] } };
const SHARED = { shared: { type: "boolean" } };

export function yamlSchema(brokers: readonly Rules[]): Schema {
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: "A topology of Waybill, in YAML",
    ...object(
      {
        waybill: { const: 1 },
        topology: NAME,
        owner: { type: "string" },
        use: mapOf({ type: "string" }),
        ...sections(brokers),
        environments: mapOf(object(patches(brokers), [])),
        for: { type: "array", items: { $ref: "#/$defs/repetition" } },
      },
      ["waybill", "topology"],
    ),
    $defs: {
      repetition: object({ each: NAME, in: NAME, ...sections(brokers) }, ["each", "in"]),
    },
  };
}

function sections(brokers: readonly Rules[]): Readonly<Record<string, Schema>> {
  const channels = brokers.flatMap(({ kinds }) => kinds);
  const bindings = brokers.flatMap((broker) =>
    broker.bindings === undefined ? [] : [broker.bindings.settings],
  );
  const fields = mapOf({ anyOf: [NAME, object({ type: NAME, ...DOC }, ["type"])] });
  const identity = { anyOf: [NAME, { type: "array", items: NAME }] };
  const described = object({ ...DOC, ...SHARED, from: NAME, identity, ...ALLOW }, ["from"]);
  const written = object({ ...DOC, ...SHARED, identity, fields }, ["fields"]);
  return {
    brokers: mapOf(
      entity([core.BROKER_SETTINGS, ...brokers.map(({ settings }) => settings)], SHARED, ["type"]),
    ),
    enums: mapOf({
      anyOf: [names(), object({ ...DOC, ...SHARED, values: names() }, ["values"])],
    }),
    messages: mapOf({ anyOf: [{ const: "opaque" }, written, described] }),
    records: mapOf(object({ ...DOC, ...SHARED, fields }, ["fields"])),
    ...Object.fromEntries(
      channels.map(({ plural, doc, settings }) => [
        plural,
        {
          description: doc,
          ...mapOf(entity([core.CHANNEL_SETTINGS, settings], { on: NAME, ...SHARED }, ["on"])),
        },
      ]),
    ),
    bindings: listOf(entity([core.BINDING_SETTINGS, ...bindings], { from: NAME, to: NAME }, ["from", "to"])),
    services: mapOf(service(brokers)),
    guarantees: listOf(entity([core.GUARANTEE_SETTINGS], { from: NAME, to: NAME }, ["from", "to"])),
  };
}

function service(brokers: readonly Rules[]): Schema {
  const producer = [core.PRODUCER_SETTINGS, ...brokers.map((broker) => broker.producer)];
  const consumer = [core.CONSUMER_SETTINGS, ...brokers.map((broker) => broker.consumer)];
  return entity(
    [core.SERVICE_SETTINGS],
    {
      ...SHARED,
      stores: mapOf(entity([core.STORE_SETTINGS], {}, [])),
      producers: mapOf(entity(producer, { to: NAME }, ["to"])),
      consumers: mapOf(entity(consumer, { from: NAME }, ["from"])),
    },
    [],
  );
}

/** Settings alone, of what is declared elsewhere. */
function patches(brokers: readonly Rules[]): Readonly<Record<string, Schema>> {
  const endpoints = (own: SettingTable, of: "producer" | "consumer"): Schema =>
    mapOf(entity([own, ...brokers.map((broker) => broker[of])], {}, []));
  return {
    brokers: mapOf(entity([core.BROKER_SETTINGS, ...brokers.map(({ settings }) => settings)], {}, [])),
    ...Object.fromEntries(
      brokers
        .flatMap(({ kinds }) => kinds)
        .map(({ plural, settings }) => [plural, mapOf(entity([core.CHANNEL_SETTINGS, settings], {}, []))]),
    ),
    services: mapOf(
      entity(
        [core.SERVICE_SETTINGS],
        {
          stores: mapOf(entity([core.STORE_SETTINGS], {}, [])),
          producers: endpoints(core.PRODUCER_SETTINGS, "producer"),
          consumers: endpoints(core.CONSUMER_SETTINGS, "consumer"),
        },
        [],
      ),
    ),
  };
}

function entity(
  tables: readonly SettingTable[],
  more: Readonly<Record<string, Schema>>,
  required: readonly string[],
): Schema {
  const found = new Map<string, Schema[]>();
  for (const table of tables)
    for (const [name, { type, doc, known }] of Object.entries(table)) {
      const value = known === true ? valueOf(type) : anyOf([valueOf(type), UNKNOWN]);
      found.set(name, [...(found.get(name) ?? []), { description: doc, ...value }]);
    }
  const settings = [...found].map(([name, all]): readonly [string, Schema] => [name, anyOf(all)]);
  return object({ ...DOC, ...ALLOW, ...more, ...Object.fromEntries(settings) }, required);
}

/** Of types that say nothing but what the text of a value looks like. */
const PLAIN: Readonly<Partial<Record<ValueType["kind"], Schema>>> = {
  duration: { type: "string", pattern: "^\\d+(\\.\\d+)?(ms|s|m|h|d)$" },
  size: { type: "string", pattern: "^\\d+(\\.\\d+)?(kB|MB|GB|KiB|MiB|GiB)$" },
  ratio: { type: ["string", "number"] },
  boolean: { type: "boolean" },
  name: NAME,
  path: NAME,
  channel: NAME,
  date: NAME,
  string: TEXT,
  template: TEXT,
  literal: TEXT,
  range: TEXT,
};
const USE: Schema = { anyOf: [NAME, { type: "object" }] };

function valueOf(type: ValueType): Schema {
  switch (type.kind) {
    case "integer":
    case "number": {
      const { kind, least: minimum, most: maximum } = type;
      const bounds = {
        ...(minimum === undefined ? {} : { minimum }),
        ...(maximum === undefined ? {} : { maximum }),
      };
      return { type: kind, ...bounds };
    }
    case "word":
      return { enum: type.words };
    case "uses":
      return anyOf([USE, { type: "array", items: USE }]);
    case "list": {
      const item = valueOf(type.of);
      const list = { type: "array", items: item };
      return type.orOne === true ? anyOf([item, list]) : list;
    }
    case "map":
      return type.of === undefined ? { type: "object" } : mapOf(valueOf(type.of));
    case "call":
      return callOf(type);
    case "either":
      return anyOf(type.of.map(valueOf));
    default:
      return PLAIN[type.kind] ?? {};
  }
}

/** `{ name: { parameter: value } }`, `{ name: value }` of its first parameter, and the name alone where nothing is required. */
function callOf({ name, params, rest }: ValueType & { kind: "call" }): Schema {
  const [first] = params;
  const arguments_: Schema = {
    ...object(
      Object.fromEntries(params.map((param) => [param.name, valueOf(param.type)])),
      params.filter(({ optional }) => optional !== true).map((param) => param.name),
    ),
    ...(rest === undefined ? {} : { additionalProperties: valueOf(rest) }),
  };
  const single = first !== undefined && others(params).length === 0 ? [valueOf(first.type)] : [];
  const call = object(
    { [name]: anyOf([arguments_, ...single, ...(params.length === 0 ? [{ type: "null" }] : [])]) },
    [name],
  );
  return params.every(({ optional }) => optional === true) ? anyOf([{ const: name }, call]) : call;
}

/** What else has to be said beside the first parameter. */
function others(params: readonly Param[]): readonly Param[] {
  return params.slice(1).filter(({ optional }) => optional !== true);
}

function object(properties: Readonly<Record<string, Schema>>, required: readonly string[]): Schema {
  return {
    type: "object",
    properties,
    ...(required.length === 0 ? {} : { required }),
    additionalProperties: false,
  };
}

function mapOf(value: Schema): Schema {
  return { type: "object", additionalProperties: value };
}

function listOf(value: Schema): Schema {
  return { type: "array", items: value };
}

function names(): Schema {
  return { type: "array", items: NAME, minItems: 1 };
}

function anyOf(all: readonly (Schema | undefined)[]): Schema {
  const known = all.filter((each) => each !== undefined);
  return known.length === 1 && known[0] !== undefined ? known[0] : { anyOf: known };
}
