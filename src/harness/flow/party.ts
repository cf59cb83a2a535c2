/** Code that takes part in the runs of a flow, and what its service is in the spec. */
import type { Hop } from "../../model/flow.ts";
import type { HopPlan } from "../../runtime/plan.ts";
import type { UserConsumer } from "./user-consumer.ts";
import type { UserCode } from "./user-process.ts";

/** Code in a run: of a consumer, or of what begins the flow. */
export interface Party {
  readonly service: string;
  /** Of the consumer, or {@link SAYING}. */
  readonly hop: number;
  readonly places: readonly number[];
  readonly code: Pick<UserConsumer, "timers" | "print" | "handling">;
  readonly reset: (code: UserCode) => void;
}

/** Kind of each broker of a topology, by name. */
export function kindsOf({ topology }: Hop): Readonly<Record<string, string>> {
  return Object.fromEntries(topology.brokers.map(({ name, type }) => [name, type]));
}

/** Where the code's settle stands: before the handler, after it, or nowhere since the broker or a clock does it. */
export function settlesOf({ handler: { groups } }: HopPlan): "before" | "after" | "never" {
  const at = groups.findIndex((group) => group.includes("settle"));
  if (at < 0) return "never";
  return at === 0 && groups[0]?.length === 1 && groups.length > 1 ? "before" : "after";
}
