/**
 * A hop over Kafka as one plain record of effective settings, with the defaults of the declared version and client.
 * Mechanism and lowering share this and nothing else.
 */
import { present } from "../../../base/assert.ts";
import { compareVersions, defaultOf, type SettingTable } from "../../../compiler/vocabulary.ts";
import type { Hop } from "../../../model/flow.ts";
import type { Settings, Value } from "../../../model/value.ts";
import { KAFKA_VOCABULARY } from "../vocabulary.ts";
import { notModelledOf, unknownOf } from "./limits.ts";

export interface LogSettings {
  readonly nodes: number;
  readonly partitions: number;
  /** The topic has a key: messages of one value share a partition (K-PART-02). */
  readonly keyed: boolean;
  /** Its path; empty where there is none. */
  readonly key: string;
  readonly replication: number;
  /** In-sync replicas that `acks: all` asks for; never above `replication` from 3.7 (K-REPL-04). */
  readonly minInSync: number;
  /** From 3.7 the high watermark stands still below the minimum (K-REPL-07). */
  readonly strictWatermark: boolean;
  /** K-REPL-16: KRaft 3.6 ignores the setting. */
  readonly unclean: boolean;
  /** K-REPL-15: who leaves a too small in-sync set may still be elected. */
  readonly eligibleReplicas: boolean;
  /** 0 = for ever. */
  readonly retentionMs: number;
  readonly lagMs: number;
  /** How long the controller waits for a silent node. */
  readonly detectionMs: number;
}

export interface ProducerSettings {
  /** -1 = all. */
  readonly acks: 0 | 1 | -1;
  /** Effective: off where `acks`, `retries` or `in-flight` rule it out (K-PROD-12). */
  readonly idempotent: boolean;
  readonly inFlight: number;
  readonly retries: boolean;
  readonly deliveryMs: number;
  readonly requestMs: number;
  /** K-IDEM-11: a session's first batch may be overtaken by its second, and is then refused for good. */
  readonly firstBatchHole: boolean;
}

export interface GroupSettings {
  readonly instances: number;
  readonly startsLatest: boolean;
  /** The client commits its start position at its first assignment. */
  readonly pinsStart: boolean;
  readonly sessionMs: number;
  /** Handlers at once in one instance. */
  readonly concurrent: boolean;
  readonly settle: "commit" | "auto" | "with-effect";
  /** `settle: with-effect` whose condition on the progress read is dropped. */
  readonly unfenced: boolean;
  /** An awaited commit fails after this; 0 = the client goes on trying. */
  readonly commitMs: number;
  readonly onFailure: "retry" | "skip" | "stop";
}

export interface HopSettings {
  readonly log: LogSettings;
  readonly producer: ProducerSettings;
  readonly group: GroupSettings;
  readonly unknown: readonly string[];
  readonly notModelled: readonly string[];
}

/** K-CONS-24: default.api.timeout.ms of the Java client. */
const JAVA_COMMIT_MS = 60_000;
/** K-PROD-12: idempotence keeps order up to this many requests in flight. */
const IDEMPOTENT_IN_FLIGHT_MAX = 5;

type Read = (setting: string) => Value | undefined;

function reader(table: SettingTable, settings: Settings, version: string, client: string): Read {
  return (setting) => {
    const said = settings[setting];
    if (said !== undefined) return said;
    const spec = table[setting];
    return spec === undefined ? undefined : defaultOf(spec, version, client);
  };
}

function count(value: Value | undefined, otherwise: number): number {
  return typeof value === "number" ? value : otherwise;
}

/** Effective settings of a hop. Pure. */
export function hopSettings(hop: Hop): HopSettings {
  return {
    log: logSettings(hop),
    producer: producerSettings(hop),
    group: groupSettings(hop),
    unknown: unknownOf(hop),
    notModelled: notModelledOf(hop),
  };
}

function logSettings(hop: Hop): LogSettings {
  const { broker } = hop;
  const topic = present(hop.channels.at(-1), "a hop ends at a topic");
  const table = KAFKA_VOCABULARY.kinds[0]?.settings ?? {};
  const read = reader(table, topic.settings, broker.version, "");
  const cluster = reader(KAFKA_VOCABULARY.settings, broker.settings, broker.version, "");
  const replication = Math.min(count(read("replication"), 1), broker.nodes);
  const minInSync = count(read("min-in-sync"), 1);
  const key = read("key");
  const strict = compareVersions(broker.version, "3.7") >= 0;
  return {
    nodes: broker.nodes,
    partitions: count(read("partitions"), 1),
    keyed: typeof key === "string",
    key: typeof key === "string" ? key : "",
    replication,
    minInSync: strict ? Math.min(minInSync, replication) : minInSync,
    strictWatermark: strict,
    unclean: read("unclean-election") === true && strict,
    eligibleReplicas: cluster("eligible-leader-replicas") === true,
    retentionMs: count(read("retention"), 0),
    lagMs: count(cluster("replica-lag-time"), 30_000),
    detectionMs: count(cluster("session-timeout"), 9_000),
  };
}

function producerSettings(hop: Hop): ProducerSettings {
  const { broker, producer, producerService } = hop;
  const read = reader(KAFKA_VOCABULARY.producer, producer.settings, broker.version, producerService.client);
  const said = read("acks");
  const acks = said === 0 ? 0 : said === 1 ? 1 : -1;
  const retries = count(read("retries"), 1) > 0;
  const inFlight = count(read("in-flight"), IDEMPOTENT_IN_FLIGHT_MAX);
  const idempotent =
    read("idempotent") === true && acks === -1 && retries && inFlight <= IDEMPOTENT_IN_FLIGHT_MAX;
  return {
    acks,
    idempotent,
    inFlight,
    retries,
    deliveryMs: count(read("delivery-timeout"), 120_000),
    requestMs: count(read("request-timeout"), 30_000),
    firstBatchHole: idempotent && inFlight > 1,
  };
}

function groupSettings(hop: Hop): GroupSettings {
  const { broker, consumer, consumerService } = hop;
  const read = reader(KAFKA_VOCABULARY.consumer, consumer.settings, broker.version, consumerService.client);
  const java = consumerService.client === "java";
  const together = consumer.steps !== "unknown" && consumer.steps.some(storesProgress);
  const { onFailure } = consumer;
  return {
    instances: consumer.instances,
    startsLatest: read("start") !== "earliest",
    pinsStart: !java,
    sessionMs: count(read("session-timeout"), 45_000),
    concurrent: consumer.concurrency !== 1,
    settle: consumer.settle.kind === "auto" ? "auto" : together ? "with-effect" : "commit",
    unfenced: consumer.unfenced,
    commitMs: java ? JAVA_COMMIT_MS : 0,
    onFailure: onFailure.kind === "skip" || onFailure.kind === "stop" ? onFailure.kind : "retry",
  };
}

function storesProgress(group: readonly { readonly kind: string }[]): boolean {
  return group.some((act) => act.kind === "effect") && group.some((act) => act.kind === "settle");
}
