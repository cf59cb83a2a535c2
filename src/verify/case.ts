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
  return present(casesOf(analysis, brokers)[number], "a job is about a promise of its topology");
}

/** One case a promise, in the order of the flows. */
export function casesOf(analysis: Analysis, brokers: readonly FullBroker[]): readonly Case[] {
  return analysis.flows.flatMap(({ flow, promises }) =>
    promises.map((promise) => ({ analysis, brokers, flow, promise })),
  );
}

/** Names of the model's atoms whose kind is in the fault model. */
export function atomsWithin(model: FlowModel, faults: FaultModel): ReadonlySet<string> {
  return new Set(
    model.atoms
      .map(({ name }) => name)
      .filter((name) => Object.hasOwn(faults.kinds, name.slice(0, name.indexOf("@")))),
  );
}
