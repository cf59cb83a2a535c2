/** Pieces that the scripts of this folder are made of. What comes out is plain data. */
import type { Place, ScriptMessage, ScriptStep } from "../../../../model/script.ts";
import type {
  Act,
  Channel,
  ChannelRef,
  Consumer,
  Producer,
  Service,
  Topology,
} from "../../../../model/topology.ts";
import type { Settings } from "../../../../model/value.ts";
import { REPLICA_LAG_TIME_MS, SESSION_TIMEOUT_MS } from "../time-outs.ts";

export const ORDERS: ChannelRef = { kind: "topic", name: "orders" };
/** A topic beside the story: what happens to it tells that time has passed. */
export const CLOCK: ChannelRef = { kind: "topic", name: "clock" };
/** The producer of every script. */
export const PLACE = "shop.place";
/** A consumer that starts when the rest of the story is over and reads all there is from the beginning. */
const AUDIT = "audit.read";
/** A consumer with two instances that takes part in the story. */
export const WORK = "billing.work";

const LEADER: Place = { role: "leader", of: ORDERS };
const FOLLOWERS: Place = { role: "followers", of: ORDERS };

const BROKER: Settings = { "session-timeout": SESSION_TIMEOUT_MS, "replica-lag-time": REPLICA_LAG_TIME_MS };

/** Three replicas of which two must have a record. */
export const REPLICATED: Settings = { partitions: 1, replication: 3, "min-in-sync": 2 };
/** One replica: what a producer's link does to records shows without the others. */
export const SINGLE: Settings = { partitions: 1, replication: 1, "min-in-sync": 1 };

/** `acks: all` without recognising what is resent. */
export const UNSEQUENCED: Settings = {
  acks: "all",
  idempotent: false,
  "request-timeout": 8_000,
  "delivery-timeout": 30_000,
};
/** The safe defaults of the newest client, with a shorter patience. */
export const SEQUENCED: Settings = {
  acks: "all",
  idempotent: true,
  "request-timeout": 8_000,
  "delivery-timeout": 30_000,
};
/** Answered by the leader alone. */
export const LEADER_ONLY: Settings = {
  acks: 1,
  idempotent: false,
  "request-timeout": 8_000,
  "delivery-timeout": 30_000,
};

/** What a script says about its topology; all else is the same in all. */
export interface Pieces {
  readonly topic: Settings;
  readonly producer: Settings;
  readonly onUnknown?: Producer["onUnknown"];
  /** Adds {@link CLOCK}, replicated, and `clock.tick`, which is answered by its leader alone. */
  readonly clock?: true;
  readonly consumer?: Partial<Pick<Consumer, "steps" | "settle" | "instances">> & {
    readonly settings?: Settings;
  };
}

export const EFFECT_THEN_SETTLE: readonly (readonly Act[])[] = [[{ kind: "effect" }], [{ kind: "settle" }]];
export const SETTLE_THEN_EFFECT: readonly (readonly Act[])[] = [[{ kind: "settle" }], [{ kind: "effect" }]];

function consumer(service: string, name: string, own: Pieces["consumer"]): Consumer {
  return {
    name,
    service,
    from: ORDERS,
    instances: own?.instances ?? 1,
    concurrency: 1,
    effect: { kind: "plain" },
    gates: "effect",
    steps: own?.steps ?? EFFECT_THEN_SETTLE,
    unfenced: false,
    settle: own?.settle ?? { kind: "act" },
    onFailure: { kind: "retry" },
    sends: [],
    settings: { start: "earliest", "session-timeout": 6_000, "heartbeat-interval": 500, ...own?.settings },
  };
}

function producer(
  service: string,
  name: string,
  to: ChannelRef,
  own: Pick<Pieces, "producer" | "onUnknown">,
): Producer {
  const onUnknown = own.onUnknown ?? "give-up";
  return { name, service, to, sends: [], onUnknown, awaits: false, settings: own.producer };
}

function service(name: string, producers: readonly Producer[], consumers: readonly Consumer[]): Service {
  return { name, client: "java", external: false, stores: [], producers, consumers };
}

/** One topic, one producer; `billing.work` where the script has a consumer of its own, and `audit.read`. */
export function topology(pieces: Pieces): Topology {
  const topic = (ref: ChannelRef, settings: Settings): Channel => ({
    ...ref,
    broker: "events",
    carries: [],
    settings,
  });
  const work = pieces.consumer === undefined ? [] : [consumer("billing", "work", pieces.consumer)];
  const tick =
    pieces.clock === undefined ? [] : [producer("clock", "tick", CLOCK, { producer: LEADER_ONLY })];
  return {
    name: "script",
    brokers: [{ name: "events", type: "kafka", version: "4.3", nodes: 3, settings: BROKER }],
    channels: [topic(ORDERS, pieces.topic), ...tick.map(() => topic(CLOCK, REPLICATED))],
    bindings: [],
    services: [
      service("shop", [producer("shop", "place", ORDERS, pieces)], []),
      service("billing", [], work),
      service("audit", [], [consumer("audit", "read", {})]),
      service("clock", tick, []),
    ],
    types: [],
    enums: [],
    guarantees: [],
  };
}

/** m1, m2, … of one key, all from {@link PLACE}. */
export function messages(...names: readonly string[]): Readonly<Record<string, ScriptMessage>> {
  return Object.fromEntries(names.map((name) => [name, { by: PLACE, key: "k" }]));
}

/** All that can be read now, in order, by a consumer that did not exist before. */
export const READ_ALL: readonly ScriptStep[] = [
  { do: "start", instance: `${AUDIT}#0` },
  { do: "await", until: { kind: "owner", instance: `${AUDIT}#0` } },
  { do: "rest" },
];

export function send(message: string): ScriptStep {
  return { do: "send", message };
}

export function settled(message: string): ScriptStep {
  return { do: "await", until: { kind: "settled", message } };
}

export function stored(message: string): ScriptStep {
  return { do: "await", until: { kind: "stored", message, in: ORDERS } };
}

export function written(count: number): ScriptStep {
  return { do: "await", until: { kind: "written", by: PLACE, count } };
}

export function inSync(count: number, of: ChannelRef = ORDERS): ScriptStep {
  return { do: "await", until: { kind: "in-sync", of, count } };
}

export const ELECTED: ScriptStep = { do: "await", until: { kind: "elected", of: ORDERS } };
export const CRASH_LEADER: ScriptStep = { do: "strike", fault: "process-crash", at: LEADER };
export const RESTART: ScriptStep = { do: "heal", fault: "process-crash", at: LEADER };
export const SLOW_FOLLOWERS: ScriptStep = { do: "strike", fault: "slow", at: FOLLOWERS };
export const FOLLOWERS_BACK: ScriptStep = { do: "heal", fault: "slow", at: FOLLOWERS };

/** The effects of {@link AUDIT}, as outcomes write them. */
export function audit(...read: readonly string[]): Readonly<Record<string, readonly string[]>> {
  return { [AUDIT]: read.map((message) => `#0 ${message}`) };
}

export const HOLD_REQUESTS: ScriptStep = { do: "hold", link: PLACE, traffic: "requests" };
export const RELEASE_REQUESTS: ScriptStep = { do: "release", link: PLACE, traffic: "requests" };
/** Takes the connections of {@link PLACE}, with all that stands on them. */
export const CUT: ScriptStep = { do: "strike", fault: "cut", at: { role: "client", name: PLACE } };
