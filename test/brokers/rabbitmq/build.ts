/** Small topologies on one RabbitMQ broker, written as data. */
import { expand } from "../../../src/brokers/rabbitmq/expand.ts";
import type { EnumType, MessageType } from "../../../src/model/message-type.ts";
import type {
  Binding,
  Channel,
  Consumer,
  OnFailure,
  Producer,
  Topology,
} from "../../../src/model/topology.ts";
import type { Settings } from "../../../src/model/value.ts";

const BROKER = "tasks";

export function queue(name: string, settings: Settings = {}): Channel {
  return { kind: "queue", name, broker: BROKER, carries: [], settings };
}

export function exchange(name: string, type: string, settings: Settings = {}): Channel {
  return { kind: "exchange", name, broker: BROKER, carries: [], settings: { type, ...settings } };
}

export function bind(from: string, to: string, key?: string, kind: "queue" | "exchange" = "queue"): Binding {
  return {
    from: { kind: "exchange", name: from },
    to: { kind, name: to },
    settings: key === undefined ? {} : { key: [key] },
  };
}

export function producer(
  name: string,
  kind: "queue" | "exchange",
  to: string,
  settings: Settings = {},
): Producer {
  return {
    name,
    service: "shop",
    to: { kind, name: to },
    sends: ["Notice"],
    onUnknown: "give-up",
    awaits: false,
    settings,
  };
}

export function consumer(name: string, from: string, onFailure: OnFailure = { kind: "requeue" }): Consumer {
  return {
    name,
    service: "shop",
    from: { kind: "queue", name: from },
    instances: 1,
    concurrency: 1,
    effect: { kind: "plain" },
    gates: "effect",
    steps: [[{ kind: "effect" }], [{ kind: "settle" }]],
    unfenced: false,
    settle: { kind: "act" },
    onFailure,
    sends: [],
    settings: {},
  };
}

const ENUMS: readonly EnumType[] = [{ name: "Region", values: ["eu", "us"] }];

const TYPES: readonly MessageType[] = [
  {
    kind: "message",
    name: "Notice",
    opaque: false,
    fields: [
      { name: "region", type: { kind: "named", name: "Region" }, optional: false, identity: false },
      { name: "urgent", type: { kind: "scalar", name: "bool", args: [] }, optional: false, identity: false },
      { name: "id", type: { kind: "scalar", name: "uuid", args: [] }, optional: false, identity: true },
      { name: "at", type: { kind: "named", name: "Place" }, optional: false, identity: false },
      { name: "note", type: { kind: "named", name: "Region" }, optional: true, identity: false },
    ],
  },
  {
    kind: "record",
    name: "Place",
    opaque: false,
    fields: [{ name: "region", type: { kind: "named", name: "Region" }, optional: false, identity: false }],
  },
];

export interface Parts {
  readonly version?: string;
  readonly broker?: Settings;
  readonly channels?: readonly Channel[];
  readonly bindings?: readonly Binding[];
  readonly producers?: readonly Producer[];
  readonly consumers?: readonly Consumer[];
}

/** The topology, short forms written down. */
export function topology({
  version = "4.3",
  broker = {},
  channels = [],
  bindings = [],
  producers = [],
  consumers = [],
}: Parts): Topology {
  return expand({
    name: "t",
    brokers: [{ name: BROKER, type: "rabbitmq", version, nodes: 3, settings: broker }],
    channels,
    bindings,
    services: [{ name: "shop", client: "generated", external: false, producers, consumers, stores: [] }],
    types: TYPES,
    enums: ENUMS,
    guarantees: [],
  });
}
