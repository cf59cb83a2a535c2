/** One promise about one flow, with all that is needed to judge it. */
import { present } from "../base/assert.ts";
import type { Analysis, AnalysisBroker, JudgedPromise } from "../compiler/infer/analyse.ts";
import type { Flow } from "../model/flow.ts";
import type { FaultModel } from "../model/guarantee.ts";
import type { FlowModel } from "../runtime/flow-model.ts";
import type { VerifyBroker } from "./broker.ts";

/** A broker that can be checked, inferred and simulated. */
export type FullBroker = AnalysisBroker & VerifyBroker;

export interface Case {
  readonly analysis: Analysis;
  readonly flow: Flow;
  readonly promise: JudgedPromise;
  readonly brokers: readonly FullBroker[];
}

/** The case of promise `number`, counted over all flows of the topology. */
export function caseAt(analysis: Analysis, brokers: readonly FullBroker[], number: number): Case {
  const cases = analysis.flows.flatMap(({ flow, promises }) =>
    promises.map((promise) => ({ flow, promise })),
  );
  return { analysis, brokers, ...present(cases[number], "a job is about a promise of its topology") };
}

/** Names of the model's atoms whose kind is in the fault model. */
export function atomsWithin(model: FlowModel, faults: FaultModel): ReadonlySet<string> {
  return new Set(
    model.atoms
      .map(({ name }) => name)
      .filter((name) => Object.hasOwn(faults.kinds, name.slice(0, name.indexOf("@")))),
  );
}
