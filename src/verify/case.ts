/** One promise about one flow, with all that is needed to judge it. */
import type { Analysis, AnalysisBroker, JudgedPromise } from "../compiler/infer/analyse.ts";
import type { Flow } from "../model/flow.ts";
import type { FaultModel } from "../model/guarantee.ts";
import type { FlowModel } from "../runtime/flow-model.ts";
import type { VerifyBroker } from "./broker.ts";

/** A broker that can be checked, inferred and simulated. */
export type FullBroker = AnalysisBroker & VerifyBroker;

export interface VerifyOptions {
  readonly seed: number;
  /** Random runs a flow; with `proceed`, at most so many. */
  readonly runs: number;
  /** States of one witness search, and of the exhaustive pass of one flow. */
  readonly states: number;
  /** Messages of a random run. */
  readonly messages: number;
  /** Asked between runs: false ends the random pass (a wall-clock budget lives with the caller). */
  readonly proceed: () => boolean;
  /** Told what is being done, for progress. */
  readonly progress?: (text: string) => void;
}

export interface Case {
  readonly analysis: Analysis;
  readonly flow: Flow;
  readonly promise: JudgedPromise;
  readonly brokers: readonly FullBroker[];
  readonly options: VerifyOptions;
}

/** Names of the model's atoms whose kind is in the fault model. */
export function atomsWithin(model: FlowModel, faults: FaultModel): ReadonlySet<string> {
  return new Set(
    model.atoms
      .map(({ name }) => name)
      .filter((name) => Object.hasOwn(faults.kinds, name.slice(0, name.indexOf("@")))),
  );
}
