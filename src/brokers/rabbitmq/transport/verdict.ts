/** What becomes of a delivery whose handler did not return: the spec's `on-failure`, step by step. */
import type {
  BackOffPlan,
  BrokerPlan,
  ChannelRef,
  ConsumerPlan,
  OnFailurePlan,
} from "../../../client/plan.ts";

/** What the broker is told. `requeue` is a reject with requeue, which counts towards a delivery limit on every version (R-REQ-07). */
export type Verdict =
  | { readonly kind: "ack" | "requeue" | "reject" }
  | { readonly kind: "stop" }
  | { readonly kind: "park"; readonly target: ChannelRef };

/** What to do after the failure number `failures` (from 1) of one delivery: handle it again after a wait, or settle. */
export type Next =
  | { readonly kind: "again"; readonly waitMs: number }
  | { readonly kind: "settle"; readonly verdict: Verdict };

export function nextOf(plan: OnFailurePlan, failures: number): Next {
  if (plan.kind !== "retry") return { kind: "settle", verdict: verdictOf(plan) };
  const { times = Infinity, backOff, then = { kind: "requeue" } } = plan;
  return failures <= times
    ? { kind: "again", waitMs: waitOf(backOff, failures) }
    : nextOf(then, failures - times);
}

function verdictOf(plan: Exclude<OnFailurePlan, { readonly kind: "retry" }>): Verdict {
  switch (plan.kind) {
    case "park":
      return { kind: "park", target: plan.target };
    case "skip":
      return { kind: "ack" };
    case "stop":
      return { kind: "stop" };
    case "requeue":
    case "reject":
      return { kind: plan.kind };
  }
}

function waitOf(backOff: BackOffPlan | undefined, failures: number): number {
  if (backOff === undefined) return 0;
  const { kind, firstMs, mostMs = Infinity } = backOff;
  return kind === "fixed" ? firstMs : Math.min(firstMs * 2 ** (failures - 1), mostMs);
}

/** Where the consumer's queue sends what is rejected: by the queue's plan. */
export interface Letters {
  /** Physical name of the exchange; undefined: what is rejected is gone. */
  readonly exchange: string | undefined;
  /** For people and histories: name of the queue that gets it where that is known, else of the exchange. */
  readonly target: string | undefined;
  /** Returns after which the broker takes a message out (R-REQ-08); undefined: never. */
  readonly limit: number | undefined;
}

export function lettersOf(plan: BrokerPlan, consumer: Pick<ConsumerPlan, "channel">): Letters {
  const queue = plan.channels.find(
    ({ kind, physical }) => kind === consumer.channel.kind && physical === consumer.channel.name,
  );
  const settings = queue?.settings ?? {};
  const exchange = settings["dead-letter-exchange"];
  const key = settings["dead-letter-routing-key"];
  if (typeof exchange !== "string")
    return { exchange: undefined, target: undefined, limit: limitOf(plan, settings) };
  const named = exchange === "" && typeof key === "string" ? key : exchange;
  const target = plan.channels.find(({ physical }) => physical === named)?.name ?? named;
  return { exchange, target, limit: limitOf(plan, settings) };
}

const DEFAULT_LIMIT = 20;
const LIMIT_SINCE = 4;

/** R-REQ-08, R-REQ-09: of quorum queues; none by default up to 3.13, then 20. */
function limitOf(
  { version, settings: broker }: BrokerPlan,
  settings: ConsumerPlan["settings"],
): number | undefined {
  if ((settings["type"] ?? broker["default-queue-type"]) !== "quorum") return undefined;
  const old = Number(version.split(".")[0]) < LIMIT_SINCE;
  const said = settings["delivery-limit"];
  if (typeof said !== "number") return old ? undefined : DEFAULT_LIMIT;
  if (said < 0) return old ? 0 : undefined;
  return said;
}

/** Where `park` puts a message: the target that `on-failure` names, at any step. */
export function parkingOf(plan: OnFailurePlan): ChannelRef | undefined {
  if (plan.kind === "park") return plan.target;
  return plan.kind === "retry" && plan.then !== undefined ? parkingOf(plan.then) : undefined;
}
