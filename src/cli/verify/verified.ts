/** `verify` for all topologies of a call: those that are sound are proved or refuted, promise by promise. */
import type { Analysis } from "../../compiler/infer/analyse.ts";
import { assemble } from "../../verify/assemble.ts";
import type { FullBroker } from "../../verify/case.ts";
import type { Agenda, Job, JobResult } from "../../verify/job.ts";
import { pending } from "../../verify/pending.ts";
import { planJobs } from "../../verify/plan-jobs.ts";
import type { VerdictWord, VerifyReport } from "../../verify/report.ts";
import { runJob } from "../../verify/run-job.ts";
import type { Checked } from "../../compiler/check-sources.ts";
import { TimeBudget } from "./time-budget.ts";

/** States of one search: a few seconds at most. */
const STATES_MAX = 400_000;
const MESSAGES = 12;
/** As many as the time allows. */
const RUNS_MAX = 100_000_000;

export interface VerifyCall {
  readonly seed: number;
  /** Random runs a flow. Absent = as many as fit into the budget. */
  readonly runs?: number;
  readonly budgetMs: number;
  readonly now: () => number;
  readonly say: (text: string) => void;
}

/** What `check` found and the reports of the topologies that can be verified, in their order. */
export interface Verified {
  readonly checked: Checked;
  readonly reports: readonly VerifyReport[];
  /** Verdicts of all promises, by word. */
  readonly verdicts: Readonly<Record<VerdictWord, number>>;
}

/** One topology of the call: its agenda, and what has come of it so far. */
interface Part {
  readonly analysis: Analysis;
  readonly agenda: Agenda;
  readonly results: JobResult[];
}

export function verifyChecked(checked: Checked, brokers: readonly FullBroker[], call: VerifyCall): Verified {
  const parts = checked.topologies.flatMap(({ analysis, isUnsound }): readonly Part[] => {
    if (analysis === undefined || isUnsound) return [];
    const runs = call.runs ?? RUNS_MAX;
    const boundedBy = call.runs === undefined ? "time" : "counts";
    const scope = { seed: call.seed, runs, messages: MESSAGES, states: STATES_MAX, boundedBy } as const;
    return [{ analysis, agenda: planJobs(analysis, brokers, scope), results: [] }];
  });
  work(parts, brokers, call);
  const reports = parts.map(({ agenda, results }) => assemble(agenda, results));
  return { checked, reports, verdicts: counted(reports) };
}

/** Does all jobs: every promise of every topology has its first stage before any has its second. */
function work(parts: readonly Part[], brokers: readonly FullBroker[], call: VerifyCall): void {
  const endMs = call.now() + call.budgetMs;
  const left = (stage: number): readonly (readonly [Part, Job])[] =>
    parts.flatMap((part) =>
      pending(part.agenda, part.results).flatMap((job) =>
        job.stage === stage ? [[part, job] as const] : [],
      ),
    );
  const stages = new Set(parts.flatMap(({ agenda }) => agenda.jobs.map(({ stage }) => stage)));
  for (const stage of [...stages].sort((a, b) => a - b)) {
    const jobs = left(stage);
    const budget = new TimeBudget(call.now, endMs - call.now(), jobs.length);
    const proceed = call.runs === undefined ? budget.hasTime : (): boolean => true;
    for (const [{ analysis, agenda, results }, job] of jobs) {
      call.say(agenda.promises[job.promise]?.flow ?? "");
      budget.turn();
      results.push(runJob(job, { analysis, brokers, proceed }));
    }
  }
}

function counted(reports: readonly VerifyReport[]): Readonly<Record<VerdictWord, number>> {
  const words = reports.flatMap(({ flows }) => flows.map(({ verdict }) => verdict));
  const count = (wanted: VerdictWord): number => words.filter((word) => word === wanted).length;
  return {
    refuted: count("refuted"),
    holds: count("holds"),
    undecided: count("undecided"),
    "not judged": count("not judged"),
    undetermined: count("undetermined"),
    vacuous: count("vacuous"),
  };
}
