/** Every interleaving of a small workload under the whole fault model, what the inference never thought of included. */
import type { Exploration } from "../runtime/exploration.ts";
import { explore } from "../runtime/explore.ts";
import { FlowModel } from "../runtime/flow-model.ts";
import { clauseName } from "../model/guarantee.ts";
import { followPath } from "../runtime/run.ts";
import { atomsWithin, type Case } from "./case.ts";
import { marksOf } from "./coverage.ts";
import type { SearchJob, SearchResult } from "./job.ts";
import { orderPath, planFlow, type Scale } from "./plan-flow.ts";
import { type Evidence, refute, STEPS_MAX } from "./refute.ts";
import type { ExhaustivePass } from "./report.ts";
import { simulatedClauses } from "./simulated-clauses.ts";

/** Explores one workload within the bound on states. */
export function searchPass(case_: Case, job: SearchJob, proceed: () => boolean): SearchResult {
  const { flow, brokers, promise } = case_;
  const { keys, states, depth } = job;
  const declared = promise.guarantee.under;
  const under = { ...declared, count: job.faults ?? declared.count };
  const clauses = simulatedClauses(promise);
  const faults = Math.max(1, under.count);
  const instances = job.instances === undefined ? {} : { instances: job.instances };
  const scale: Scale = {
    ...{ keys, ...orderPath(clauses), clauses, faults, episodes: 1, model: under },
    ...instances,
  };
  const model = new FlowModel(planFlow(flow, brokers, scale));
  const atoms = atomsWithin(model, under);
  const bounds = { states, proceed, ...(depth === undefined ? {} : { depth }) };
  const found = explore(model, { faults: under.count, atoms, ...bounds });
  const evidence = found.violations.map((violation): Evidence => {
    const budget = { faults: under.count, atoms, episodes: 1, steps: STEPS_MAX, record: true };
    const clause = clauses.find((c) => clauseName(c) === violation.clause) ?? { kind: "valid" };
    const run = followPath(model, violation.path, budget);
    return { clause, atoms: violation.atoms, scale, run, by: "search" };
  });
  const { strikes: struck, premises, coverage } = found;
  return {
    job,
    ...(found.stopped === "time" ? { stopped: "time" } : {}),
    pass: passOf(keys.length, under.count, found),
    coverage: { struck, premises, marks: marksOf(flow, model, { coverage, atoms }) },
    refutations: refute(case_, evidence),
  };
}

function passOf(messages: number, faults: number, found: Exploration): ExhaustivePass {
  const { states, depth, collisions, stopped } = found;
  const pass = { messages, faults, states, depth, collisions };
  return stopped === undefined ? { ...pass, complete: true } : { ...pass, complete: false, stopped };
}
