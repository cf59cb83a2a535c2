/** A topology that says what it is told to say, wherever a spec may say what it likes. */
import { STANDARD } from "../../src/model/guarantee.ts";
import type { Topology } from "../../src/model/topology.ts";

/** The text of a role, a number below `ROLES`. */
type Text = (role: number) => string;

const scalar = (name: string) => ({ kind: "scalar", name, args: [] }) as const;
const field = (name: string, type: object, more = {}) => ({
  name,
  type,
  optional: false,
  identity: false,
  ...more,
});

const topic = (text: Text) => ({ kind: "topic", name: text(4) });
const queue = (text: Text) => ({ kind: "queue", name: text(5) });
const parking = (text: Text) => ({ kind: "queue", name: text(6) });

function brokersAndChannels(text: Text): object {
  const native = { [text(11)]: text(12) };
  const [message, opaque] = [text(0), text(2)];
  return {
    brokers: [
      { name: text(8), type: "kafka", version: "4.3", nodes: 1, settings: {} },
      { name: text(9), type: "rabbitmq", version: "4.3", nodes: 1, settings: { vhost: text(10) } },
    ],
    channels: [
      {
        ...topic(text),
        broker: text(8),
        carries: [message, opaque],
        physicalName: text(11),
        settings: { native },
      },
      { ...queue(text), broker: text(9), carries: [message], settings: { type: "quorum" } },
      { ...parking(text), broker: text(9), carries: [], settings: {} },
    ],
    bindings: [],
  };
}

function producer(text: Text): object {
  return {
    name: text(15),
    service: text(13),
    to: topic(text),
    sends: [text(0), text(2)],
    onUnknown: "give-up",
    awaits: false,
    settings: { acks: "all" },
  };
}

function consumer(text: Text): object {
  return {
    name: text(16),
    service: text(13),
    from: queue(text),
    instances: 1,
    concurrency: 1,
    gates: "effect",
    unfenced: false,
    settle: { kind: "act" },
    sends: [],
    effect: { kind: "idempotent", path: text(17), store: text(14) },
    steps: [[{ kind: "effect" }], [{ kind: "settle" }]],
    onFailure: { kind: "park", target: parking(text) },
    settings: {},
    reads: [text(17), text(18)],
  };
}

function services(text: Text): object {
  const base = { client: "generated", external: false };
  return {
    services: [
      {
        ...base,
        name: text(13),
        stores: [{ name: text(14), service: text(13), scope: "shared" }],
        producers: [producer(text)],
        consumers: [consumer(text)],
      },
      { ...base, name: text(19), stores: [], producers: [], consumers: [] },
    ],
  };
}

function types(text: Text): object {
  const [message, record, opaque, colour] = [text(0), text(1), text(2), text(3)] as const;
  const fields = [
    field(text(17), scalar("string"), { identity: true, doc: text(12) }),
    field(text(18), { kind: "named", name: record }, { optional: true }),
    field(text(14), { kind: "list", of: { kind: "named", name: colour }, least: 1 }),
    field(text(15), { kind: "map", of: scalar("timestamp") }),
  ];
  const parts = [field(text(16), scalar("json")), field(text(13), scalar("int64"), { optional: true })];
  return {
    types: [
      { kind: "message", name: message, opaque: false, doc: text(0), fields },
      { kind: "record", name: record, opaque: false, doc: text(1), fields: parts },
      { kind: "message", name: opaque, opaque: true, fields: [] },
    ],
    enums: [{ name: colour, values: [text(5), text(6)], doc: text(3) }],
  };
}

export function saying(text: Text): Topology {
  const guarantee = {
    from: `${text(13)}.${text(15)}`,
    to: `${text(13)}.${text(16)}`,
    text: text(0),
    clauses: [],
    under: STANDARD,
  };
  const topology: unknown = {
    name: text(7),
    ...brokersAndChannels(text),
    ...services(text),
    ...types(text),
    guarantees: [guarantee],
  };
  // What a compiler makes, but for names that no compiler lets through.
  return topology as Topology;
}
