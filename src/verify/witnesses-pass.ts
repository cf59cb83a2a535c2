/** A witness for every inferred fault set within the fault model. */
import { hazardsOf } from "../compiler/infer/clauses.ts";
import type { Hazard } from "../compiler/infer/stage.ts";
import { type Clause, clauseName } from "../model/guarantee.ts";
import type { Case } from "./case.ts";
import type { WitnessesJob, WitnessesResult } from "./job.ts";
import { type Evidence, refute } from "./refute.ts";
import type { Unwitnessed } from "./report.ts";
import { findWitness, type NoWitness, type Witness } from "./witness.ts";

/** States of the first look for each witness: those that are near are found before any that is far. */
const NEAR = 8_000;

/** Searches all witnesses of a promise. */
export function witnessesPass(case_: Case, job: WitnessesJob, proceed: () => boolean): WitnessesResult {
  const wanted = hazards(case_);
  const near = wanted.map((each) => search(case_, each, { states: Math.min(NEAR, job.states), proceed }));
  const found = near.map((first, i) => {
    const each = wanted[i];
    const isFar = "missing" in first && first.missing !== "none" && NEAR < job.states;
    return isFar && each !== undefined ? search(case_, each, { states: job.states, proceed }) : first;
  });
  const evidence: Evidence[] = [];
  const unwitnessed: Unwitnessed[] = [];
  for (const [i, { clause, hazard }] of wanted.entries()) {
    const result = found[i];
    if (result === undefined) continue;
    if ("missing" in result)
      unwitnessed.push({ clause: clauseName(clause), faults: hazard.cut.atoms, ...result });
    else {
      const { atoms, scale, run } = result;
      evidence.push({ clause, hazard, atoms, scale, run, by: "witness" });
    }
  }
  const witnesses = { faultSets: wanted.length, states: found.reduce((sum, { states }) => sum + states, 0) };
  const isCut = unwitnessed.some(({ missing }) => missing === "time");
  const refutations = refute(case_, evidence);
  return { job, ...(isCut ? { stopped: "time" } : {}), witnesses, refutations, unwitnessed };
}

interface Wanted {
  readonly clause: Clause;
  readonly hazard: Hazard;
}

function search(
  { flow, brokers, promise }: Case,
  wanted: Wanted,
  bounds: { readonly states: number; readonly proceed: () => boolean },
): Witness | NoWitness {
  return findWitness(flow, brokers, { ...wanted, ...bounds, model: promise.guarantee.under });
}

function hazards({ promise }: Case): readonly Wanted[] {
  return promise.clauses.flatMap(({ clause }) =>
    hazardsOf(promise.inferred, clause, promise.guarantee.under).map((hazard) => ({ clause, hazard })),
  );
}
