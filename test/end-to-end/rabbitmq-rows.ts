/** Section 18 of the RabbitMQ reference, row by row. */
import type { Row } from "./row.ts";

export const RABBITMQ_BASE = `waybill 1
topology row
broker tasks { type: rabbitmq, version: "<version:4.3>", nodes: 3 }
message M { identity id: uuid, k: uuid }
exchange x on tasks { type: direct, carries: M <exchange> }
queue q on tasks { <queue:type: quorum> }
<other>
bind x -> q { key: "<key:q>" }
service p { producer s -> x { sends: M, routing-key: "q", <producer:confirms: true, mandatory: true> <also> } }
service c {
  store seen { keep: 30d }
  consumer r <- q { <consumer:prefetch: 1> <effect> }
}
`;

const P = ["publish"];
const B = ["queue"];
const C = ["consume"];
const STREAMS = "streams";
const CLUSTER = "partitions and mirrors of a cluster";

export const RABBITMQ_ROWS: readonly Row[] = [
  { id: "R-E2E-P01", what: "no confirms", says: "L", spec: { producer: "confirms: false" }, stages: P },
  {
    id: "R-E2E-P02",
    what: "confirms, not mandatory, binding missing",
    says: "L",
    notModelled: "a binding removed while messages flow; a missing one is a finding of `check`",
  },
  { id: "R-E2E-P03", what: "confirms and mandatory, no republish", says: "l", spec: {}, stages: P },
  {
    id: "R-E2E-P04",
    what: "republish on nack or close, pipelined",
    says: "D R",
    spec: { also: ", on-unknown: send-again" },
    stages: P,
  },
  {
    id: "R-E2E-P05",
    what: "same, one in flight",
    says: "D",
    spec: { also: ", on-unknown: send-again, awaits: true" },
    stages: P,
  },
  {
    id: "R-E2E-P06",
    what: "fanout, one target full, republish",
    says: "D R",
    spec: {
      exchange: "",
      other:
        'queue full on tasks { type: quorum, max-length: 10, overflow: reject-publish }\nbind x -> full { key: "q" }\nservice d { consumer e <- full }',
      also: ", on-unknown: send-again",
    },
    stages: P,
  },
  {
    id: "R-E2E-P07",
    what: "reject-publish target, no confirms",
    says: "L",
    spec: { queue: "type: quorum, max-length: 10, overflow: reject-publish", producer: "confirms: false" },
    stages: P,
    kinds: ["slow"],
  },
  { id: "R-E2E-P08", what: "tx per batch", says: "D R", notModelled: "AMQP transactions" },
  { id: "R-E2E-P09", what: "stream protocol, named producer", says: "-", notModelled: STREAMS },
  { id: "R-E2E-P10", what: "stream protocol, ids go back", says: "L", notModelled: STREAMS },
  {
    id: "R-E2E-P11",
    what: "several channels for one stream of messages",
    says: "R",
    notModelled: "several channels of one producer",
  },
  {
    id: "R-E2E-P12",
    what: "one of several bindings forgotten",
    says: "L",
    notModelled: "what a spec does not declare",
  },
  {
    id: "R-E2E-P13",
    what: "alternate exchange behind an exchange binding",
    says: "L",
    notModelled: "exchange-to-exchange bindings in flows",
  },
  { id: "R-E2E-P14", what: "hash exchange rebound", says: "R", notModelled: "hash exchanges" },
  {
    id: "R-E2E-B01",
    what: "durable classic, transient messages",
    says: "L",
    spec: { queue: "type: classic", also: ", persistent: false" },
    stages: B,
    kinds: ["process-crash", "rolling-restart"],
  },
  {
    id: "R-E2E-B02",
    what: "non-durable queue",
    says: "L",
    spec: { queue: "type: classic, durable: false" },
    stages: B,
    kinds: ["process-crash", "rolling-restart"],
  },
  {
    id: "R-E2E-B03",
    what: "durable classic, persistent, unconfirmed",
    says: "L",
    spec: { queue: "type: classic", producer: "confirms: false" },
    stages: ["publish", "queue"],
    kinds: ["process-crash"],
  },
  {
    id: "R-E2E-B04",
    what: "durable classic, persistent, confirmed, process crash",
    says: "-",
    spec: { queue: "type: classic" },
    stages: B,
    kinds: ["process-crash"],
  },
  {
    id: "R-E2E-B05",
    what: "same, power loss",
    says: "L",
    spec: { queue: "type: classic" },
    stages: B,
    kinds: ["power-loss"],
  },
  {
    id: "R-E2E-B06",
    what: "classic, disk destroyed",
    says: "L",
    spec: { queue: "type: classic" },
    stages: B,
    kinds: ["disk-loss"],
  },
  {
    id: "R-E2E-B07",
    what: "quorum of three, confirmed, one member lost",
    says: "-",
    spec: {},
    stages: B,
    kinds: ["process-crash", "power-loss", "disk-loss"],
  },
  {
    id: "R-E2E-B08",
    what: "quorum, majority destroyed",
    says: "L",
    notModelled: "two members destroyed at one instant",
  },
  { id: "R-E2E-B09", what: "stream, power loss of a majority", says: "L", notModelled: STREAMS },
  {
    id: "R-E2E-B10",
    what: "drop-head limit without dead-lettering",
    says: "L",
    spec: { queue: "type: quorum, max-length: 10" },
    stages: B,
  },
  {
    id: "R-E2E-B11",
    what: "TTL without dead-lettering",
    says: "L",
    spec: { queue: "type: quorum, message-ttl: 10m" },
    stages: B,
  },
  { id: "R-E2E-B12", what: "cluster partition with autoheal", says: "L D", notModelled: CLUSTER },
  { id: "R-E2E-B13", what: "unsynchronised mirror promoted", says: "L D", notModelled: CLUSTER },
  { id: "R-E2E-B14", what: "stream retention", says: "L", notModelled: STREAMS },
  {
    id: "R-E2E-C01",
    what: "auto-ack",
    says: "L",
    spec: { consumer: "settle: on-delivery, on-failure: skip" },
    stages: C,
  },
  {
    id: "R-E2E-C02",
    what: "ack before processing",
    says: "L",
    spec: { consumer: "prefetch: 1, steps: [settle, effect], on-failure: skip" },
    stages: C,
    kinds: ["process-crash", "handler-failure"],
    differs:
      "an ack is sent, not awaited: it is lost with the node, and the message comes again after its effect (R-DUR-08)",
  },
  {
    id: "R-E2E-C03",
    what: "ack after, prefetch 1, classic",
    says: "D",
    spec: { queue: "type: classic" },
    stages: C,
    kinds: ["process-crash", "cut", "handler-failure"],
  },
  {
    id: "R-E2E-C04",
    what: "ack after, prefetch > 1, no single requeue",
    says: "D",
    spec: { queue: "type: classic", consumer: "prefetch: 10, on-failure: retry" },
    stages: C,
    kinds: ["process-crash", "cut"],
  },
  {
    id: "R-E2E-C05",
    what: "prefetch > 1, requeue of one",
    says: "D R",
    spec: { queue: "type: classic", consumer: "prefetch: 10, on-failure: requeue" },
    stages: C,
  },
  {
    id: "R-E2E-C06",
    what: "prefetch 1, requeue to the tail",
    says: "D R",
    spec: { version: "3.13" },
    stages: C,
  },
  {
    id: "R-E2E-C07",
    what: "competing consumers",
    says: "D R",
    spec: { consumer: "instances: 2, prefetch: 1" },
    stages: C,
  },
  {
    id: "R-E2E-C08",
    what: "single active consumer, channel closed",
    says: "D",
    notModelled: "single active consumers",
  },
  {
    id: "R-E2E-C09",
    what: "single active consumer, cancelled",
    says: "D R",
    notModelled: "single active consumers",
  },
  {
    id: "R-E2E-C10",
    what: "single active consumer, old one still working",
    says: "D R",
    notModelled: "single active consumers",
  },
  {
    id: "R-E2E-C11",
    what: "delivery limit, no dead-lettering, failing handler",
    says: "L D",
    spec: { queue: "type: quorum, delivery-limit: 2" },
    stages: ["queue", "consume"],
    kinds: ["handler-failure", "process-crash"],
  },
  {
    id: "R-E2E-C12",
    what: "delivery limit, prefetch > 1, poison",
    says: "L D",
    notModelled: "poison messages",
  },
  {
    id: "R-E2E-C13",
    what: "reject without dead-lettering",
    says: "L",
    spec: { consumer: "prefetch: 1, on-failure: reject" },
    stages: ["queue", "consume"],
    kinds: ["handler-failure"],
  },
  {
    id: "R-E2E-C14",
    what: "ack beyond what is processed",
    says: "L",
    notModelled: "acks of several deliveries at once",
  },
  {
    id: "R-E2E-C15",
    what: "handler longer than the consumer time-out",
    says: "D R",
    spec: { consumer: "instances: 2, prefetch: 1" },
    stages: C,
    kinds: ["pause"],
  },
  { id: "R-E2E-C16", what: "priority queue", says: "R", notModelled: "priorities" },
  { id: "R-E2E-C17", what: "delayed retry", says: "D R", notModelled: "delayed retry" },
  { id: "R-E2E-C18", what: "stream, offset stored after", says: "D", notModelled: STREAMS },
  { id: "R-E2E-C19", what: "stream, offset next or stored before", says: "L", notModelled: STREAMS },
  { id: "R-E2E-C20", what: "acks on the wrong channel", says: "D R", notModelled: "mistakes in client code" },
  {
    id: "R-E2E-D01",
    what: "dead-letter exchange missing",
    says: "L",
    spec: { queue: 'type: quorum, delivery-limit: 2, dead-letter-exchange: "gone"' },
    stages: ["queue", "consume"],
    kinds: ["handler-failure"],
  },
  {
    id: "R-E2E-D02",
    what: "at-most-once, target full or down",
    says: "L",
    spec: {
      queue: "type: quorum, delivery-limit: 2, dead-letter: dlq",
      other: "queue dlq on tasks { type: classic }",
    },
    stages: B,
    excused: true,
    count: 2,
    kinds: ["handler-failure", "process-crash", "lost-request", "outage"],
  },
  {
    id: "R-E2E-D03",
    what: "at-least-once dead-lettering",
    says: "D R",
    notModelled: "readers of a dead-letter queue as the end of a flow",
  },
  {
    id: "R-E2E-D04",
    what: "retry through a wait queue",
    says: "D R",
    notModelled: "dead-letter ways as part of a flow",
  },
  {
    id: "R-E2E-D05",
    what: "retry loop without a reject",
    says: "L",
    notModelled: "dead-letter ways as part of a flow; `check` finds the cycle",
  },
  {
    id: "R-E2E-D06",
    what: "count travels to a limited dead-letter queue",
    says: "L D",
    notModelled: "dead-letter ways as part of a flow",
  },
  {
    id: "R-E2E-D07",
    what: "one wait queue, many delays",
    says: "R",
    notModelled: "time to live of single messages",
  },
  {
    id: "R-E2E-D08",
    what: "republish and ack as a retry",
    says: "D R",
    notModelled: "handlers that send to their own queue",
  },
  {
    id: "R-E2E-X01",
    what: "library defaults",
    says: "L",
    spec: {
      queue: "type: classic",
      producer: "confirms: false",
      also: ", persistent: false",
      consumer: "settle: on-delivery, on-failure: skip",
    },
  },
  {
    id: "R-E2E-X02",
    what: "confirms, durable classic, prefetch n, one consumer",
    says: "L D R",
    spec: { queue: "type: classic", producer: "confirms: true", consumer: "prefetch: 10" },
  },
  {
    id: "R-E2E-X03",
    what: "confirms, mandatory, republish, quorum, at-least-once dead-lettering",
    says: "D R",
    spec: {
      queue:
        "type: quorum, delivery-limit: 20, overflow: reject-publish, dead-letter: dlq, dead-letter-strategy: at-least-once",
      other: "queue dlq on tasks { type: quorum }",
      also: ", on-unknown: send-again",
      consumer: "prefetch: 10",
    },
  },
  {
    id: "R-E2E-X04",
    what: "X03, single active consumer, one at a time",
    says: "D",
    notModelled: "single active consumers",
  },
  {
    id: "R-E2E-X05",
    what: "X03, idempotent handler",
    says: "R",
    spec: {
      queue:
        "type: quorum, delivery-limit: 20, overflow: reject-publish, dead-letter: dlq, dead-letter-strategy: at-least-once",
      other: "queue dlq on tasks { type: quorum }",
      also: ", on-unknown: send-again",
      consumer: "prefetch: 10,",
      effect: "effect: idempotent(id, in: seen)",
    },
  },
  { id: "R-E2E-X06", what: "stream, offset with the effect", says: "-", notModelled: STREAMS },
];
