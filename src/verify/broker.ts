/** What a broker's folder contributes to inference and simulation. Core receives brokers as a value and names none. */
import type { Follow, Lowered } from "../compiler/infer/stage.ts";
import type { Flow, Hop } from "../model/flow.ts";
import type { Topology } from "../model/topology.ts";
import type { FaultBounds, Host, Mechanism } from "../runtime/mechanism.ts";

/** A setting on a hop with its legal values: for counterfactuals and for drawing topologies. */
export interface Domain {
  /** Who has the setting: `producer checkout.placing`, `topic orders`, … */
  readonly entity: string;
  readonly setting: string;
  /** Each legal value as written in a spec, e.g. `all`, `true`. */
  readonly values: readonly DomainValue[];
}

export interface DomainValue {
  readonly text: string;
  /** The same topology with this value. */
  readonly apply: (topology: Topology) => Topology;
}

export interface VerifyBroker {
  readonly type: string;
  /** Static analysis: the hop as steps and rests. Shares nothing with `mechanism` but the normaliser of settings. */
  readonly lower: (hop: Hop, follow: Follow) => Lowered;
  /**
   * The simulated broker and its clients for one hop. Numbers may be scaled as long as every comparison keeps its
   * sign; `scaled` of the lowering says so.
   */
  readonly mechanism: (hop: Hop, bounds: FaultBounds) => (host: Host) => Mechanism;
  /** Settings of the hop and their other legal values, in the order in which they are tried. */
  readonly domains: (hop: Hop) => readonly Domain[];
  /**
   * A topology with one flow for the law's test, a pure function of `seed`; settings that have no effect because
   * another masks them are avoided where that is cheap. `fault` kinds beyond the standard ones may be used.
   */
  readonly draw: (seed: number) => Drawn;
}

export interface Drawn {
  readonly topology: Topology;
  readonly flow: Flow;
  /** What was drawn, by setting, for the shares that the law's test prints. */
  readonly settings: Readonly<Record<string, string>>;
}
