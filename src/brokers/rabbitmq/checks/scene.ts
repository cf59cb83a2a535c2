/** One RabbitMQ broker of a topology and what stands on it: what every rule looks at. */
import { compareVersions } from "../../../compiler/vocabulary.ts";
import type { DiagnosticSpec, Finding } from "../../../diagnostics/define.ts";
import { textSetting } from "../../../model/setting.ts";
import type {
  Binding,
  Broker,
  Channel,
  ChannelRef,
  Consumer,
  Producer,
  Topology,
} from "../../../model/topology.ts";
import { RABBITMQ_VOCABULARY } from "../vocabulary.ts";

export interface Scene {
  readonly topology: Topology;
  readonly broker: Broker;
  readonly exchanges: readonly Channel[];
  readonly queues: readonly Channel[];
  readonly bindings: readonly Binding[];
  readonly producers: readonly Producer[];
  readonly consumers: readonly Consumer[];
  /** The channel a reference names, if it is on this broker. */
  readonly find: (ref: ChannelRef) => Channel | undefined;
  /** By the broker's own name; the first of several. */
  readonly exchange: (physical: string) => Channel | undefined;
  readonly queue: (physical: string) => Channel | undefined;
  /** Bindings that lead out of an exchange, in order of declaration. */
  readonly bindingsFrom: (exchange: Channel) => readonly Binding[];
}

/** What is checked together. The rule is pure; its findings come in any order. */
export interface RuleGroup {
  readonly diagnostics: readonly DiagnosticSpec[];
  readonly rule: (scene: Scene) => Iterable<Finding>;
}

/** One scene a RabbitMQ broker, in order of declaration. */
export function scenes(topology: Topology): readonly Scene[] {
  return topology.brokers
    .filter(({ type }) => type === RABBITMQ_VOCABULARY.type)
    .map((broker) => scene(topology, broker));
}

function scene(topology: Topology, broker: Broker): Scene {
  const channels = topology.channels.filter((channel) => channel.broker === broker.name);
  const byRef = new Map(channels.map((channel) => [refKey(channel), channel]));
  const byName = new Map(
    [...channels].reverse().map((channel) => [refKey({ ...channel, name: physicalName(channel) }), channel]),
  );
  const find = (ref: ChannelRef): Channel | undefined => byRef.get(refKey(ref));
  const bindings = topology.bindings.filter(
    ({ from, to }) => find(from) !== undefined && find(to) !== undefined,
  );
  const outgoing = new Map<string, Binding[]>();
  for (const binding of bindings) {
    const key = refKey(binding.from);
    const known = outgoing.get(key);
    if (known === undefined) outgoing.set(key, [binding]);
    else known.push(binding);
  }
  return {
    topology,
    broker,
    exchanges: channels.filter(({ kind }) => kind === "exchange"),
    queues: channels.filter(({ kind }) => kind === "queue"),
    bindings,
    producers: topology.services.flatMap(({ producers }) =>
      producers.filter(({ to }) => find(to) !== undefined),
    ),
    consumers: topology.services.flatMap(({ consumers }) =>
      consumers.filter(({ from }) => find(from) !== undefined),
    ),
    find,
    exchange: (name) => byName.get(refKey({ kind: "exchange", name })),
    queue: (name) => byName.get(refKey({ kind: "queue", name })),
    bindingsFrom: (exchange) => outgoing.get(refKey(exchange)) ?? [],
  };
}

function refKey({ kind, name }: ChannelRef): string {
  return JSON.stringify([kind, name]);
}

/** What the broker calls `channel`. */
export function physicalName(channel: Channel): string {
  return channel.physicalName ?? channel.name;
}

export function isAtLeast(broker: Broker, version: string): boolean {
  return compareVersions(broker.version, version) >= 0;
}

/** The type of a queue; undefined where it is `unknown` (R-QUE-12). */
export function queueType({ broker }: Scene, queue: Channel): string | undefined {
  if ("type" in queue.settings) return textSetting(queue.settings, "type");
  if ("default-queue-type" in broker.settings) return textSetting(broker.settings, "default-queue-type");
  return "classic";
}

/** `service.endpoint`. */
export function endpointName(endpoint: Producer | Consumer): string {
  return `${endpoint.service}.${endpoint.name}`;
}
