/** Whether a story ends well on the topology with the fix applied. */
import { domainsOf } from "../compiler/infer/analyse.ts";
import type { Change } from "../compiler/infer/counterfactual.ts";
import { flowsOf } from "../compiler/infer/flows.ts";
import { mix } from "../base/prng.ts";
import type { Clause } from "../model/guarantee.ts";
import type { Topology } from "../model/topology.ts";
import { FlowModel } from "../runtime/flow-model.ts";
import { clauseName } from "../model/guarantee.ts";
import { RandomPolicy } from "../runtime/random-policy.ts";
import { type RunOptions, type RunResult, run } from "../runtime/run.ts";
import { ReplayPolicy } from "../runtime/schedule.ts";
import type { Case } from "./case.ts";
import { planFlow, type Scale } from "./plan-flow.ts";
import type { Refutation } from "./report.ts";

/** Random runs with the faults of a story whose moment the fix has taken away; hits out of 256 in them. */
const RUNS = 100;
const SURPRISE = 64;
const STRIKE = 24;
const SEED = 1;

/** What a story is made of, and what it breaks. */
interface Broken {
  readonly clause: Clause;
  readonly scale: Scale;
  readonly run: Pick<RunResult, "deviations" | "struck">;
}

/**
 * The same story on the topology with the fix; where not all of its faults find their moment there, also random runs
 * with the same faults and messages. Nothing where the flow is gone then, or a bound was hit.
 */
export function withFix(
  { analysis, flow, brokers }: Case,
  piece: Broken,
  budget: Omit<RunOptions, "policy" | "record">,
  fix: readonly Change[],
): Pick<Refutation, "fixedEndsWell" | "fixedRuns"> {
  const domains = domainsOf(flow, brokers);
  const changed = fix.reduce((topology: Topology, { entity, setting, value }) => {
    const domain = domains.find((d) => d.entity === entity && d.setting === setting);
    return domain?.apply(topology, value) ?? topology;
  }, analysis.topology);
  const same = flowsOf(changed, brokers).find(({ id }) => id === flow.id);
  if (same === undefined) return {};
  const model = new FlowModel(planFlow(same, brokers, piece.scale));
  const options = { ...budget, record: false };
  const replayed = run(model, { ...options, policy: new ReplayPolicy(piece.run.deviations) });
  const isWhole = replayed.struck.length === piece.run.struck.length;
  const others = Array.from({ length: isWhole ? 0 : RUNS }, (_, k): RunResult => {
    const policy = new RandomPolicy(mix(SEED, k), { surprise: SURPRISE, strike: STRIKE });
    return run(model, { ...options, policy });
  });
  const all = [replayed, ...others];
  const name = clauseName(piece.clause);
  if (all.some(({ broken }) => broken.includes(name))) return { fixedEndsWell: false, fixedRuns: all.length };
  return all.some(({ end }) => end === "bound") ? {} : { fixedEndsWell: true, fixedRuns: all.length };
}
