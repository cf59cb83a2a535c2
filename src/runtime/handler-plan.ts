/** What the handlers of one consumer are built from. */

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
