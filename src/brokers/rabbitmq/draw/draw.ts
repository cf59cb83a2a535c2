/** Topologies with one flow over RabbitMQ for the law's test: a pure function of a number. */
import { Prng } from "../../../base/prng.ts";
import type { Flow } from "../../../model/flow.ts";
import type { Broker, Store, Topology } from "../../../model/topology.ts";
import type { Drawn } from "../../../verify/broker.ts";
import { besides, bindingsOf, channel, exchangeSettings, queueSettings } from "./channels.ts";
import { audit, consumerOf, producerOf, reader, service } from "./endpoints.ts";
import { BROKER, type Draws, MINUTE_MS } from "./words.ts";

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
