/** `verify` for all topologies of a call: those that are sound are proved or refuted, promise by promise. */
import type { Checked } from "../../compiler/check-sources.ts";
import { assemble } from "../../verify/assemble.ts";
import type { FullBroker } from "../../verify/case.ts";
import type { ExhaustiveScope, KeptStory } from "../../verify/job.ts";
import { planJobs } from "../../verify/plan-jobs.ts";
import type { VerdictWord, VerifyReport } from "../../verify/report.ts";
import type { Part } from "./turns.ts";
import { work } from "./work.ts";

/** States of one search: a few seconds at most. */
const STATES_MAX = 400_000;
/** States of one search where nothing else is asked for. */
const STATES_EXHAUSTIVE = 5_000_000;
const MESSAGES = 12;
/** Messages of the largest workload that is searched whole where time is the bound. */
const SEARCHED = 3;
/** As many as the time allows. */
const RUNS_MAX = 100_000_000;

export interface VerifyCall {
  readonly seed: number;
  /** Random runs a promise. Absent = as many as fit into the budget. */
  readonly runs?: number;
  /** Absent = counts alone are bounds. */
  readonly budgetMs?: number;
  readonly exhaustive?: ExhaustiveScope;
  /** States of one search. */
  readonly states?: number;
  readonly stories: readonly KeptStory[];
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

export function verifyChecked(checked: Checked, brokers: readonly FullBroker[], call: VerifyCall): Verified {
  const { exhaustive, budgetMs } = call;
  const scope = {
    seed: call.seed,
    runs: call.runs ?? RUNS_MAX,
    messages: MESSAGES,
    states: call.states ?? (exhaustive === undefined ? STATES_MAX : STATES_EXHAUSTIVE),
    boundedBy: budgetMs === undefined ? "counts" : "time",
    stories: call.stories,
    ...(budgetMs === undefined ? {} : { searched: SEARCHED }),
    ...(exhaustive === undefined ? {} : { exhaustive }),
  } as const;
  const parts = checked.topologies.flatMap(({ analysis, isUnsound }): readonly Part[] =>
    analysis === undefined || isUnsound
      ? []
      : [{ analysis, agenda: planJobs(analysis, brokers, scope), results: [] }],
  );
  const { now, say } = call;
  work(parts, { brokers, now, say, ...(budgetMs === undefined ? {} : { budgetMs }) });
  const reports = parts.map(({ agenda, results }) => assemble(agenda, results));
  return { checked, reports, verdicts: counted(reports) };
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
