/** Topologies with one flow over RabbitMQ for the law's test: a pure function of a number. */
import { Prng } from "../../base/prng.ts";
import type { Flow } from "../../model/flow.ts";
import type {
  Act,
  Binding,
  Broker,
  Channel,
  ChannelRef,
  Consumer,
  Effect,
  OnFailure,
  Producer,
  Service,
  Store,
  Topology,
} from "../../model/topology.ts";
import type { Settings, Value } from "../../model/value.ts";
import type { Drawn } from "../../verify/broker.ts";

const MINUTE_MS = 60_000;
const BROKER = "tasks";
const TTL_MS: Readonly<Record<string, number>> = {
  "1m": MINUTE_MS,
  "5m": 5 * MINUTE_MS,
  "10m": 10 * MINUTE_MS,
  "2d": 2880 * MINUTE_MS,
};

/** What is drawn, by setting: each a word, so that the shares can be printed. */
type Draws = Readonly<Record<string, string>>;

/** Choices of each setting; a word that stands several times is drawn more often. */
const CHOICES: Readonly<Record<string, readonly string[]>> = {
  version: ["3.13", "4.2", "4.3", "3.10", "4.0"],
  nodes: ["1", "3", "3"],
  type: ["classic", "quorum"],
  exchange: ["default", "direct", "fanout", "topic", "inner"],
  binding: [
    "matches",
    "matches",
    "matches",
    "matches",
    "matches",
    "matches",
    "matches",
    "matches",
    "misses",
    "alternate",
  ],
  sibling: ["none", "none", "none", "plain", "classic", "full"],
  confirms: ["yes", "yes", "no"],
  mandatory: ["yes", "no"],
  persistent: ["yes", "yes", "yes", "no"],
  "on-unknown": ["give-up", "send-again"],
  awaits: ["no", "no", "yes"],
  durable: ["yes", "yes", "yes", "no"],
  ttl: ["none", "none", "none", "none", "1m", "5m", "10m", "2d"],
  expiration: ["none", "none", "none", "none", "none", "5m"],
  limit: ["none", "none", "drop-head", "reject-publish", "reject-publish-dlx"],
  "dead-letter": ["none", "none", "queue", "missing"],
  strategy: ["at-most-once", "at-least-once"],
  "delivery-limit": ["default", "default", "-1", "0", "1", "2", "3"],
  prefetch: ["1", "1", "2", "3", "10", "0"],
  instances: ["1", "1", "1", "2"],
  concurrency: ["1", "1", "1", "2", "per-key"],
  steps: [
    "effect-settle",
    "effect-settle",
    "settle-effect",
    "settle-effect-send",
    "send-effect-settle",
    "effect-send-settle",
  ],
  settle: ["act", "act", "act", "act", "on-delivery"],
  effect: ["plain", "plain", "shared", "shared-short", "instance"],
  gates: ["effect", "effect", "handler"],
  "on-failure": [
    "requeue",
    "requeue",
    "retry",
    "retry-once",
    "retry-once-reject",
    "retry-once-park",
    "retry-once-skip",
    "reject",
    "park",
    "skip",
  ],
};

/** A topology with one flow. Distinct seeds mostly draw distinct ones. */
export function draw(seed: number): Drawn {
  const prng = new Prng(seed);
  const draws: Draws = Object.fromEntries(
    Object.entries(CHOICES).map(([name, words]) => [name, prng.of(words)]),
  );
  return drawn(draws);
}

