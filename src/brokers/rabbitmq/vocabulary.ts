/** The words a spec may use on RabbitMQ: kinds, settings, their types, native names, defaults by version. */
import type { CompileBroker } from "../../compiler/broker.ts";
import type { SettingTable, ValueType } from "../../compiler/vocabulary.ts";
import type { Producer, Topology } from "../../model/topology.ts";

/** The part of a broker's contribution to compiling that is pure vocabulary. */
export type RabbitVocabulary = Pick<
  CompileBroker,
  | "type"
  | "versions"
  | "settings"
  | "kinds"
  | "bindings"
  | "producer"
  | "consumer"
  | "clients"
  | "settles"
  | "onFailure"
  | "orderingKey"
>;

/** Types whose routing and storage are modelled; the others are known by name and refused as not supported yet. */
export const EXCHANGE_TYPES = { modelled: ["direct", "fanout", "topic"], other: ["headers"] } as const;
export const QUEUE_TYPES = { modelled: ["classic", "quorum"], other: ["stream"] } as const;

/** An exchange by its physical name, which need not be declared here: that it is missing is a finding of its own. */
const exchangeName: ValueType = {
  kind: "either",
  of: [{ kind: "name", of: "exchange" }, { kind: "string" }],
};

const BROKER: SettingTable = {
  vhost: {
    type: { kind: "string" },
    doc: "The virtual host that holds the exchanges and queues.",
    native: "vhost",
    defaults: [{ value: "/" }],
    known: true,
  },
  "default-queue-type": {
    type: { kind: "word", words: [...QUEUE_TYPES.modelled] },
    doc: "The type of a queue that says none.",
    native: "default_queue_type",
    defaults: [{ value: "classic" }],
    source: "R-QUE-12",
  },
};

const EXCHANGE: SettingTable = {
  type: {
    type: { kind: "word", words: [...EXCHANGE_TYPES.modelled, ...EXCHANGE_TYPES.other] },
    doc: "How bindings are matched: equal key, no key, or words with `*` and `#`.",
    native: "type",
    required: true,
    known: true,
    source: "R-EXCH-06, R-TOPIC-02",
  },
  durable: {
    type: { kind: "boolean" },
    doc: "Whether the exchange survives a restart of the broker.",
    native: "durable",
    defaults: [{ value: true }],
    source: "R-EXCH-16",
  },
  internal: {
    type: { kind: "boolean" },
    doc: "Whether only other exchanges may publish to it.",
    native: "internal",
    defaults: [{ value: false }],
    source: "R-EXCH-07",
  },
  "auto-delete": {
    type: { kind: "boolean" },
    doc: "Whether the exchange goes with its last binding.",
    native: "auto-delete",
    defaults: [{ value: false }],
    source: "R-EXCH-13",
  },
  alternate: {
    type: { kind: "channel", kinds: ["exchange", "queue"] },
    doc: "Where messages go that match no binding. A queue stands for a fanout exchange `<exchange>.alternate` bound to it.",
    source: "R-EXCH-10",
  },
  "alternate-exchange": {
    type: exchangeName,
    doc: "The exchange that gets what matches no binding, by its physical name.",
    native: "alternate-exchange",
    source: "R-EXCH-10, R-EXCH-12",
  },
};

const QUEUE: SettingTable = {
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
    type: { kind: "channel", kinds: ["queue", "exchange"] },
    doc: "Where dead letters go. A queue stands for the default exchange with that queue as key.",
    source: "R-DLX-01, R-DLX-02",
  },
  "dead-letter-exchange": {
    type: exchangeName,
    doc: 'The exchange that gets dead letters, by its physical name; "" is the default exchange.',
    native: "x-dead-letter-exchange",
    source: "R-DLX-02",
  },
  "dead-letter-routing-key": {
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

const BINDING: SettingTable = {
  key: {
    type: { kind: "list", of: { kind: "string" }, orOne: true },
    doc: "The binding key; on a topic exchange words, `*` for one word, `#` for any number. Several keys are several bindings.",
    native: "routing_key",
    defaults: [{ value: [""] }],
    source: "R-TOPIC-01, R-TOPIC-02",
  },
};

const PRODUCER: SettingTable = {
  "routing-key": {
    type: { kind: "template", separator: "." },
    doc: "The routing key, with `{field}` parts.",
    native: "routing_key",
    defaults: [{ value: "" }],
    source: "R-EXCH-06",
  },
  confirms: {
    type: { kind: "boolean" },
    doc: "Whether the broker answers each publish.",
    native: "confirm.select",
    defaults: [{ value: false }],
    source: "R-PUB-01, R-PUB-03",
  },
  mandatory: {
    type: { kind: "boolean" },
    doc: "Whether a message that no queue gets is returned to the publisher.",
    native: "mandatory",
    defaults: [{ value: false }],
    source: "R-PUB-02",
  },
  persistent: {
    type: { kind: "boolean" },
    doc: "Whether a message in a durable classic queue survives a restart of its node.",
    native: "delivery_mode",
    defaults: [{ value: false }, { value: true, client: "generated" }],
    source: "R-DUR-01, R-DUR-02",
  },
  expiration: {
    type: { kind: "duration" },
    doc: "How long a message may wait in a queue before it expires; the smaller of this and the queue's counts.",
    native: "expiration",
    source: "R-TTL-01",
  },
  priority: {
    type: { kind: "integer", least: 0, most: 255 },
    doc: "The message's priority.",
    native: "priority",
    unsupported: true,
    source: "R-PRIO-01",
  },
};

const CONSUMER: SettingTable = {
  prefetch: {
    type: { kind: "integer", least: 0, most: 65_535 },
    doc: "How many unacknowledged messages one instance may hold; 0 is no limit.",
    native: "basic.qos",
    defaults: [{ value: 0 }],
    source: "R-CONS-02",
  },
  "consumer-priority": {
    type: { kind: "integer" },
    doc: "Consumers of a higher priority are served first.",
    native: "x-priority",
    unsupported: true,
    source: "R-CONS-01",
  },
};

/** What a spec can say about RabbitMQ. */
export const RABBITMQ_VOCABULARY: RabbitVocabulary = {
  type: "rabbitmq",
  versions: ["3.10", "3.11", "3.12", "3.13", "4.0", "4.1", "4.2", "4.3"],
  settings: BROKER,
  kinds: [
    {
      kind: "exchange",
      plural: "exchanges",
      doc: "Routes what is published to the queues bound to it; holds nothing.",
      settings: EXCHANGE,
      readable: false,
      writable: true,
    },
    {
      kind: "queue",
      plural: "queues",
      doc: "Holds messages until a consumer has settled them; its consumers share them.",
      settings: QUEUE,
      readable: true,
      writable: true,
    },
  ],
  bindings: { from: ["exchange"], to: ["queue", "exchange"], settings: BINDING },
  producer: PRODUCER,
  consumer: CONSUMER,
  clients: ["generated", "amqplib"],
  settles: ["on-delivery"],
  onFailure: { default: { kind: "requeue" }, kinds: ["requeue", "reject", "park", "skip", "stop"] },
  orderingKey,
};

/** A queue keeps the order of one channel whatever the messages say (R-PUB-10), so no field decides it. */
function orderingKey(_topology: Topology, _producer: Producer): string | undefined {
  return undefined;
}
