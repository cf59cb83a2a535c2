/** Seeded random runs of larger workloads, over several episodes, with faults switched off in turn. */
import { present } from "../base/assert.ts";
import { campaign, type CampaignResult } from "../runtime/campaign.ts";
import { FlowModel } from "../runtime/flow-model.ts";
import { clauseName } from "../model/guarantee.ts";
import { atomsWithin, type Case } from "./case.ts";
import { marksOf } from "./coverage.ts";
import type { RunsJob, RunsResult } from "./job.ts";
import { orderPath, planFlow, type Scale } from "./plan-flow.ts";
import { refute, STEPS_MAX } from "./refute.ts";
import type { PassCoverage } from "./report.ts";
import { shrinkEvidence } from "./shrink-evidence.ts";
import { simulatedClauses } from "./simulated-clauses.ts";

/** Episodes of faults in one random run. */
const EPISODES = 3;
/** Path values of a random run's messages. */
const KEYS = 3;

/** Runs until a clause breaks, the runs are used up, or the caller wants to stop. */
export function runsPass(case_: Case, job: RunsJob, proceed: () => boolean): RunsResult {
  const { flow, brokers, promise } = case_;
  const { under } = promise.guarantee;
  const clauses = simulatedClauses(promise);
  const keys = Array.from({ length: job.messages }, (_, m) => m % KEYS);
  const faults = Math.max(1, under.count);
  const scale: Scale = { keys, ...orderPath(clauses), clauses, faults, episodes: EPISODES, model: under };
  const model = new FlowModel(planFlow(flow, brokers, scale));
  const atoms = atomsWithin(model, under);
  const result = campaign(model, {
    seed: job.seed,
    first: job.from,
    runs: job.to - job.from,
    faults: under.count,
    atoms,
    episodes: EPISODES,
    steps: STEPS_MAX,
    until: "first",
    proceed,
  });
  const finding = result.findings[0];
  const clause = clauses.find((each) => clauseName(each) === finding?.clause);
  const { strikes: struck, premises, coverage } = result;
  const reached = { struck, premises, marks: marksOf(flow, model, { coverage, atoms }) };
  const parts = partsOf(job, result, reached);
  if (finding === undefined || clause === undefined) return parts;
  const run = finding.result;
  const found = { policy: finding.policy, run: finding.run };
  const evidence = shrinkEvidence(case_, { clause, atoms: run.struck, scale, run, by: "random", found });
  const [refutation] = refute(case_, [evidence]);
  return {
    ...parts,
    finding: { run: finding.run, refutation: present(refutation, "evidence makes a refutation") },
  };
}

function partsOf(job: RunsJob, { runs, findings, ends }: CampaignResult, coverage: PassCoverage): RunsResult {
  const isCut = runs < job.to - job.from && findings.length === 0;
  const counts = { ran: runs, episodes: EPISODES, coverage, undetermined: ends.bound };
  return isCut ? { job, stopped: "time", ...counts } : { job, ...counts };
}
