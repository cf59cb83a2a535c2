/** Parts of pages that are made from the code: settings with types and defaults, scripts with their liars. */
import { BROKERS } from "../../src/brokers/all.ts";
import { KAFKA_SCRIPTS } from "../../src/brokers/kafka/live/scripts/scripts.ts";
import { RABBITMQ_SCRIPTS } from "../../src/brokers/rabbitmq/live/scripts/scripts.ts";
import {
  BINDING_SETTINGS,
  BROKER_SETTINGS,
  CHANNEL_SETTINGS,
  CONSUMER_SETTINGS,
  GUARANTEE_SETTINGS,
  PRODUCER_SETTINGS,
  SERVICE_SETTINGS,
  STORE_SETTINGS,
} from "../../src/compiler/resolve/core-settings.ts";
import type { Param, SettingSpec, SettingTable, ValueType } from "../../src/compiler/vocabulary.ts";
import { type AnomalyEntry, CATALOGUE } from "../../src/history/anomalies/catalogue.ts";
import { HARSH, STANDARD } from "../../src/model/guarantee.ts";
import type { Script } from "../../src/model/script.ts";
import type { Value } from "../../src/model/value.ts";
import { WIRE_FORMS } from "../../src/model/wire.ts";
import { code, prose, tableLines } from "./table.ts";

const CORE: Readonly<Record<string, SettingTable>> = {
  "every broker": BROKER_SETTINGS,
  "every channel": CHANNEL_SETTINGS,
  "every binding": BINDING_SETTINGS,
  "every service": SERVICE_SETTINGS,
  "every store": STORE_SETTINGS,
  "every producer": PRODUCER_SETTINGS,
  "every consumer": CONSUMER_SETTINGS,
  "every guarantee": GUARANTEE_SETTINGS,
};

/** Lines by the name that a page asks for them with. */
export function sections(): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, readonly string[]>();
  for (const [of, table] of Object.entries(CORE)) found.set(`settings of ${of}`, coreLines(table));
  found.set("wire forms", wireLines());
  found.set("not supported yet", laterLines());
  found.set("fault models", faultLines());
  for (const broker of BROKERS) {
    const tables: readonly (readonly [string, SettingTable])[] = [
      ["broker", broker.settings],
      ...broker.kinds.map(({ kind, settings }): readonly [string, SettingTable] => [kind, settings]),
      ["binding", broker.bindings?.settings ?? {}],
      ["producer", broker.producer],
      ["consumer", broker.consumer],
    ];
    for (const [of, table] of tables) found.set(`${broker.type} ${of} settings`, brokerLines(table));
    found.set(`${broker.type} versions`, [
      `Versions: ${broker.versions.join(", ")}. Without \`version:\` it is ${broker.versions.at(-1) ?? ""}.`,
    ]);
  }
  found.set("kafka scripts", scriptLines(KAFKA_SCRIPTS));
  found.set("rabbitmq scripts", scriptLines(RABBITMQ_SCRIPTS));
  for (const [name, entries] of CATALOGUE) found.set(name, anomalyLines(entries));
  return found;
}

function anomalyLines(entries: readonly AnomalyEntry[]): readonly string[] {
  return tableLines(
    ["anomaly", "allowed", "when it is reported", "what it means"],
    entries.map(({ name, allowed, fires, means }) => [code(name), allowed, fires, means]),
  );
}

function wireLines(): readonly string[] {
  const rows = Object.entries(WIRE_FORMS).map(([scalar, forms]) => [
    code(scalar),
    forms.map(({ name, doc }) => `${code(name)}: ${doc}`).join("; "),
  ]);
  return tableLines(["scalar", "on the wire, the usual form first"], rows);
}

function coreLines(table: SettingTable): readonly string[] {
  const rows = supported(table).map(([name, spec]) => [code(name), type(spec), prose(spec.doc)]);
  return tableLines(["setting", "takes", "what it is"], rows);
}

function brokerLines(table: SettingTable): readonly string[] {
  const rows = supported(table).map(([name, spec]) => [
    code(name),
    type(spec),
    defaults(spec),
    spec.native === undefined ? "" : code(spec.native),
    prose(spec.doc),
    spec.source ?? "",
  ]);
  return tableLines(["setting", "takes", "where nothing is said", "natively", "what it is", "source"], rows);
}

function supported(table: SettingTable): readonly (readonly [string, SettingSpec])[] {
  return Object.entries(table).filter(([, spec]) => spec.unsupported !== true);
}

