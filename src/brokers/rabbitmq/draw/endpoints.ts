/** Producers, consumers and services of a drawn topology. */
import type {
  Act,
  Channel,
  ChannelRef,
  Consumer,
  Effect,
  OnFailure,
  Producer,
  Service,
} from "../../../model/topology.ts";
import { type Draws, given, TTL_MS } from "./words.ts";

export function producerOf(draws: Draws, target: Channel): Producer {
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
export function audit(): Producer {
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

export function consumerOf(draws: Draws): Consumer {
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

export function reader(name: string, queue: string): Consumer {
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

export function service(
  name: string,
  parts: Partial<Pick<Service, "producers" | "consumers" | "stores">>,
): Service {
  return { name, client: "generated", external: false, producers: [], consumers: [], stores: [], ...parts };
}
