/** A witness for every inferred fault set within the fault model. */
import { hazardsOf } from "../compiler/infer/clauses.ts";
import type { Hazard } from "../compiler/infer/stage.ts";
import type { Clause } from "../model/guarantee.ts";
import { clauseName } from "../runtime/monitor.ts";
import type { Case } from "./case.ts";
import type { WitnessesJob, WitnessesResult } from "./job.ts";
import { type Evidence, refute } from "./refute.ts";
import type { Unwitnessed } from "./report.ts";
import { findWitness } from "./witness.ts";

/** Searches all witnesses of a promise. */
export function witnessesPass(case_: Case, job: WitnessesJob): WitnessesResult {
  const evidence: Evidence[] = [];
  const unwitnessed: Unwitnessed[] = [];
  const { flow, brokers, promise } = case_;
  for (const { clause, hazard } of hazards(case_)) {
    const model = promise.guarantee.under;
    const witness = findWitness(flow, brokers, { hazard, clause, model, states: job.states });
    if ("missing" in witness)
      unwitnessed.push({ clause: clauseName(clause), faults: hazard.cut.atoms, ...witness });
    else {
      const { atoms, scale, run } = witness;
      evidence.push({ clause, hazard, atoms, scale, run, by: "witness" });
    }
  }
  return { job, refutations: refute(case_, evidence), unwitnessed };
}

function hazards({ promise }: Case): readonly { readonly clause: Clause; readonly hazard: Hazard }[] {
  return promise.clauses.flatMap(({ clause }) =>
    hazardsOf(promise.inferred, clause, promise.guarantee.under).map((hazard) => ({ clause, hazard })),
  );
}
