/** Specs drawn at random, written in both notations. */
import fc from "fast-check";

/** A value of the language as data; `Name`s are words, the rest is what it looks like. */
type Value =
  | { readonly word: string }
  | { readonly text: string }
  | { readonly raw: string }
  | readonly Value[]
  | Call;

interface Call {
  readonly call: string;
  readonly args: readonly (readonly [name: string, value: Value, isNamed: boolean])[];
}

type Settings = readonly (readonly [name: string, value: Value])[];

interface Entity {
  readonly name: string;
  readonly settings: Settings;
}

interface Field {
  readonly name: string;
  readonly type: string;
  readonly optional: boolean;
  readonly identity: boolean;
}

export interface DrawnSpec {
  readonly enums: readonly { readonly name: string; readonly values: readonly string[] }[];
  readonly messages: readonly { readonly name: string; readonly fields: readonly Field[] }[];
  readonly brokers: readonly Entity[];
  readonly logs: readonly (Entity & { readonly on: string })[];
  readonly boxes: readonly (Entity & { readonly on: string })[];
  readonly services: readonly DrawnService[];
  readonly guarantees: readonly { readonly from: string; readonly to: string; readonly settings: Settings }[];
}

interface DrawnService extends Entity {
  readonly stores: readonly Entity[];
  readonly producers: readonly (Entity & { readonly channel: string })[];
  readonly consumers: readonly (Entity & { readonly channel: string })[];
}

const word = (text: string): Value => ({ word: text });
const raw = (text: string): Value => ({ raw: text });
const text = fc
  .string({ maxLength: 12, unit: "grapheme" })
  .filter((each) => !/[\ud800-\udfff]/u.test(each) && each !== "unknown");
const stringValue: fc.Arbitrary<Value> = text.map((each) => ({ text: each }));
const duration = fc
  .tuple(fc.nat(999), fc.constantFrom("ms", "s", "m", "h", "d"))
  .map(([n, unit]) => raw(`${n}${unit}`));
const oneWord = (...words: readonly string[]): fc.Arbitrary<Value> => fc.constantFrom(...words).map(word);
const call = (name: string, ...args: Call["args"]): Value => ({ call: name, args });

const onFailure: fc.Arbitrary<Value> = fc.oneof(
  oneWord("retry", "requeue", "skip", "stop"),
  fc
    .tuple(fc.integer({ min: 1, max: 9 }), duration)
    .map(([times, wait]) =>
      call(
        "retry",
        ["times", raw(String(times)), false],
        ["back-off", call("exponential", ["first", wait, false]), true],
      ),
    ),
  fc.constant(call("park", ["to", word("b0"), false])),
);

/** Each setting with even odds. */
function someOf(table: Readonly<Record<string, fc.Arbitrary<Value>>>): fc.Arbitrary<Settings> {
  const entries = Object.entries(table).map(([name, value]) =>
    fc.option(value, { nil: undefined }).map((each) => (each === undefined ? [] : [[name, each] as const])),
  );
  return fc.tuple(...entries).map((each) => each.flat());
}