/** The topology and flow of given draws. */
export function drawn(draws: Draws): Drawn {
  const is = (name: string, word: string): boolean => draws[name] === word;
  const broker: Broker = {
    name: BROKER,
    type: "rabbitmq",
    version: draws["version"] ?? "",
    nodes: Number(draws["nodes"]),
    settings: {},
  };
  const queue = channel("queue", "jobs", queueSettings(draws));
  const exchange = is("exchange", "default")
    ? undefined
    : channel("exchange", "events", exchangeSettings(draws));
  const beside = besides(draws, exchange !== undefined);
  const inner = is("exchange", "inner") ? [channel("exchange", "inner", { type: "direct" })] : [];
  const channels = [queue, ...(exchange === undefined ? [] : [exchange]), ...inner, ...beside];
  const bindings = exchange === undefined ? [] : bindingsOf(draws);
  const producer = producerOf(draws, exchange ?? queue);
  const consumer = consumerOf(draws);
  const store: Store = {
    name: "seen",
    service: "worker",
    scope: is("effect", "instance") ? "instance" : "shared",
  };
  const stores = [is("effect", "shared-short") ? { ...store, keepMs: 10 * MINUTE_MS } : store];
  const shop = service("shop", { producers: [producer] });
  const worker = service("worker", { consumers: [consumer], producers: [audit()], stores });
  const readers = beside.some((one) => one.name === "full")
    ? [service("other", { consumers: [reader("slow", "full")] })]
    : [];
  const topology: Topology = {
    name: "law",
    brokers: [broker],
    channels,
    bindings,
    services: [shop, worker, ...readers],
    types: [],
    enums: [],
    guarantees: [],
  };
  const path = exchange === undefined ? [queue] : [exchange, ...inner, queue];
  const taken = bindings.filter(
    (binding) => binding.to.name === queue.name || inner.some((one) => one.name === binding.to.name),
  );
  const hop = {
    broker,
    producer,
    producerService: shop,
    channels: path,
    bindings: taken,
    consumer,
    consumerService: worker,
    stores,
    topology,
  };
  const flow: Flow = { id: "shop.placing -> worker.work", hops: [hop], follow: "effect" };
  return { topology, flow, settings: draws };
}

function channel(kind: string, name: string, settings: Settings): Channel {
  return { kind, name, broker: BROKER, carries: [], settings };
}

/** The settings with a value. */
function given(settings: Readonly<Record<string, Value | undefined>>): Settings {
  const out: Record<string, Value> = {};
  for (const [name, value] of Object.entries(settings)) if (value !== undefined) out[name] = value;
  return out;
}

function queueSettings(draws: Draws): Settings {
  const quorum = draws["type"] === "quorum";
  const limit = draws["limit"] ?? "none";
  const letters = draws["dead-letter"] ?? "none";
  return given({
    type: draws["type"],
    durable: !quorum && draws["durable"] === "no" ? false : undefined,
    "message-ttl": TTL_MS[draws["ttl"] ?? ""],
    "max-length": limit === "none" ? undefined : 1000,
    overflow: limit === "none" ? undefined : limit,
    "dead-letter-exchange": letters === "none" ? undefined : letters === "queue" ? "" : "gone",
    "dead-letter-routing-key": letters === "none" ? undefined : "parking",
    "dead-letter-strategy": letters === "none" || !quorum ? undefined : draws["strategy"],
    "delivery-limit":
      !quorum || draws["delivery-limit"] === "default" ? undefined : Number(draws["delivery-limit"]),
  });
}

function exchangeSettings(draws: Draws): Settings {
  return given({
    type: draws["exchange"] === "inner" ? "fanout" : draws["exchange"],
    "alternate-exchange": draws["binding"] === "alternate" ? "rest" : undefined,
  });
}

/** A sibling of the same publish, a dead-letter target, an alternate exchange. */
function besides(draws: Draws, exchange: boolean): readonly Channel[] {
  const out: Channel[] = [];
  const sibling = exchange ? draws["sibling"] : "none";
  if (sibling === "plain") out.push(channel("queue", "copy", { type: "quorum" }));
  if (sibling === "classic") out.push(channel("queue", "copy", { type: "classic" }));
  if (sibling === "full")
    out.push(channel("queue", "full", { type: "quorum", "max-length": 10, overflow: "reject-publish" }));
  if (draws["dead-letter"] === "queue" || draws["on-failure"]?.endsWith("park") === true)
    out.push(channel("queue", "parking", { type: "classic" }));
  if (exchange && draws["binding"] === "alternate") out.push(channel("exchange", "rest", { type: "fanout" }));
  return out;
}

function bindingsOf(draws: Draws): readonly Binding[] {
  const keys: Record<string, string> = { direct: "job", topic: "job.#", fanout: "", inner: "job" };
  const misses = draws["binding"] === "misses" || draws["binding"] === "alternate";
  const key = misses ? "other" : (keys[draws["exchange"] ?? ""] ?? "");
  const bind = (from: string, to: string, by: string): Binding => ({
    from: { kind: "exchange", name: from },
    to: { kind: to === "inner" ? "exchange" : "queue", name: to },
    settings: { key: [by] },
  });
  const inner = draws["exchange"] === "inner";
  const sibling =
    draws["sibling"] === "none"
      ? []
      : [bind("events", draws["sibling"] === "full" ? "full" : "copy", keys[draws["exchange"] ?? ""] ?? "")];
  const alternate = draws["binding"] === "alternate" ? [bind("rest", "jobs", "")] : [];
  const way = inner
    ? [bind("events", "inner", ""), bind("inner", "jobs", key)]
    : [bind("events", "jobs", key)];
  return [...way, ...sibling, ...alternate];
}

