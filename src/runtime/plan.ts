/** What the flow model is built from: plain data made of a flow, its scale and the clauses to watch. */
import type { Clause } from "../model/guarantee.ts";
import type { Extend } from "./extension.ts";
import type { FaultBounds, Host, Mechanism } from "./mechanism.ts";

/** One act of a compiled handler program. `next` sends into the next hop, `elsewhere` sends off the flow. */
export type PlannedAct = "effect" | "settle" | "next" | "elsewhere" | "followed";

export interface HandlerPlan {
  /** `service.endpoint` of the consumer. */
  readonly place: string;
  readonly instances: number;
  /** Handlers at once in one instance; scaled down to 8. */
  readonly slots: number;
  /** Concurrency is per value of this path: no two messages of one value at once. Absent: in any slot. */
  readonly perPath?: string;
  readonly groups: readonly (readonly PlannedAct[])[];
  readonly effect: "plain" | "shared" | "instance";
  /** How long the store remembers, in ms; 0 = for ever. */
  readonly keepMs: number;
  readonly gates: "effect" | "handler";
}

export interface HopPlan {
  readonly handler: HandlerPlan;
  readonly build: (host: Host) => Mechanism;
}

/** Bounds of the workload and the application that starts the flow. */
export interface FlowPlan {
  /** `service.endpoint` of the producer that starts the flow. */
  readonly producer: string;
  readonly awaits: boolean;
  /** By intent, for a workload that says so itself: it is sent only when no send before it is open. `awaits` when absent. */
  readonly waits?: readonly boolean[];
  readonly sendAgain: boolean;
  readonly hops: readonly HopPlan[];
  /** Value of {@link path} of each intent; its length is the number of messages, at most 30. */
  readonly keys: readonly number[];
  /**
   * The path that an order is promised for; empty where it is promised without one. No two messages agree in any other
   * path: that they might would only hide what the order can suffer. Absent: `keys` are the values of every path.
   */
  readonly path?: string;
  /**
   * Intents that the application really calls, in order; all when absent. A message taken away leaves the numbers of
   * the others, and so every name in a schedule, as they were.
   */
  readonly calls?: readonly number[];
  /** Faults in one episode, to size lists; and how many episodes a run may have. */
  readonly faults: number;
  readonly episodes: number;
  readonly bounds: FaultBounds;
  readonly handlerFailures: number;
  /** The clauses watched at the end of the flow, in the order of the monitor's bits. */
  readonly clauses: readonly Clause[];
  readonly extend?: Extend;
}

/** Which value of `path` intent `m` carries: equal numbers, equal values. */
export function valueOf(
  { keys, path: ordered }: Pick<FlowPlan, "keys" | "path">,
  path: string,
  m: number,
): number {
  return ordered === undefined || ordered === path ? (keys[m] ?? 0) : m;
}