const brokerSettings = someOf({
  version: fc.constantFrom("1.0", "2.0").map((each) => ({ text: each })),
  nodes: fc.integer({ min: 1, max: 9 }).map((n) => raw(String(n))),
  names: fc.constant({ text: "prod.{name}" }),
});
const logSettings = someOf({
  partitions: fc.oneof(
    fc.integer({ min: 1, max: 99 }).map((n) => raw(String(n))),
    oneWord("unknown"),
  ),
  retention: duration,
  "retention-bytes": fc.constantFrom("512KiB", "1GB", "2.5MB").map(raw),
  share: fc.constantFrom("5%", "12.5%").map(raw),
  since: fc.constant(raw("2027-03-01")),
  key: oneWord("id", "f0"),
  name: stringValue,
});
const consumerSettings = someOf({
  instances: fc.integer({ min: 1, max: 9 }).map((n) => raw(String(n))),
  group: fc.oneof(oneWord("per-instance"), stringValue),
  steps: fc.constantFrom<Value>(
    [word("effect"), word("settle")],
    [[word("effect"), word("settle")]],
    [word("settle"), word("effect")],
    word("unknown"),
  ),
  effect: fc.constantFrom<Value>(
    word("plain"),
    call("idempotent", ["path", word("id"), false], ["in", word("s0"), true]),
  ),
  "on-failure": onFailure,
  takes: fc.constant(raw("..200ms")),
  concurrency: fc.constantFrom<Value>(raw("4"), call("per", ["path", word("id"), false])),
});
const guaranteeSettings = fc
  .tuple(
    oneWord("at-most-once", "at-least-once", "exactly-once"),
    someOf({
      order: fc.constantFrom<Value>(
        word("per-producer"),
        word("total"),
        call("per", ["path", word("id"), false]),
      ),
      under: fc.constantFrom<Value>(
        word("standard"),
        word("none"),
        call(
          "any",
          ["count", raw("2"), false],
          ["of", [word("cut"), call("pause", ["for", raw("30s"), false])], true],
        ),
      ),
    }),
  )
  .map(([delivery, others]): Settings => [["delivery", delivery], ...others]);

const field = (i: number): fc.Arbitrary<Field> =>
  fc
    .tuple(
      fc.constantFrom(
        "string",
        "string[..5]",
        "int32[]",
        "decimal(9, 2)",
        "map<bool[2..3]>",
        "E0",
        "E0[1..]",
      ),
      fc.boolean(),
    )
    .map(([type, optional]) => ({ name: `f${i}`, type, optional, identity: false }));

const fields: fc.Arbitrary<readonly Field[]> = fc
  .tuple(field(0), field(1))
  .map((each) => [{ name: "id", type: "uuid", optional: false, identity: true }, ...each]);

const count = fc.integer({ min: 1, max: 3 });
const entities = (prefix: string, settings: fc.Arbitrary<Settings>): fc.Arbitrary<readonly Entity[]> =>
  fc
    .array(settings, { minLength: 1, maxLength: 3 })
    .map((each) => each.map((own, i) => ({ name: `${prefix}${i}`, settings: own })));

const service: fc.Arbitrary<Omit<DrawnService, "name">> = fc.record({
  settings: someOf({
    owner: stringValue,
    client: oneWord("generated", "plain"),
    external: oneWord("true", "false"),
  }),
  stores: entities("s", someOf({ keep: duration, scope: oneWord("shared", "instance") })),
  producers: entities(
    "p",
    someOf({ sends: fc.constantFrom<Value>(word("M0"), [word("M0")]), awaits: oneWord("true", "false") }),
  ).map((each) => each.map((producer) => ({ ...producer, channel: "l0" }))),
  consumers: entities("c", consumerSettings).map((each) =>
    each.map((consumer) => ({ ...consumer, channel: "l0" })),
  ),
});

export const drawnSpec: fc.Arbitrary<DrawnSpec> = fc.record({
  enums: fc.constant([{ name: "E0", values: ["eu", "us"] }]),
  messages: count
    .chain((n) => fc.tuple(...Array.from({ length: n }, () => fields)))
    .map((each) => each.map((own, i) => ({ name: `M${i}`, fields: own }))),
  brokers: entities("k", brokerSettings),
  logs: entities("l", logSettings).map((each) => each.map((log) => ({ ...log, on: "k0" }))),
  boxes: entities("b", fc.constant([])).map((each) => each.map((box) => ({ ...box, on: "k0" }))),
  services: fc
    .array(service, { minLength: 1, maxLength: 2 })
    .map((each) => each.map((own, i) => ({ ...own, name: `v${i}` }))),
  guarantees: fc
    .array(guaranteeSettings, { maxLength: 2 })
    .map((each) => each.map((settings) => ({ from: "v0.p0", to: "v0.c0", settings }))),
});

