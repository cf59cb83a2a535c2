/** `verify` for all topologies of a call: those that are sound are proved or refuted, promise by promise. */
import type { Checked } from "../../compiler/check-sources.ts";
import { assemble } from "../../verify/assemble.ts";
import type { FullBroker } from "../../verify/case.ts";
import type { Agenda, ExhaustiveScope, JobResult, KeptStory } from "../../verify/job.ts";
import { pending } from "../../verify/pending.ts";
import { planJobs } from "../../verify/plan-jobs.ts";
import type { VerdictWord, VerifyReport } from "../../verify/report.ts";
import { type Doer, inThisThread } from "./doer.ts";
import type { TopologyResults } from "./results-file.ts";
import { type Shard, shardOf } from "./shard.ts";
import { inThreads } from "./thread-pool.ts";
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
  /** Threads beside this one; 0 = everything is done in this one. */
  readonly workers: number;
  readonly shard: Shard;
  /** What has been done before, by topology. Throws where it does not belong to `agenda`. */
  readonly before: (agenda: Agenda) => readonly JobResult[];
  /** Told all there is after each result. */
  readonly kept: (parts: readonly TopologyResults[]) => void;
  /** Called once with what interrupts the work: it ends soon then, and the report is partial. */
  readonly interruptible: (interrupt: () => void) => void;
  readonly say: (text: string) => void;
}

/** What `check` found and the reports of the topologies that can be verified, in their order. */
export interface Verified {
  readonly checked: Checked;
  readonly reports: readonly VerifyReport[];
  /** Verdicts of all promises, by word. */
  readonly verdicts: Readonly<Record<VerdictWord, number>>;
}

/** Throws what `before` throws. */
export async function verifyChecked(
  checked: Checked,
  brokers: readonly FullBroker[],
  call: VerifyCall,
): Promise<Verified> {
  const { exhaustive, budgetMs } = call;
  const scope = {
    seed: call.seed,
    runs: call.runs ?? RUNS_MAX,
    messages: MESSAGES,
    states: call.states ?? (exhaustive === undefined ? STATES_MAX : STATES_EXHAUSTIVE),
    boundedBy: budgetMs === undefined ? "counts" : "time",
    stories: call.stories,
    ...(budgetMs === undefined ? {} : { searched: SEARCHED }),
    block: blockOf(call),
    ...(exhaustive === undefined ? {} : { exhaustive }),
  } as const;
  const whole = checked.topologies.flatMap(({ analysis, isUnsound }) => {
    if (analysis === undefined || isUnsound) return [];
    const agenda = planJobs(analysis, brokers, scope);
    return [{ analysis, agenda, results: [...call.before(agenda)] }];
  });
  const parts = whole.map((part): Part => ({ ...part, agenda: shardOf(part.agenda, call.shard) }));
  await doAll(parts, brokers, { ...call, kept: () => call.kept(whole) });
  const reports = whole.map(({ agenda, results }) => assemble(agenda, results));
  return { checked, reports, verdicts: countedVerdicts(reports) };
}

/** Runs in one block: each shard has a block of every promise, or each thread has. */
function blockOf({ runs = RUNS_MAX, workers, shard }: VerifyCall): number {
  return Math.max(1, Math.ceil(runs / (shard.of > 1 ? shard.of : Math.max(1, workers))));
}

type DoAllCall = Pick<VerifyCall, "budgetMs" | "workers" | "interruptible" | "say"> & {
  readonly kept: () => void;
};

async function doAll(
  parts: readonly Part[],
  brokers: readonly FullBroker[],
  { budgetMs, workers, interruptible, say, kept }: DoAllCall,
): Promise<void> {
  const doer = doerOf(parts, brokers, workers);
  let isInterrupted = false;
  interruptible(() => {
    isInterrupted = true;
    doer.interrupt();
  });
  const budget = budgetMs === undefined ? {} : { budgetMs };
  try {
    await work(parts, { doer, ...budget, isInterrupted: () => isInterrupted, say, kept });
  } finally {
    await doer.close();
  }
}

/** No more threads than there is work for. */
function doerOf(parts: readonly Part[], brokers: readonly FullBroker[], workers: number): Doer {
  const topologies = parts.map(({ analysis }) => analysis.topology);
  const jobs = parts.reduce((sum, { agenda }) => sum + pending(agenda, []).length, 0);
  const size = Math.min(workers, jobs);
  return size === 0 ? inThisThread(topologies, brokers) : inThreads(topologies, size);
}

/** How many promises have which verdict. */
export function countedVerdicts(reports: readonly VerifyReport[]): Verified["verdicts"] {
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
