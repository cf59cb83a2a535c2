/** What can be said of a cluster and of a topic. */
import type { SettingTable, ValueType } from "../../../compiler/vocabulary.ts";

/** No limit: Kafka's -1. */
const UNLIMITED = "unlimited";

const unlimited: ValueType = { kind: "word", words: [UNLIMITED] };

/** Of a broker of this type, which is a cluster. */
export const CLUSTER_SETTINGS: SettingTable = {
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

/** Of a topic. */
export const TOPIC_SETTINGS: SettingTable = {
  key: {
    fixed: true,
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
