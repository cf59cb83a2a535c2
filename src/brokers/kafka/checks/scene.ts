/** One Kafka cluster of a topology and what stands on it: what every rule looks at. */
import { compareVersions, defaultOf, type SettingTable } from "../../../compiler/vocabulary.ts";
import type { DiagnosticSpec, Finding } from "../../../diagnostics/define.ts";
import { numberSetting } from "../../../model/setting.ts";
import type { Broker, Channel, Consumer, Producer, Topology } from "../../../model/topology.ts";
import { KAFKA_VOCABULARY } from "../vocabulary.ts";

export interface Scene {
  readonly broker: Broker;
  readonly topics: readonly Channel[];
  readonly producers: readonly Producer[];
  readonly consumers: readonly Consumer[];
  /** Client library of each service. */
  readonly clients: ReadonlyMap<string, string>;
}

/** What is checked together. The rule is pure; its findings come in any order. */
export interface RuleGroup {
  readonly diagnostics: readonly DiagnosticSpec[];
  readonly rule: (scene: Scene) => Iterable<Finding>;
}

/** One scene a Kafka cluster, in order of declaration. */
export function scenes(topology: Topology): readonly Scene[] {
  const clusters = topology.brokers.filter(({ type }) => type === KAFKA_VOCABULARY.type);
  const clients = new Map(topology.services.map(({ name, client }) => [name, client]));
  return clusters.map((broker) => {
    const topics = topology.channels.filter((channel) => channel.broker === broker.name);
    const here = (ref: { readonly kind: string; readonly name: string }): boolean =>
      topics.some(({ kind, name }) => kind === ref.kind && name === ref.name);
    return {
      broker,
      topics,
      producers: topology.services.flatMap(({ producers }) => producers.filter(({ to }) => here(to))),
      consumers: topology.services.flatMap(({ consumers }) => consumers.filter(({ from }) => here(from))),
      clients,
    };
  });
}

/** What the broker calls `topic`. */
export function topicName(topic: Channel): string {
  return topic.physicalName ?? topic.name;
}

export function isAtLeast(broker: Broker, version: string): boolean {
  return compareVersions(broker.version, version) >= 0;
}

/** The number written, else the default of this version; undefined where `unknown` is written. */
export function effectiveNumber(
  broker: Broker,
  table: SettingTable,
  entity: Channel | Consumer | Producer,
  name: string,
): number | undefined {
  if (name in entity.settings) return numberSetting(entity.settings, name);
  const spec = table[name];
  const value = spec === undefined ? undefined : defaultOf(spec, broker.version, "generated");
  return typeof value === "number" ? value : undefined;
}
