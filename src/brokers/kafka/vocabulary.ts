/** The words a spec may use on Kafka: kinds, settings, their types, native names, defaults by version. */
import type { CompileBroker } from "../../compiler/broker.ts";
import type { SettingTable, ValueType } from "../../compiler/vocabulary.ts";
import type { Producer, Topology } from "../../model/topology.ts";

/** The part of a broker's contribution to compiling that is pure vocabulary. */
export type KafkaVocabulary = Pick<
  CompileBroker,
  | "type"
  | "versions"
  | "settings"
  | "kinds"
  | "producer"
  | "consumer"
  | "clients"
  | "settles"
  | "onFailure"
  | "orderingKey"
>;

/** No limit: Kafka's -1. */
export const UNLIMITED = "unlimited";

const unlimited: ValueType = { kind: "word", words: [UNLIMITED] };

const BROKER: SettingTable = {
  "session-timeout": {
    type: { kind: "duration" },
    doc: "How long the controller waits for a silent broker before it elects other leaders.",
    native: "broker.session.timeout.ms",
    defaults: [{ value: 9_000 }],
    source: "K-REPL-12",
  },
  "replica-lag-time": {
    type: { kind: "duration" },
    doc: "How long a follower may lag before it leaves the in-sync set.",
    native: "replica.lag.time.max.ms",
    defaults: [{ value: 30_000 }],
    source: "K-REPL-03",
  },
  "eligible-leader-replicas": {
    type: { kind: "boolean" },
    doc: "Whether a replica that left a too small in-sync set may still be elected.",
    native: "eligible.leader.replicas.version",
    defaults: [{ value: false }, { value: true, since: "4.1" }],
    source: "K-REPL-15",
  },
};

const TOPIC: SettingTable = {
  key: {
    type: { kind: "path" },
    doc: "The field whose value decides the partition; messages of one value stay in order.",
    source: "K-PART-01",
  },
  partitions: {
    type: { kind: "integer" },
    doc: "How many logs the topic is split into.",
    native: "num.partitions",
    defaults: [{ value: 1 }],
    source: "K-TOPIC-09",
  },
  replication: {
    type: { kind: "integer" },
    doc: "How many brokers hold each partition.",
    native: "default.replication.factor",
    defaults: [{ value: 1 }],
    source: "K-TOPIC-09",
  },
  "min-in-sync": {
    type: { kind: "integer" },
    doc: "How many in-sync replicas must have a record before `acks: all` is answered.",
    native: "min.insync.replicas",
    defaults: [{ value: 1 }],
    source: "K-REPL-04",
  },
  "unclean-election": {
    type: { kind: "boolean" },
    doc: "Whether a replica that is not in sync may lead when no other is left.",
    native: "unclean.leader.election.enable",
    defaults: [{ value: false }],
    source: "K-REPL-16",
  },
  retention: {
    type: { kind: "either", of: [{ kind: "duration" }, unlimited] },
    doc: "How long a record is kept, at least.",
    native: "retention.ms",
    defaults: [{ value: 604_800_000 }],
    source: "K-TOPIC-01",
  },
  "retention-bytes": {
    type: { kind: "either", of: [{ kind: "size" }, unlimited] },
    doc: "How much of a partition is kept, at least.",
    native: "retention.bytes",
    defaults: [{ value: UNLIMITED }],
    source: "K-TOPIC-01",
  },
  cleanup: {
    type: { kind: "list", of: { kind: "word", words: ["delete", "compact"] }, orOne: true },
    doc: "What removes records: age and size, or a newer record of the same key, or both.",
    native: "cleanup.policy",
    defaults: [{ value: ["delete"] }],
    source: "K-TOPIC-03, K-TOPIC-07",
  },
};

