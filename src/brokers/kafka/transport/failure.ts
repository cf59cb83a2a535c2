/** What follows a handler that failed, as the plan says. */
import type { BackOffPlan, ChannelRef, OnFailurePlan } from "../../../client/plan.ts";

export type AfterFailure =
  | { readonly kind: "again"; readonly afterMs: number }
  | { readonly kind: "skip" }
  | { readonly kind: "stop" }
  | { readonly kind: "park"; readonly target: ChannelRef };

/** Of a retry that names no back-off: a handler that always fails shall not keep a core busy. */
const BACK_OFF: BackOffPlan = { kind: "exponential", firstMs: 100, mostMs: 10_000 };

/** What follows failure number `failures` (from 1) of one message. Throws where the plan says what Kafka cannot do. */
export function afterFailure(plan: OnFailurePlan, failures: number): AfterFailure {
  switch (plan.kind) {
    case "skip":
    case "stop":
      return { kind: plan.kind };
    case "park":
      return { kind: "park", target: plan.target };
    case "retry": {
      const times = plan.times ?? Number.POSITIVE_INFINITY;
      if (failures <= times) return { kind: "again", afterMs: waitOf(plan.backOff ?? BACK_OFF, failures) };
      // Nothing is said for then: to stop loses nothing.
      return plan.then === undefined ? { kind: "stop" } : afterFailure(plan.then, failures - times);
    }
    case "requeue":
    case "reject":
      throw new Error(`Kafka has no on-failure: ${plan.kind}`);
  }
}

function waitOf({ kind, firstMs, mostMs }: BackOffPlan, failures: number): number {
  const wait = kind === "fixed" ? firstMs : firstMs * 2 ** Math.min(failures - 1, 30);
  return Math.min(wait, mostMs ?? Number.MAX_SAFE_INTEGER);
}

/** Where the plan parks, if it does: also what a handler parks by itself goes there. */
export function parkingOf(plan: OnFailurePlan): ChannelRef | undefined {
  if (plan.kind === "park") return plan.target;
  return plan.kind === "retry" && plan.then !== undefined ? parkingOf(plan.then) : undefined;
}
