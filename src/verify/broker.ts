/** What a broker's folder contributes to inference and simulation. Core receives brokers as a value and names none. */
import type { Lowering } from "../compiler/infer/lowering.ts";
import type { Flow, Hop } from "../model/flow.ts";
import type { Topology } from "../model/topology.ts";
import type { FaultBounds, Host, Mechanism } from "../runtime/mechanism.ts";

export interface VerifyBroker extends Lowering {
  /**
   * The simulated broker and its clients for one hop; shares nothing with `lower` but the normaliser of settings.
   * Numbers may be scaled as long as every comparison of the flow keeps its sign.
   */
  readonly mechanism: (hop: Hop, bounds: FaultBounds) => (host: Host) => Mechanism;
  /** A topology with one flow for the law's test: a pure function of `seed`. */
  readonly draw: (seed: number) => Drawn;
}

export interface Drawn {
  readonly topology: Topology;
  readonly flow: Flow;
  /** What was drawn, by setting, for the shares that the law's test prints. */
  readonly settings: Readonly<Record<string, string>>;
}