const PRODUCER: SettingTable = {
  acks: {
    type: {
      kind: "either",
      of: [
        { kind: "word", words: ["all"] },
        { kind: "integer", least: 0, most: 1 },
      ],
    },
    doc: "Who must have a record before the send is acknowledged: nobody, the leader, the whole in-sync set.",
    native: "acks",
    defaults: [{ value: 1 }, { value: "all", since: "3.0" }],
    source: "K-PROD-11, K-DEF",
  },
  idempotent: {
    type: { kind: "boolean" },
    doc: "Whether the leader recognises what this session resends. Off where `acks` or `retries` rule it out.",
    native: "enable.idempotence",
    defaults: [{ value: false }, { value: true, since: "3.0" }],
    source: "K-PROD-12, K-IDEM-01",
  },
  "in-flight": {
    type: { kind: "integer", least: 1 },
    doc: "How many unanswered requests a connection may have.",
    native: "max.in.flight.requests.per.connection",
    defaults: [{ value: 5 }],
    source: "K-PROD-10",
  },
  retries: {
    type: { kind: "integer", least: 0 },
    doc: "How often the client itself sends a batch again.",
    native: "retries",
    defaults: [{ value: 2_147_483_647 }],
    source: "K-PROD-07",
  },
  "delivery-timeout": {
    type: { kind: "duration" },
    doc: "After this the client gives a send up; whether it happened is then unknown.",
    native: "delivery.timeout.ms",
    defaults: [{ value: 120_000 }],
    source: "K-PROD-04, K-PROD-05",
  },
  "request-timeout": {
    type: { kind: "duration" },
    doc: "After this an unanswered request counts as failed and its connection is dropped.",
    native: "request.timeout.ms",
    defaults: [{ value: 30_000 }],
    source: "K-PROD-06",
  },
  linger: {
    type: { kind: "duration" },
    doc: "How long a batch waits for more records.",
    native: "linger.ms",
    defaults: [{ value: 0 }, { value: 5, since: "4.0" }],
    source: "K-PROD-02",
  },
  "transactional-id": {
    type: { kind: "string" },
    doc: "Makes sends and offsets one transaction.",
    native: "transactional.id",
    unsupported: true,
    source: "K-TXN-01",
  },
};

const CONSUMER: SettingTable = {
  group: {
    type: { kind: "either", of: [{ kind: "word", words: ["per-instance"] }, { kind: "string" }] },
    doc: "The consumer group by its physical name; `per-instance` gives each instance one of its own. Default: `service.endpoint`.",
    native: "group.id",
    source: "K-CONS-01",
  },
  start: {
    type: { kind: "word", words: ["earliest", "latest"] },
    doc: "Where a group begins that has no committed offset.",
    native: "auto.offset.reset",
    defaults: [{ value: "latest" }],
    source: "K-CONS-09, K-CONS-10",
  },
  "session-timeout": {
    type: { kind: "duration" },
    doc: "How long the group waits for a silent member before it gives its partitions away.",
    native: "session.timeout.ms",
    defaults: [{ value: 10_000 }, { value: 45_000, since: "3.0" }],
    source: "K-CONS-13",
  },
  "heartbeat-interval": {
    type: { kind: "duration" },
    doc: "How often a member says that it lives.",
    native: "heartbeat.interval.ms",
    defaults: [{ value: 3_000 }],
    source: "K-CONS-13",
  },
  "max-poll-interval": {
    type: { kind: "duration" },
    doc: "How long a member may handle what it polled before it leaves the group by itself.",
    native: "max.poll.interval.ms",
    defaults: [{ value: 300_000 }],
    source: "K-CONS-13",
  },
  "group-protocol": {
    type: { kind: "word", words: ["classic", "consumer"] },
    doc: "Who assigns partitions: the clients, or the broker.",
    native: "group.protocol",
    unsupported: true,
    source: "K-CONS-18",
  },
  isolation: {
    type: { kind: "word", words: ["read-committed", "read-uncommitted"] },
    doc: "Whether records of open and aborted transactions are seen.",
    native: "isolation.level",
    unsupported: true,
    source: "K-TXN-01",
  },
};

/** What a spec can say about Kafka. */
export const KAFKA_VOCABULARY: KafkaVocabulary = {
  type: "kafka",
  versions: [
    "3.0",
    "3.1",
    "3.2",
    "3.3",
    "3.4",
    "3.5",
    "3.6",
    "3.7",
    "3.8",
    "3.9",
    "4.0",
    "4.1",
    "4.2",
    "4.3",
  ],
  settings: BROKER,
  kinds: [
    {
      kind: "topic",
      plural: "topics",
      doc: "A partitioned log that keeps its records; each group reads all of it.",
      settings: TOPIC,
      readable: true,
      writable: true,
    },
  ],
  producer: PRODUCER,
  consumer: CONSUMER,
  clients: ["generated", "java"],
  settles: ["auto"],
  onFailure: { default: { kind: "retry" }, kinds: ["retry", "skip", "stop"] },
  orderingKey,
};

/** The `key` of the topic that `producer` sends to (K-PART-02). */
function orderingKey(topology: Topology, producer: Producer): string | undefined {
  const topic = topology.channels.find(
    ({ kind, name }) => kind === producer.to.kind && name === producer.to.name,
  );
  const key = topic?.settings["key"];
  return typeof key === "string" ? key : undefined;
}
