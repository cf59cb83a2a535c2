/** Seeded random runs of larger workloads, over several episodes, with faults switched off in turn. */
import { campaign, type CampaignResult } from "../runtime/campaign.ts";
import { FlowModel } from "../runtime/flow-model.ts";
import { clauseName } from "../runtime/monitor.ts";
import { atomsWithin, type Case } from "./case.ts";
import { orderPath, planFlow, type Scale } from "./plan-flow.ts";
import { type Evidence, refute, STEPS_MAX } from "./refute.ts";
import type { RandomPass, Refutation } from "./report.ts";
import { shrinkEvidence } from "./shrink-evidence.ts";

/** Episodes of faults in one random run. */
const EPISODES = 3;
/** Path values of a random run's messages. */
const KEYS = 3;

/** Runs until a clause breaks, the runs are used up, or the caller wants to stop. */
export function randomPass(case_: Case): {
  readonly refutations: readonly Refutation[];
  readonly pass: RandomPass;
} {
  const { flow, brokers, promise, options } = case_;
  const { under } = promise.guarantee;
  const clauses = promise.clauses.map(({ clause }) => clause);
  const keys = Array.from({ length: options.messages }, (_, m) => m % KEYS);
  const faults = Math.max(1, under.count);
  const scale: Scale = { keys, ...orderPath(clauses), clauses, faults, episodes: EPISODES, model: under };
  const model = new FlowModel(planFlow(flow, brokers, scale));
  const result = campaign(model, {
    seed: options.seed,
    runs: options.runs,
    faults: under.count,
    atoms: atomsWithin(model, under),
    episodes: EPISODES,
    steps: STEPS_MAX,
    until: "first",
    proceed: options.proceed,
  });
  const evidence = result.findings.slice(0, 1).flatMap(({ clause: name, result: run }): Evidence[] => {
    const clause = clauses.find((each) => clauseName(each) === name);
    return clause === undefined
      ? []
      : [shrinkEvidence(case_, { clause, atoms: run.struck, scale, run, by: "random" })];
  });
  return { refutations: refute(case_, evidence), pass: passOf(result, keys.length, options.seed) };
}

function passOf(result: CampaignResult, messages: number, seed: number): RandomPass {
  return {
    runs: result.runs,
    messages,
    episodes: EPISODES,
    seed,
    struck: result.strikes,
    premises: result.premises,
    undetermined: result.ends.bound,
  };
}
