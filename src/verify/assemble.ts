/** The report of an agenda from what came of its jobs. */
import type { Agenda, Job, JobResult, PlannedPromise, RunsJob } from "./job.ts";
import { joinRuns, type Stretch } from "./join-runs.ts";
import { addedCoverage } from "./coverage.ts";
import { counts, isRefuting } from "./pending.ts";
import type {
  ExhaustivePass,
  FlowReport,
  PassCoverage,
  RandomPass,
  Refutation,
  StoryAgain,
  Unwitnessed,
  VerifyReport,
  WitnessPass,
} from "./report.ts";
import { verdictOf } from "./verdict.ts";

/**
 * Assembles a report. Results may come in any order, of blocks of any size, and twice; what is lacking is said as not
 * run, and makes the report partial.
 */
export function assemble(agenda: Agenda, results: readonly JobResult[]): VerifyReport {
  const counted = results.filter((result) => counts(agenda, result));
  const flows = agenda.promises.map((promise, i) => flowReport(agenda, promise, i, counted));
  const { topology, seed, orphanedStories } = agenda;
  const orphans = orphanedStories.length === 0 ? {} : { orphanedStories };
  const isPartial = flows.some(({ notRun }) => notRun !== undefined);
  return { version: 1, topology, seed, ...(isPartial ? { partial: true } : {}), flows, ...orphans };
}

function flowReport(
  agenda: Agenda,
  { verdict, because, scaled, notCovered, ...head }: PlannedPromise,
  promise: number,
  all: readonly JobResult[],
): FlowReport {
  const nothing = { refutations: [], unwitnessed: [] };
  if (verdict !== undefined) return { ...head, verdict, because, ...nothing, scaled, notCovered };
  const own = all.filter((result) => result.job.promise === promise);
  const last = Math.min(...own.filter(isRefuting).map(({ job }) => job.stage), Number.POSITIVE_INFINITY);
  const jobs = agenda.jobs.filter((job) => job.promise === promise && job.stage <= last);
  const searched = searchedIn(jobs, own);
  const runs = runsIn(agenda, jobs, own);
  const refutations = [...searched.refutations, ...runs.refutations];
  const { unwitnessed, stories, witnesses, exhaustive } = searched;
  const notRun = [...searched.notRun, ...runs.notRun];
  const reached = [...searched.coverage, ...(runs.coverage === undefined ? [] : [runs.coverage])];
  const passes = {
    ...(stories === undefined ? {} : { stories }),
    ...(witnesses === undefined ? {} : { witnesses }),
    ...(exhaustive.length === 0 ? {} : { exhaustive }),
    ...(runs.pass === undefined ? {} : { random: runs.pass }),
    ...(reached.length === 0 ? {} : { coverage: addedCoverage(reached) }),
  };
  return {
    ...head,
    ...verdictOf({ refutations, unwitnessed, notRun, unsimulated: because, ...passes }),
    refutations,
    unwitnessed,
    ...passes,
    ...(notRun.length === 0 ? {} : { notRun }),
    scaled,
    notCovered,
  };
}

interface Searched {
  readonly stories?: readonly StoryAgain[];
  readonly witnesses?: WitnessPass;
  readonly coverage: readonly PassCoverage[];
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
  const coverage: PassCoverage[] = [];
  let found: Pick<Searched, "stories" | "witnesses"> = {};
  const notRun: string[] = [];
  for (const job of jobs) {
    if (job.kind === "runs") continue;
    const result = results.find((each) => each.job.id === job.id);
    if (result === undefined || "ran" in result) {
      notRun.push(inWordsOf(job));
      continue;
    }
    refutations.push(...result.refutations);
    if ("stories" in result) found = { ...found, stories: result.stories };
    else if ("pass" in result) {
      exhaustive.push(result.pass);
      coverage.push(result.coverage);
    } else {
      unwitnessed.push(...result.unwitnessed);
      found = { ...found, witnesses: result.witnesses };
    }
  }
  return { refutations, unwitnessed, exhaustive, coverage, ...found, notRun };
}

interface Ran {
  readonly refutations: readonly Refutation[];
  readonly pass?: RandomPass;
  readonly coverage?: PassCoverage;
  readonly notRun: readonly string[];
}

function runsIn(agenda: Agenda, jobs: readonly Job[], results: readonly JobResult[]): Ran {
  if (jobs.every(({ kind }) => kind !== "runs")) return { refutations: [], notRun: [] };
  const blocks = results.flatMap((result) => ("ran" in result ? [result] : []));
  const { pass, coverage, refutation, missing } = joinRuns(agenda, blocks);
  const refutations = refutation === undefined ? [] : [refutation];
  if (pass === undefined) return { refutations, notRun: ["the random runs"] };
  const reached = coverage === undefined ? {} : { coverage };
  return { refutations, pass, ...reached, notRun: agenda.boundedBy === "time" ? [] : missing.map(inWords) };
}

function inWordsOf(job: Exclude<Job, RunsJob>): string {
  switch (job.kind) {
    case "stories":
      return "the stories that were kept";
    case "witnesses":
      return "the witnesses";
    case "search":
      return `the search of ${messages(job.keys.length)}`;
  }
}

function messages(count: number): string {
  return count === 1 ? "1 message" : `${count} messages`;
}

function inWords([from, to]: Stretch): string {
  return to === from + 1 ? `run ${from}` : `runs ${from} to ${to - 1}`;
}
