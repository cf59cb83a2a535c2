/** What the flow model is built from: plain data made of a flow, its scale and the clauses to watch. */
import type { Clause } from "../model/guarantee.ts";
import type { ApplicationModel } from "./application-model.ts";
import type { Builder } from "./builder.ts";
import type { Extend } from "./extension.ts";
import type { HandlerModel, HandlerParts } from "./handler-model.ts";
import type { HandlerPlan } from "./handler-plan.ts";
import type { FaultBounds, Host, Mechanism } from "./mechanism.ts";

export interface HopPlan {
  readonly handler: HandlerPlan;
  readonly build: (host: Host) => Mechanism;
  /** What runs in the place of the declared steps. */
  readonly handlers?: (parts: HandlerParts) => HandlerModel;
}

/** Bounds of the workload and the application that starts the flow. */
export interface FlowPlan {
  /** `service.endpoint` of the producer that starts the flow. */
  readonly producer: string;
  readonly awaits: boolean;
  /** By intent, for a workload that says so itself: it is sent only when no send before it is open. `awaits` when absent. */
  readonly waits?: readonly boolean[];
  readonly sendAgain: boolean;
  /** What says the messages in the place of the simulated application. */
  readonly application?: (builder: Builder) => ApplicationModel;
  readonly hops: readonly HopPlan[];
  /** Value of {@link path} of each intent; its length is the number of messages, at most 30. */
  readonly keys: readonly number[];
  /**
   * The path that an order is promised for; empty where it is promised without one. No two messages agree in any other
   * path: that they might would only hide what the order can suffer. Absent: `keys` are the values of every path.
   */
  readonly path?: string;
  /** Values of what really travels, where something else than {@link keys} says so; also of intents that handlers mint. */
  readonly values?: (hop: number, path: string, m: number) => number | undefined;
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

/** Which value of `path` intent `m` carries on hop `hop`: equal numbers, equal values. */
export function valueAt(plan: FlowPlan, hop: number, path: string, m: number): number {
  return plan.values?.(hop, path, m) ?? valueOf(plan, path, m);
}

/** Which value of `path` intent `m` carries: equal numbers, equal values. */
export function valueOf(
  { keys, path: ordered }: Pick<FlowPlan, "keys" | "path">,
  path: string,
  m: number,
): number {
  return ordered === undefined || ordered === path ? (keys[m] ?? 0) : m;
}
