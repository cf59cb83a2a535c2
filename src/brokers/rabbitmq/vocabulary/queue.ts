/** What can be said of a queue. */
import type { SettingTable } from "../../../compiler/vocabulary.ts";
import { EXCHANGE_NAME, QUEUE_TYPES } from "./types.ts";

/** By word; what stands under `native` is the argument of the declaration. */
export const QUEUE_SETTINGS: SettingTable = {
  type: {
    type: { kind: "word", words: [...QUEUE_TYPES.modelled, ...QUEUE_TYPES.other] },
    doc: "How the queue is stored: by one node, or by a majority of three.",
    native: "x-queue-type",
    defaults: [{ value: "classic" }],
    source: "R-QUE-12",
  },
  durable: {
    type: { kind: "boolean" },
    doc: "Whether the queue survives a restart of its node.",
    native: "durable",
    defaults: [{ value: true }],
    source: "R-DUR-01, R-DUR-02",
  },
  exclusive: {
    type: { kind: "boolean" },
    doc: "Whether the queue belongs to the connection that declared it, and ends with it.",
    native: "exclusive",
    defaults: [{ value: false }],
    source: "R-QUE-06",
  },
  "auto-delete": {
    type: { kind: "boolean" },
    doc: "Whether the queue goes with its last consumer.",
    native: "auto-delete",
    defaults: [{ value: false }],
    source: "R-QUE-07",
  },
  "message-ttl": {
    type: { kind: "duration" },
    doc: "How long a message may wait in the queue before it expires.",
    native: "x-message-ttl",
    source: "R-TTL-01",
  },
  expires: {
    type: { kind: "duration" },
    doc: "How long the queue may be unused before it is deleted with all it holds.",
    native: "x-expires",
    source: "R-QUE-08",
  },
  "max-length": {
    type: { kind: "integer", least: 0 },
    doc: "How many ready messages the queue holds.",
    native: "x-max-length",
    source: "R-LEN-01",
  },
  "max-length-bytes": {
    type: { kind: "either", of: [{ kind: "size" }, { kind: "integer", least: 0 }] },
    doc: "How many bytes of ready messages the queue holds.",
    native: "x-max-length-bytes",
    source: "R-LEN-08",
  },
  overflow: {
    type: { kind: "word", words: ["drop-head", "reject-publish", "reject-publish-dlx"] },
    doc: "Who gives way when the queue is full: the oldest message, or the newest.",
    native: "x-overflow",
    defaults: [{ value: "drop-head" }],
    source: "R-LEN-02, R-LEN-03, R-LEN-05",
  },
  "dead-letter": {
    fixed: true,
    type: { kind: "channel", kinds: ["queue", "exchange"] },
    doc: "Where dead letters go. A queue stands for the default exchange with that queue as key.",
    source: "R-DLX-01, R-DLX-02",
  },
  "dead-letter-exchange": {
    fixed: true,
    type: EXCHANGE_NAME,
    doc: 'The exchange that gets dead letters, by its physical name; "" is the default exchange.',
    native: "x-dead-letter-exchange",
    source: "R-DLX-02",
  },
  "dead-letter-routing-key": {
    fixed: true,
    type: { kind: "string" },
    doc: "The key of dead letters, in place of their own.",
    native: "x-dead-letter-routing-key",
    source: "R-DLX-02",
  },
  "dead-letter-strategy": {
    type: { kind: "word", words: ["at-most-once", "at-least-once"] },
    doc: "Whether a dead letter leaves the queue before its target has it, or after.",
    native: "x-dead-letter-strategy",
    defaults: [{ value: "at-most-once" }],
    source: "R-DLX-14, R-DLX-15",
  },
  "delivery-limit": {
    type: { kind: "integer", least: -1 },
    doc: "How often a message may come back to a quorum queue before it is dead-lettered or dropped: 20 times from 4.0 where nothing is said, else for ever; -1 is no limit from 4.0.",
    native: "x-delivery-limit",
    source: "R-REQ-08, R-REQ-09",
  },
  "single-active-consumer": {
    type: { kind: "boolean" },
    doc: "Whether one consumer at a time is served.",
    native: "x-single-active-consumer",
    defaults: [{ value: false }],
    source: "R-CONS-13",
  },
  "max-priority": {
    type: { kind: "integer" },
    doc: "How many priorities a classic queue tells apart.",
    native: "x-max-priority",
    source: "R-PRIO-01",
  },
};
