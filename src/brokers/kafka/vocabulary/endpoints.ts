/** What can be said of a producer and of a consumer. */
import type { SettingTable } from "../../../compiler/vocabulary.ts";

/** Of a producer. */
export const PRODUCER_SETTINGS: SettingTable = {
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
    defaults: [{ value: false }, { value: true, since: "3.0" }, { value: false, client: "kafkajs" }],
    source: "K-PROD-12, K-IDEM-01",
  },
  "in-flight": {
    type: { kind: "integer", least: 1 },
    doc: "How many unanswered requests a connection may have.",
    native: "max.in.flight.requests.per.connection",
    defaults: [{ value: 5 }, { value: 1, client: "kafkajs" }],
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

/** Of a consumer. */
export const CONSUMER_SETTINGS: SettingTable = {
  group: {
    type: { kind: "either", of: [{ kind: "word", words: ["per-instance"] }, { kind: "string" }] },
    doc: "The consumer group by its physical name; `per-instance` gives each instance one of its own. Default: `service.endpoint`.",
    native: "group.id",
    source: "K-CONS-01",
  },
  start: {
    type: {
      kind: "either",
      of: [
        { kind: "word", words: ["earliest", "latest"] },
        { kind: "call", name: "at", params: [{ name: "time", type: { kind: "date" } }] },
      ],
    },
    doc: "Where a group begins that has no committed offset; what begins `at` a time is not judged.",
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