function producerOf(draws: Draws, target: Channel): Producer {
  return {
    name: "placing",
    service: "shop",
    to: { kind: target.kind, name: target.name },
    sends: [],
    onUnknown: draws["on-unknown"] === "send-again" ? "send-again" : "give-up",
    awaits: draws["awaits"] === "yes",
    settings: given({
      "routing-key": "job",
      expiration: TTL_MS[draws["expiration"] ?? ""],
      confirms: draws["confirms"] === "yes",
      mandatory: draws["mandatory"] === "yes",
      persistent: draws["persistent"] === "yes",
    }),
  };
}

/** A second producer of the worker, for a send beside the flow. */
function audit(): Producer {
  return {
    name: "audit",
    service: "worker",
    to: { kind: "queue", name: "parking" },
    sends: [],
    onUnknown: "give-up",
    awaits: true,
    settings: { confirms: true },
  };
}

function consumerOf(draws: Draws): Consumer {
  const onDelivery = draws["settle"] === "on-delivery";
  const concurrency = draws["concurrency"] === "per-key" ? { per: "key" } : Number(draws["concurrency"]);
  return {
    name: "work",
    service: "worker",
    from: { kind: "queue", name: "jobs" },
    instances: Number(draws["instances"]),
    concurrency,
    effect: effectOf(draws),
    gates: draws["gates"] === "handler" ? "handler" : "effect",
    steps: stepsOf(draws["steps"] ?? "", onDelivery),
    unfenced: false,
    settle: onDelivery ? { kind: "on-delivery" } : { kind: "act" },
    onFailure: onFailureOf(draws, onDelivery),
    sends: [],
    settings: { prefetch: Number(draws["prefetch"]) },
  };
}

function effectOf(draws: Draws): Effect {
  return draws["effect"] === "plain" ? { kind: "plain" } : { kind: "idempotent", path: "id", store: "seen" };
}

function stepsOf(word: string, onDelivery: boolean): readonly (readonly Act[])[] {
  const acts: Record<string, Act> = {
    effect: { kind: "effect" },
    settle: { kind: "settle" },
    send: { kind: "send", producer: "audit" },
  };
  const named = word.split("-").map((name) => acts[name] ?? { kind: "effect" as const });
  return named.filter((act) => !(onDelivery && act.kind === "settle")).map((act) => [act]);
}

function onFailureOf(draws: Draws, onDelivery: boolean): OnFailure {
  const word = draws["on-failure"] ?? "requeue";
  const target: ChannelRef = { kind: "queue", name: "parking" };
  if (onDelivery) return word.startsWith("retry") ? { kind: "retry" } : { kind: "skip" };
  if (word === "retry") return { kind: "retry" };
  if (word === "retry-once") return { kind: "retry", times: 1, then: { kind: "requeue" } };
  if (word === "retry-once-reject") return { kind: "retry", times: 1, then: { kind: "reject" } };
  if (word === "retry-once-skip") return { kind: "retry", times: 1, then: { kind: "skip" } };
  if (word === "retry-once-park") return { kind: "retry", times: 1, then: { kind: "park", target } };
  if (word === "park") return { kind: "park", target };
  return word === "reject" ? { kind: "reject" } : word === "skip" ? { kind: "skip" } : { kind: "requeue" };
}

function reader(name: string, queue: string): Consumer {
  return {
    name,
    service: "other",
    from: { kind: "queue", name: queue },
    instances: 1,
    concurrency: 1,
    effect: { kind: "plain" },
    gates: "effect",
    steps: [[{ kind: "effect" }], [{ kind: "settle" }]],
    unfenced: false,
    settle: { kind: "act" },
    onFailure: { kind: "requeue" },
    sends: [],
    settings: { prefetch: 1 },
  };
}

function service(name: string, parts: Partial<Pick<Service, "producers" | "consumers" | "stores">>): Service {
  return { name, client: "generated", external: false, producers: [], consumers: [], stores: [], ...parts };
}