/** Settings that the language has and this version refuses. */
function laterLines(): readonly string[] {
  const tables: readonly (readonly [string, SettingTable])[] = [
    ...Object.entries(CORE),
    ...BROKERS.flatMap((broker): (readonly [string, SettingTable])[] => [
      [`a producer (${broker.type})`, broker.producer],
      [`a consumer (${broker.type})`, broker.consumer],
    ]),
  ];
  const rows = tables.flatMap(([of, table]) => {
    const names = Object.entries(table).flatMap(([name, spec]) =>
      spec.unsupported === true ? [code(name)] : [],
    );
    return names.length === 0 ? [] : [[`on ${of}`, names.join(", ")]];
  });
  return tableLines(["where", "settings"], rows);
}

function type(spec: SettingSpec): string {
  const words = typeText(spec.type);
  return spec.required === true ? `${words} (required)` : words;
}

/** What a value looks like, in few words. */
function typeText(of: ValueType): string {
  switch (of.kind) {
    case "word":
      return of.words.map(code).join(", ");
    case "call":
      return code(`${of.name}(${callParameters(of).join(", ")})`);
    case "either":
      return of.of.map(typeText).join(", ");
    case "list":
      return of.orOne === true ? `one or a list of: ${typeText(of.of)}` : `a list of: ${typeText(of.of)}`;
    case "name":
      return of.of;
    case "channel":
      return of.kinds.length === 0 ? "a channel" : of.kinds.join(" or ");
    case "integer":
    case "number":
      return of.least === undefined
        ? of.kind
        : `${of.kind} from ${of.least}${of.most === undefined ? "" : ` to ${of.most}`}`;
    case "uses":
      return "producers: `a`, `a[0..1]`";
    default:
      return of.kind;
  }
}

function callParameters({ params, rest }: ValueType & { readonly kind: "call" }): readonly string[] {
  return [...params.map(parameter), ...(rest === undefined ? [] : ["name: …"])];
}

function parameter({ name, named, optional }: Param): string {
  const text = named === true ? `${name}: …` : name;
  return optional === true ? `${text}?` : text;
}

function defaults({ defaults: entries = [], type: { kind } }: SettingSpec): string {
  return entries
    .map(({ value, since, client }) => {
      const when = [
        since === undefined ? "" : `from ${since}`,
        client === undefined ? "" : `client ${client}`,
      ];
      const where = when.filter((part) => part !== "").join(", ");
      return `${written(value, kind)}${where === "" ? "" : ` (${where})`}`;
    })
    .join("; ");
}

function written(value: Value, kind: string): string {
  if (typeof value === "number" && (kind === "duration" || kind === "either") && value >= 1000)
    return code(durationText(value));
  if (typeof value === "number" && kind === "duration" && value > 0) return code(`${value}ms`);
  if (typeof value === "string") return code(value === "" ? '""' : value);
  if (Array.isArray(value) && value.length === 1 && typeof value[0] === "string")
    return written(value[0], "");
  return code(JSON.stringify(value).replaceAll('"', ""));
}

const UNITS = [
  ["d", 86_400_000],
  ["h", 3_600_000],
  ["m", 60_000],
  ["s", 1000],
] as const;

function durationText(ms: number): string {
  const unit = UNITS.find(([, length]) => ms % length === 0);
  return unit === undefined ? `${ms}ms` : `${ms / unit[1]}${unit[0]}`;
}

function faultLines(): readonly string[] {
  const kinds = Object.entries(HARSH.kinds).map(([kind, { times, ms }]) => {
    const most = times ?? (ms === undefined ? undefined : durationText(ms));
    return { kind, text: code(most === undefined ? kind : `${kind}(${most})`) };
  });
  const standard = kinds.filter(({ kind }) => Object.hasOwn(STANDARD.kinds, kind));
  const harsh = kinds.filter((each) => !standard.includes(each));
  const listed = (each: typeof kinds): string => each.map(({ text }) => text).join(" ");
  return [
    `- \`standard\`: at most ${STANDARD.count} of ${listed(standard)}`,
    `- \`harsh\`: at most ${HARSH.count} of these and of ${listed(harsh)}`,
  ];
}

function scriptLines(scripts: readonly Script[]): readonly string[] {
  const rows = scripts.map(({ name, about, liar, cites }) => [
    code(name),
    prose(about),
    prose(liar.lie),
    cites.join(", "),
  ]);
  return tableLines(["script", "what the broker does", "the liar it exposes", "statements"], rows);
}
