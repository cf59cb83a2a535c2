/** The report of an agenda from what came of its jobs. */
import type { Agenda, Job, JobResult, PlannedPromise } from "./job.ts";
import { joinRuns, type Stretch } from "./join-runs.ts";
import { counts, isRefuting } from "./pending.ts";
import type {
  ExhaustivePass,
  FlowReport,
  RandomPass,
  Refutation,
  Unwitnessed,
  VerifyReport,
} from "./report.ts";
import { verdictOf } from "./verdict.ts";

/**
 * Assembles a report. Results may come in any order, of blocks of any size, and twice; what is lacking is said as not
 * run, and makes the report partial.
 */
export function assemble(agenda: Agenda, results: readonly JobResult[]): VerifyReport {
  const counted = results.filter((result) => counts(agenda, result));
  const flows = agenda.promises.map((promise, i) => flowReport(agenda, promise, i, counted));
  const { topology, seed } = agenda;
  const isPartial = flows.some(({ notRun }) => notRun !== undefined);
  return { version: 1, topology, seed, ...(isPartial ? { partial: true } : {}), flows };
}

function flowReport(
  agenda: Agenda,
  { verdict, because, notCovered, ...head }: PlannedPromise,
  promise: number,
  all: readonly JobResult[],
): FlowReport {
  const nothing = { refutations: [], unwitnessed: [] };
  if (verdict !== undefined) return { ...head, verdict, because, ...nothing, notCovered };
  const own = all.filter((result) => result.job.promise === promise);
  const last = Math.min(...own.filter(isRefuting).map(({ job }) => job.stage), Number.POSITIVE_INFINITY);
  const jobs = agenda.jobs.filter((job) => job.promise === promise && job.stage <= last);
  const searched = searchedIn(jobs, own);
  const runs = runsIn(agenda, jobs, own);
  const refutations = [...searched.refutations, ...runs.refutations];
  const { unwitnessed, exhaustive } = searched;
  const notRun = [...searched.notRun, ...runs.notRun];
  const passes = {
    ...(exhaustive.length === 0 ? {} : { exhaustive }),
    ...(runs.pass === undefined ? {} : { random: runs.pass }),
  };
  return {
    ...head,
    ...verdictOf({ refutations, unwitnessed, notRun, ...passes }),
    refutations,
    unwitnessed,
    ...passes,
    ...(notRun.length === 0 ? {} : { notRun }),
    notCovered,
  };
}

interface Searched {
  readonly refutations: readonly Refutation[];
  readonly unwitnessed: readonly Unwitnessed[];
  readonly exhaustive: readonly ExhaustivePass[];
  readonly notRun: readonly string[];
}

/** What the searches among `jobs` found, in the order of the agenda. */
function searchedIn(jobs: readonly Job[], results: readonly JobResult[]): Searched {
  const refutations: Refutation[] = [];
  const unwitnessed: Unwitnessed[] = [];
  const exhaustive: ExhaustivePass[] = [];
  const notRun: string[] = [];
  for (const job of jobs) {
    if (job.kind === "runs") continue;
    const result = results.find((each) => each.job.id === job.id);
    if (result === undefined || "ran" in result) {
      notRun.push(job.kind === "witnesses" ? "the witnesses" : `the search of ${messages(job.keys.length)}`);
      continue;
    }
    refutations.push(...result.refutations);
    if ("pass" in result) exhaustive.push(result.pass);
    else unwitnessed.push(...result.unwitnessed);
  }
  return { refutations, unwitnessed, exhaustive, notRun };
}

interface Ran {
  readonly refutations: readonly Refutation[];
  readonly pass?: RandomPass;
  readonly notRun: readonly string[];
}

function runsIn(agenda: Agenda, jobs: readonly Job[], results: readonly JobResult[]): Ran {
  if (jobs.every(({ kind }) => kind !== "runs")) return { refutations: [], notRun: [] };
  const blocks = results.flatMap((result) => ("ran" in result ? [result] : []));
  const { pass, refutation, missing } = joinRuns(agenda, blocks);
  const refutations = refutation === undefined ? [] : [refutation];
  if (pass === undefined) return { refutations, notRun: ["the random runs"] };
  return { refutations, pass, notRun: agenda.boundedBy === "time" ? [] : missing.map(inWords) };
}

function messages(count: number): string {
  return count === 1 ? "1 message" : `${count} messages`;
}

function inWords([from, to]: Stretch): string {
  return to === from + 1 ? `run ${from}` : `runs ${from} to ${to - 1}`;
}
