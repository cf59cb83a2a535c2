/** Every interleaving of a small workload under the whole fault model, what the inference never thought of included. */
import { explore } from "../runtime/explore.ts";
import { FlowModel } from "../runtime/flow-model.ts";
import { clauseName } from "../runtime/monitor.ts";
import { followPath } from "../runtime/run.ts";
import { atomsWithin, type Case } from "./case.ts";
import type { SearchJob, SearchResult } from "./job.ts";
import { orderPath, planFlow, type Scale } from "./plan-flow.ts";
import { type Evidence, refute, STEPS_MAX } from "./refute.ts";

/** Explores one workload within the bound on states. */
export function searchPass(case_: Case, job: SearchJob): SearchResult {
  const { flow, brokers, promise } = case_;
  const { keys } = job;
  const { under } = promise.guarantee;
  const clauses = promise.clauses.map(({ clause }) => clause);
  const faults = Math.max(1, under.count);
  const scale: Scale = { keys, ...orderPath(clauses), clauses, faults, episodes: 1, model: under };
  const model = new FlowModel(planFlow(flow, brokers, scale));
  const atoms = atomsWithin(model, under);
  const found = explore(model, { faults: under.count, atoms, states: job.states });
  const evidence = found.violations.map((violation): Evidence => {
    const budget = { faults: under.count, atoms, episodes: 1, steps: STEPS_MAX, record: true };
    const clause = clauses.find((c) => clauseName(c) === violation.clause) ?? { kind: "valid" };
    const run = followPath(model, violation.path, budget);
    return { clause, atoms: violation.atoms, scale, run, by: "search" };
  });
  const { stopped, states } = found;
  const pass = { messages: keys.length, faults: under.count, states, complete: stopped === undefined };
  return {
    job,
    pass: stopped === undefined ? pass : { ...pass, stopped },
    refutations: refute(case_, evidence),
  };
}
