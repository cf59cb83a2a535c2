/** What a broker's folder contributes to inference. Core receives lowerings as a value and names no broker. */
import type { FaultModel } from "../../model/guarantee.ts";
import type { Flow, Hop } from "../../model/flow.ts";
import type { Topology } from "../../model/topology.ts";
import type { Value } from "../../model/value.ts";
import type { Possible } from "./possible.ts";
import type { Lowered, Stage } from "./stage.ts";

/** The act of a hop's consumer that is followed: its effect, or a send by that producer of its service. */
export type Followed = Flow["follow"];

/**
 * A setting of one entity on a flow, and its other values: what counterfactuals try. Small and finite; a number is
 * tried at the few values where something changes.
 */
export interface Domain {
  /** The user's name of the entity: `orders`, `checkout.placing`. */
  readonly entity: string;
  /** Its published name: `acks`, `min-in-sync`. */
  readonly setting: string;
  readonly current: Value;
  /** Without the current one, most advisable first; `null` leaves the setting out. */
  readonly values: readonly Value[];
  /** What its numbers count; absent where they count nothing that a unit is written for. */
  readonly unit?: "ms";
  /** The topology with this value, legal or not: two changes may be legal though neither is alone. */
  readonly apply: (topology: Topology, value: Value) => Topology;
}

/** Stage names with their constructor and their number for ever, distinct over all brokers: hazard codes are made of it. */
export type Slots = Readonly<Record<string, { readonly number: number; readonly form: Stage["kind"] }>>;

/** One broker's way of turning a hop into stages. Everything is pure. */
export interface Lowering {
  /** Word of `type:` on a broker; also the folder's name. */
  readonly type: string;
  /**
   * Stages of the hop: first the publish, last the consumer. `faults` bounds durations: a cut that compares an outage with
   * a time-out is emitted only where the bound is longer. Sends of a handler are steps of the next hop, not of this one.
   */
  readonly lower: (hop: Hop, followed: Followed, faults: FaultModel) => Lowered;
  /** Every stage name that `lower` emits. */
  readonly slots: Slots;
  /** Settings on the hop that a person could change. */
  readonly domains: (hop: Hop) => readonly Domain[];
  /** What settings may be that nobody knows. */
  readonly possible: Possible;
}
