import { present } from "../base/assert.ts";
import { FlowModel } from "../runtime/flow-model.ts";
import { clauseName } from "../model/guarantee.ts";
import { ReplayPolicy } from "../runtime/schedule.ts";
import { run } from "../runtime/run.ts";
import { shrink } from "../runtime/shrink.ts";
import type { Case } from "./case.ts";
import { planFlow, type Scale } from "./plan-flow.ts";
import { type Evidence, STEPS_MAX } from "./refute.ts";

/** Executions spent on making one story small. */
const EXECUTIONS_MAX = 2_000;
/** States searched for it first: a few tenths of a second. */
const STATES_MAX = 20_000;

/** Messages searched instead of the many that a random run has: one, two and three of one key. */
export function smallWorkloads(keys: readonly number[]): readonly (readonly number[])[] {
  const alike = keys.flatMap((key, m) => (key === keys[0] ? [m] : []));
  return [1, 2, 3].filter((count) => count <= alike.length).map((count) => alike.slice(0, count));
}

/** The same violation with as few messages, faults and surprises as it takes, recorded. */
export function shrinkEvidence({ flow, brokers }: Case, evidence: Evidence): Evidence {
  const { scale, clause } = evidence;
  const options = {
    faults: scale.faults,
    atoms: new Set(evidence.atoms),
    episodes: scale.episodes,
    steps: STEPS_MAX,
  };
  const scaled = (calls: readonly number[]): Scale => ({ ...scale, clauses: [clause], calls });
  const model = (calls: readonly number[]): FlowModel =>
    new FlowModel(planFlow(flow, brokers, scaled(calls)));
  const calls = scale.keys.map((_, m) => m);
  const task = {
    model,
    options,
    clause: clauseName(clause),
    calls,
    deviations: evidence.run.deviations,
    executionsMax: EXECUTIONS_MAX,
    search: { workloads: smallWorkloads(scale.keys), states: STATES_MAX },
  };
  const small = present(shrink(task), "a run repeats when its deviations are replayed");
  const policy = new ReplayPolicy(small.deviations);
  const told = run(model(small.calls), { ...options, policy, record: true });
  const shrunk = { executions: small.executions, states: small.searched };
  return { ...evidence, shrunk, atoms: [...told.struck].sort(), scale: scaled(small.calls), run: told };
}
