/** Creates the topics of a topology on a cluster, as it declares them. */
import type { Channel, Topology } from "../../../model/topology.ts";
import type { Settings, Value } from "../../../model/value.ts";
import type { Declared } from "../../../live/live-broker.ts";
import { until } from "../../../live/until.ts";
import { TOPIC_SETTINGS } from "../vocabulary/channels.ts";
import type { ClusterView, KafkaAdmin, NewTopic } from "./admin.ts";

/** Said in the request itself, or by clients. */
const NO_CONFIG = new Set(["key", "partitions", "replication"]);
const MIN_IN_SYNC = "min.insync.replicas";
const READY_MS = 30_000;

/** A topic as it is created, and what is not as declared because the cluster is too small. */
interface Fitted {
  readonly topic: NewTopic;
  readonly differs: readonly string[];
}

/**
 * Creates the topics of broker `name`; those that exist stay as they are. A cluster with fewer brokers than a topic wants
 * replicas gets as many as it has brokers. Returns when each new partition has a leader and all its replicas.
 */
export async function declareTopics(admin: KafkaAdmin, topology: Topology, name: string): Promise<Declared> {
  const before = await admin.view();
  const fitted = topology.channels
    .filter(({ broker }) => broker === name)
    .map((channel) => fittedTopic(channel, before.brokers.length));
  const isThere = ({ topic }: Fitted): boolean => before.topics.has(topic.name);
  const missing = fitted.filter((each) => !isThere(each));
  const kept = fitted.filter(isThere);
  const topics = missing.map(({ topic }) => topic);
  const [refusal] = topics.length === 0 ? [] : await admin.create(topics);
  if (refusal !== undefined) throw new Error(`Kafka does not create topic ${refusal[0]}: ${refusal[1]}`);
  await until("a leader of each topic", READY_MS, async () => isReady(await admin.view(), topics));
  const found = await Promise.all(kept.map(({ topic }) => differences(admin, before, topic)));
  return {
    created: topics.map((topic) => `topic ${topic.name}`),
    kept: kept.map(({ topic }) => `topic ${topic.name}`),
    differs: [...fitted.flatMap(({ differs }) => differs), ...found.flat()],
  };
}

function fittedTopic(channel: Channel, brokers: number): Fitted {
  const name = channel.physicalName ?? channel.name;
  const declared = Number(channel.settings["replication"] ?? 1);
  const replication = Math.min(declared, brokers);
  const config = nativeConfig(channel.settings);
  const minimum = config[MIN_IN_SYNC];
  const differs: string[] = [];
  if (replication < declared) {
    differs.push(
      `topic ${name}: replication ${replication} instead of ${declared}, of ${nodesText(brokers)}`,
    );
    if (minimum !== undefined && Number(minimum) > replication) {
      config[MIN_IN_SYNC] = String(replication);
      differs.push(
        `topic ${name}: min-in-sync ${replication} instead of ${minimum}, with ${replication} replica`,
      );
    }
  }
  const partitions = Number(channel.settings["partitions"] ?? 1);
  return { topic: { name, partitions, replication, config }, differs };
}

function nodesText(count: number): string {
  return count === 1 ? "a cluster of one node" : `a cluster of ${count} nodes`;
}

/** Settings of a topic by their native names; what Waybill does not model is written under `native` and goes as it is. */
function nativeConfig(settings: Settings): Record<string, string> {
  const config: Record<string, string> = {};
  for (const [setting, value] of Object.entries(settings)) {
    if (NO_CONFIG.has(setting)) continue;
    if (setting === "native" && typeof value === "object" && value !== null) {
      for (const [name, own] of Object.entries(value)) config[name] = nativeText(own);
      continue;
    }
    const native = TOPIC_SETTINGS[setting]?.native;
    if (native === undefined) throw new Error(`no topic is created with the setting ${setting}`);
    config[native] = nativeText(value);
  }
  return config;
}

function nativeText(value: Value): string {
  if (value === "unlimited") return "-1";
  if (Array.isArray(value)) return value.map((each: Value) => nativeText(each)).join();
  return typeof value === "string" ? value : JSON.stringify(value);
}

function isReady(view: ClusterView, topics: readonly NewTopic[]): boolean {
  return topics.every(({ name, partitions, replication }) => {
    const seen = view.topics.get(name) ?? [];
    return (
      seen.length === partitions && seen.every(({ leader, inSync }) => leader >= 0 && inSync === replication)
    );
  });
}

/** What a topic that was there already has otherwise. */
async function differences(
  admin: KafkaAdmin,
  view: ClusterView,
  topic: NewTopic,
): Promise<readonly string[]> {
  const found = view.topics.get(topic.name) ?? [];
  const config = await admin.config(topic.name);
  const facts: readonly (readonly [string, string, string])[] = [
    ["partitions", String(found.length), String(topic.partitions)],
    ["replication", String(found[0]?.replicas ?? 0), String(topic.replication)],
    ...Object.entries(topic.config).map(([name, value]) => [name, config.get(name) ?? "", value] as const),
  ];
  return facts
    .filter(([, is, declared]) => is !== declared)
    .map(([what, is, declared]) => `topic ${topic.name}: ${what} is ${is}, declared is ${declared}`);
}