export function asDsl(spec: DrawnSpec): string {
  const block = (settings: Settings): string =>
    `{ ${settings.map(([name, value]) => `${name}: ${dsl(value)}`).join(", ")} }`;
  const lines = ["waybill 1", "topology drawn"];
  for (const { name, values } of spec.enums) lines.push(`enum ${name} { ${values.join(", ")} }`);
  for (const { name, fields: own } of spec.messages) {
    const each = own.map(
      (f) => `${f.identity ? "identity " : ""}${f.name}${f.optional ? "?" : ""}: ${f.type}`,
    );
    lines.push(`message ${name} {`, ...each, "}");
  }
  for (const { name, settings } of spec.brokers)
    lines.push(`broker ${name} ${block([["type", word("demo")], ...settings])}`);
  for (const { name, on, settings } of spec.logs) lines.push(`log ${name} on ${on} ${block(settings)}`);
  for (const { name, on, settings } of spec.boxes) lines.push(`box ${name} on ${on} ${block(settings)}`);
  for (const own of spec.services) {
    lines.push(`service ${own.name} {`, ...own.settings.map(([name, value]) => `${name}: ${dsl(value)}`));
    for (const { name, settings } of own.stores) lines.push(`store ${name} ${block(settings)}`);
    for (const { name, channel, settings } of own.producers)
      lines.push(`producer ${name} -> ${channel} ${block(settings)}`);
    for (const { name, channel, settings } of own.consumers)
      lines.push(`consumer ${name} <- ${channel} ${block(settings)}`);
    lines.push("}");
  }
  for (const { from, to, settings } of spec.guarantees)
    lines.push(`guarantee ${from} -> ${to} ${block(settings)}`);
  return `${lines.join("\n")}\n`;
}

function dsl(value: Value): string {
  if (isList(value)) return `[${value.map(dsl).join(", ")}]`;
  if ("word" in value) return value.word;
  if ("raw" in value) return value.raw;
  if ("text" in value) return JSON.stringify(value.text);
  return `${value.call}(${value.args.map(([name, each, isNamed]) => (isNamed ? `${name}: ${dsl(each)}` : dsl(each))).join(", ")})`;
}

function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}

/** JSON, which is YAML. */
export function asYaml(spec: DrawnSpec): string {
  const named = <T extends { readonly name: string }>(
    all: readonly T[],
    data: (each: T) => unknown,
  ): object => Object.fromEntries(all.map((each) => [each.name, data(each)]));
  const settingsData = (settings: Settings): object =>
    Object.fromEntries(settings.map(([name, value]) => [name, yaml(value)]));
  const document = {
    waybill: 1,
    topology: "drawn",
    enums: named(spec.enums, ({ values }) => values),
    messages: named(spec.messages, ({ fields: own }) => ({
      identity: own.filter((f) => f.identity).map((f) => f.name),
      fields: Object.fromEntries(own.map((f) => [`${f.name}${f.optional ? "?" : ""}`, f.type])),
    })),
    brokers: named(spec.brokers, ({ settings }) => ({ type: "demo", ...settingsData(settings) })),
    logs: named(spec.logs, ({ on, settings }) => ({ on, ...settingsData(settings) })),
    boxes: named(spec.boxes, ({ on, settings }) => ({ on, ...settingsData(settings) })),
    services: named(spec.services, (own) => ({
      ...settingsData(own.settings),
      stores: named(own.stores, ({ settings }) => settingsData(settings)),
      producers: named(own.producers, ({ channel, settings }) => ({
        to: channel,
        ...settingsData(settings),
      })),
      consumers: named(own.consumers, ({ channel, settings }) => ({
        from: channel,
        ...settingsData(settings),
      })),
    })),
    guarantees: spec.guarantees.map(({ from, to, settings }) => ({ from, to, ...settingsData(settings) })),
  };
  return unquoted(JSON.stringify(document, undefined, 1));
}

const MARK = "\u0001unknown\u0001";

/** The word `unknown` is told from the text by not being quoted. */
function unquoted(json: string): string {
  return json.replaceAll(JSON.stringify(MARK), "unknown");
}

function yaml(value: Value): unknown {
  if (isList(value)) return value.map(yaml);
  if ("word" in value) return value.word === "unknown" ? MARK : value.word;
  if ("raw" in value) return value.raw;
  if ("text" in value) return value.text;
  return { [value.call]: Object.fromEntries(value.args.map(([name, each]) => [name, yaml(each)])) };
}
