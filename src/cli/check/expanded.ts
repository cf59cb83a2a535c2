/** `check --expanded`: each entity with every setting that decides, and which of them nobody wrote. */
import { ANALYSIS_BROKERS } from "../../brokers/analysis.ts";
import type { CheckedTopology } from "../../compiler/check-sources.ts";
import type { SettingTable } from "../../compiler/vocabulary.ts";
import { handlingTexts } from "../../diff/handling-text.ts";
import { effective, flat, valueText } from "../../diff/values.ts";
import type { Broker, Channel, Consumer, Producer, Topology } from "../../model/topology.ts";
import type { Settings } from "../../model/value.ts";
import { columns, type Painter } from "../text.ts";

/** Lines below the tables; none where no topology could be made. */
export function expandedLines(topologies: readonly CheckedTopology[], paint: Painter): readonly string[] {
  return topologies.flatMap(({ analysis, name }) =>
    analysis === undefined
      ? []
      : ["", paint.bold(`All settings of ${name}, written or not:`), ...entities(analysis.topology, paint)],
  );
}

function entities(topology: Topology, paint: Painter): readonly string[] {
  const brokers = topology.brokers.flatMap((broker) => [
    `broker ${broker.name}`,
    ...rows(broker, tablesOf(broker)?.settings, broker.version, "generated", paint),
  ]);
  const channels = topology.channels.flatMap((channel) => channelLines(topology, channel, paint));
  const bindings = topology.bindings.map(({ from, to, settings, implied }) => {
    const key = settings["key"] === undefined ? "" : ` { key: ${valueText(settings["key"], undefined)} }`;
    return `bind ${from.name} -> ${to.name}${key}${implied ? paint.dim("  written out") : ""}`;
  });
  const endpoints = topology.services.flatMap((service) => [
    ...service.producers.flatMap((producer) => producerLines(topology, producer, service.client, paint)),
    ...service.consumers.flatMap((consumer) => consumerLines(topology, consumer, service.client, paint)),
  ]);
  return [...brokers, ...channels, ...bindings, ...endpoints].map((line) => `  ${line}`);
}

type Tables = (typeof ANALYSIS_BROKERS)[number];

function tablesOf(broker: Broker | undefined): Tables | undefined {
  return ANALYSIS_BROKERS.find(({ type }) => type === broker?.type);
}

function brokerOf(
  topology: Topology,
  channel: { readonly kind: string; readonly name: string },
): Broker | undefined {
  const found = topology.channels.find(({ kind, name }) => kind === channel.kind && name === channel.name);
  return topology.brokers.find(({ name }) => name === found?.broker);
}

function channelLines(topology: Topology, channel: Channel, paint: Painter): readonly string[] {
  const broker = topology.brokers.find(({ name }) => name === channel.broker);
  const kind = tablesOf(broker)?.kinds.find((each) => each.kind === channel.kind);
  const { physicalName, implied } = channel;
  const called = physicalName === undefined ? "" : `, called ${physicalName}`;
  const head = `${channel.kind} ${channel.name} on ${channel.broker}${called}${implied ? paint.dim("  written out") : ""}`;
  return [head, ...rows(channel, kind?.settings, broker?.version ?? "", "generated", paint)];
}

function producerLines(
  topology: Topology,
  producer: Producer,
  client: string,
  paint: Painter,
): readonly string[] {
  const broker = brokerOf(topology, producer.to);
  const head = `producer ${producer.service}.${producer.name} -> ${producer.to.name}`;
  return [head, ...rows(producer, tablesOf(broker)?.producer, broker?.version ?? "", client, paint)];
}

function consumerLines(
  topology: Topology,
  consumer: Consumer,
  client: string,
  paint: Painter,
): readonly string[] {
  const broker = brokerOf(topology, consumer.from);
  const head = `consumer ${consumer.service}.${consumer.name} <- ${consumer.from.name}`;
  const written = new Set(Object.keys(consumer.origins ?? {}));
  const handling = Object.entries(handlingTexts(consumer)).map(([name, text]) => [
    `  ${name}: ${text}`,
    written.has(name) ? "" : paint.dim("default"),
  ]);
  return [
    head,
    ...columns(handling),
    ...rows(consumer, tablesOf(broker)?.consumer, broker?.version ?? "", client, paint),
  ];
}

interface Entity {
  readonly settings: Settings;
}

function rows(
  { settings }: Entity,
  table: SettingTable | undefined,
  version: string,
  client: string,
  paint: Painter,
): readonly string[] {
  const written = flat(settings);
  const all = effective(settings, { table: table ?? {}, version, client, implied: {} });
  return columns(
    Object.entries(all).map(([name, value]) => [
      `  ${name}: ${valueText(value, table?.[name]?.type)}`,
      Object.hasOwn(written, name) ? "" : paint.dim("default"),
    ]),
  );
}
