/** A service on a real Kafka as generated code would say it: one producer, one consumer, orders of a few keys. */
import { kafka } from "../../src/brokers/kafka/transport/kafka.ts";
import { kafkajs } from "../../src/brokers/kafka/transport/kafkajs.ts";
import type { Broker } from "../../src/client/broker.ts";
import type { Codec, Handlers, Observed, Running, Service } from "../../src/client/client.ts";
import { service } from "../../src/client/client.ts";
import type { ConsumerPlan, ProducerPlan, ServicePlan, Settings } from "../../src/client/plan.ts";

export interface Order {
  readonly id: string;
  readonly key: string;
}

function field(wire: unknown, name: string): string {
  const value: unknown =
    typeof wire === "object" && wire !== null
      ? new Map<string, unknown>(Object.entries(wire)).get(name)
      : wire;
  if (typeof value !== "string") throw new TypeError(`the order has no ${name}`);
  return value;
}

const ORDER: Codec<Order> = {
  type: "Order",
  identity: ["id"],
  content: "json",
  encode: (order) => order,
  decode: (wire) => ({ id: field(wire, "id"), key: field(wire, "key") }),
};

export interface Brokers {
  readonly events: Broker<"kafka">;
}
export interface Sends {
  readonly placing: { readonly Order: Order };
  readonly announce: { readonly Order: Order };
}
export interface Consumes {
  readonly watch: { readonly gets: { readonly Order: Order }; readonly returns: void; readonly inbox: false };
}

/** What a test changes. */
export interface Scene {
  readonly topic: string;
  /** Where `announce` sends; the same topic where absent. */
  readonly to?: string;
  readonly partitions?: number;
  readonly topicSettings?: Settings;
  readonly producer?: Settings;
  readonly consumer?: Partial<ConsumerPlan>;
  readonly group?: string;
}

/** Short, so that a consumer that is killed is missed soon. */
const SESSION_MS = 6_000;

function producerPlan(name: string, topic: string, settings: Settings): ProducerPlan {
  return {
    name,
    broker: "events",
    channel: { kind: "topic", name: topic },
    types: ["Order"],
    key: ["key"],
    discriminator: { by: "header", name: "type" },
    settings: { acks: "all", idempotent: true, "in-flight": 5, linger: 0, ...settings },
    where: "shop.waybill:1",
  };
}

function consumerPlan({ topic, group, consumer }: Scene): ConsumerPlan {
  return {
    name: "watch",
    broker: "events",
    channel: { kind: "topic", name: topic },
    group: group ?? `${topic}-watch`,
    types: ["Order"],
    discriminator: { by: "header", name: "type" },
    concurrency: 1,
    steps: [["effect"], ["settle"]],
    settle: { kind: "act" },
    onFailure: { kind: "retry" },
    sends: [],
    where: "shop.waybill:2",
    ...consumer,
    settings: {
      start: "earliest",
      "session-timeout": SESSION_MS,
      "heartbeat-interval": 500,
      ...consumer?.settings,
    },
  };
}

function planOf(name: string, scene: Scene, ends: "sends" | "both"): ServicePlan {
  const { topic, to = topic, partitions = 1, topicSettings = {}, producer = {} } = scene;
  const channels = [...new Set([topic, to])].map((each) => ({
    kind: "topic",
    name: each,
    physical: each,
    settings: { partitions, replication: 1, ...topicSettings },
  }));
  return {
    topology: "live",
    name,
    brokers: { events: { kind: "kafka", version: "4.3", settings: {}, channels, bindings: [] } },
    producers: {
      placing: producerPlan("placing", topic, producer),
      announce: producerPlan("announce", to, producer),
    },
    consumers: ends === "sends" ? {} : { watch: consumerPlan(scene) },
    codecs: { Order: ORDER },
  };
}

type None = Record<never, never>;

/** What a test may say of a start. */
export interface More {
  readonly observe?: (event: Observed) => void;
  readonly instance?: string;
  readonly trouble?: (error: Error) => void;
  /** Names the link of the proxy. */
  readonly clientId?: string;
  /** The client library; the native one where absent. */
  readonly library?: "kafkajs";
}

/** `shop.placing` and `shop.announce`. */
export function startShop(address: string, scene: Scene, more: More = {}): Promise<Running<Sends>> {
  const { clientId = "shop", library, ...rest } = more;
  const shop: Service<Brokers, Sends, None> = service(() => planOf("shop", scene, "sends"));
  return shop.start({ ...rest, brokers: { events: brokerAt(address, clientId, library) } });
}

export type Handle = Handlers<Sends, Consumes, never>["watch"]["Order"];

/** `mail.watch`, which may send as well. */
export function startMail(
  address: string,
  scene: Scene,
  handle: Handle,
  more: More = {},
): Promise<Running<Sends>> {
  const { clientId = "mail", library, ...rest } = more;
  const mail: Service<Brokers, Sends, Consumes> = service(() => planOf("mail", scene, "both"));
  const brokers = { events: brokerAt(address, clientId, library) };
  return mail.start({ ...rest, brokers, handlers: { watch: { Order: handle } } });
}

function brokerAt(address: string, clientId: string, library: More["library"]): Broker<"kafka"> {
  const options = { bootstrap: address.split(","), clientId };
  return library === undefined ? kafka(options) : kafkajs(options);
}
