/** Pieces that the scripts of this folder are made of. What comes out is plain data. */
import type { Place, ScriptMessage, ScriptStep } from "../../../../model/script.ts";
import type {
  Act,
  Binding,
  Channel,
  ChannelRef,
  Consumer,
  Producer,
  Topology,
} from "../../../../model/topology.ts";
import type { Settings } from "../../../../model/value.ts";

export function queue(name: string): ChannelRef {
  return { kind: "queue", name };
}

export function exchange(name: string): ChannelRef {
  return { kind: "exchange", name };
}

const EFFECT_THEN_SETTLE: readonly (readonly Act[])[] = [[{ kind: "effect" }], [{ kind: "settle" }]];
export const SETTLE_THEN_EFFECT: readonly (readonly Act[])[] = [[{ kind: "settle" }], [{ kind: "effect" }]];

/** Confirmed, persistent, returned if no queue gets it. */
export const CAREFUL: Settings = { confirms: true, mandatory: true, persistent: true };

export interface ProducerPiece {
  readonly to: ChannelRef;
  readonly settings?: Settings;
  readonly onUnknown?: Producer["onUnknown"];
}

export interface ConsumerPiece {
  readonly from: string;
  readonly instances?: number;
  readonly concurrency?: number;
  readonly steps?: Consumer["steps"];
  readonly settle?: Consumer["settle"];
  readonly onFailure?: Consumer["onFailure"];
  readonly settings?: Settings;
}

/** A service has one endpoint, of the same name in every service: `shop.send`, `mail.take`. */
export interface Pieces {
  readonly queues: Readonly<Record<string, Settings>>;
  readonly exchanges?: Readonly<Record<string, Settings>>;
  /** `from exchange`, `to queue`, keys. */
  readonly bindings?: readonly (readonly [from: string, to: string, ...keys: string[]])[];
  readonly producers: Readonly<Record<string, ProducerPiece>>;
  readonly consumers?: Readonly<Record<string, ConsumerPiece>>;
}

function channels(kind: string, settings: Readonly<Record<string, Settings>> = {}): readonly Channel[] {
  return Object.entries(settings).map(([name, own]) => ({
    kind,
    name,
    broker: "tasks",
    carries: [],
    settings: own,
  }));
}

function producer(service: string, own: ProducerPiece): Producer {
  return {
    name: "send",
    service,
    to: own.to,
    sends: [],
    onUnknown: own.onUnknown ?? "give-up",
    awaits: false,
    settings: own.settings ?? CAREFUL,
  };
}

function consumer(service: string, own: ConsumerPiece): Consumer {
  return {
    name: "take",
    service,
    from: queue(own.from),
    instances: own.instances ?? 1,
    concurrency: own.concurrency ?? 1,
    effect: { kind: "plain" },
    gates: "effect",
    steps: own.steps ?? EFFECT_THEN_SETTLE,
    unfenced: false,
    settle: own.settle ?? { kind: "act" },
    onFailure: own.onFailure ?? { kind: "requeue" },
    sends: [],
    settings: own.settings ?? { prefetch: 1 },
  };
}

export function topology(pieces: Pieces): Topology {
  const plain = { client: "amqplib", external: false, stores: [] };
  const bindings = (pieces.bindings ?? []).map(
    ([from, to, ...keys]): Binding => ({ from: exchange(from), to: queue(to), settings: { key: keys } }),
  );
  return {
    name: "script",
    brokers: [{ name: "tasks", type: "rabbitmq", version: "3.10", nodes: 3, settings: {} }],
    channels: [...channels("exchange", pieces.exchanges), ...channels("queue", pieces.queues)],
    bindings,
    services: [
      ...Object.entries(pieces.producers).map(([name, own]) => ({
        ...plain,
        name,
        producers: [producer(name, own)],
        consumers: [],
      })),
      ...Object.entries(pieces.consumers ?? {}).map(([name, own]) => ({
        ...plain,
        name,
        producers: [],
        consumers: [consumer(name, own)],
      })),
    ],
    types: [],
    enums: [],
    guarantees: [],
  };
}

/** m1, m2, …, all from `shop.send`, with the routing key where one is said. */
export function messages(...names: readonly string[]): Readonly<Record<string, ScriptMessage>> {
  return Object.fromEntries(names.map((name) => [name, { by: "shop.send" }]));
}

/** Sends each and waits until it has settled, so that they arrive in this order. */
export function sendAll(...names: readonly string[]): readonly ScriptStep[] {
  return names.flatMap((message): ScriptStep[] => [
    { do: "send", message },
    { do: "await", until: { kind: "settled", message } },
  ]);
}

export function start(instance: string): ScriptStep {
  return { do: "start", instance };
}

export function take(instance: string, deliveries: number): ScriptStep {
  return { do: "take", instance, deliveries };
}

export function run(instance: string, delivery: number, through?: "effect" | "settle"): ScriptStep {
  return { do: "run", instance, delivery, ...(through && { through }) };
}

export function fail(instance: string, delivery: number): ScriptStep {
  return { do: "fail", instance, delivery };
}

export function client(name: string): Place {
  return { role: "client", name };
}

export function waiting(name: string, count: number): ScriptStep {
  return { do: "await", until: { kind: "waiting", in: queue(name), count } };
}

export const REST: ScriptStep = { do: "rest" };
