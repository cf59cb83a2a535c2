/**
 * Verifying a topology as jobs: plain JSON that says what is to be done, so that it can be done in any order, in other
 * threads, on other machines, or later.
 *
 *   agenda = planJobs(analysis, brokers, scope)
 *   results = pending(agenda, results so far).map((job) => runJob(job, context)), until nothing is pending
 *   report = assemble(agenda, results)
 *
 * Any order of jobs and results, any size of the blocks of runs, and any results left out and made up for later give the
 * same report. What has no result is said as not run.
 */
import type {
  ExhaustivePass,
  OrphanedStory,
  PassCoverage,
  Refutation,
  StoryAgain,
  Unwitnessed,
  WitnessPass,
} from "./report.ts";

/** What every job says. */
interface JobHead {
  /** Unlike that of any other job of the topology. */
  readonly id: string;
  /** Number of the promise in {@link Agenda.promises}. */
  readonly promise: number;
  /** A promise refuted at one stage needs no job of a later stage. */
  readonly stage: number;
}

/** Stories that were kept of a promise, run again. */
export interface StoriesJob extends JobHead {
  readonly kind: "stories";
  readonly tokens: readonly string[];
}

/** A witness for every inferred fault set of a promise. */
export interface WitnessesJob extends JobHead {
  readonly kind: "witnesses";
  /** States of the search for one witness at most. */
  readonly states: number;
}

/** All interleavings of one small workload. */
export interface SearchJob extends JobHead {
  readonly kind: "search";
  /** Value of the order path of each message. */
  readonly keys: readonly number[];
  readonly states: number;
  /** Moves of a way at most; as many as there are when absent. */
  readonly depth?: number;
  /** Faults at most; those of the fault model when absent. */
  readonly faults?: number;
  /** Instances of a consumer at most; see {@link Scale.instances}. */
  readonly instances?: number;
}

/** The seeded runs from number `from` to before `to`. */
export interface RunsJob extends JobHead {
  readonly kind: "runs";
  readonly from: number;
  readonly to: number;
  readonly messages: number;
  readonly seed: number;
}

export type Job = StoriesJob | WitnessesJob | SearchJob | RunsJob;

/** `stopped`: the caller's `proceed` ended the job before its own bounds did. */
interface ResultHead<J extends Job> {
  readonly job: J;
  readonly stopped?: "time";
}

export interface StoriesResult extends ResultHead<StoriesJob> {
  readonly stories: readonly StoryAgain[];
  readonly refutations: readonly Refutation[];
}

export interface WitnessesResult extends ResultHead<WitnessesJob> {
  readonly witnesses: WitnessPass;
  readonly refutations: readonly Refutation[];
  readonly unwitnessed: readonly Unwitnessed[];
}

export interface SearchResult extends ResultHead<SearchJob> {
  readonly pass: ExhaustivePass;
  readonly coverage: PassCoverage;
  readonly refutations: readonly Refutation[];
}

export interface RunsResult extends ResultHead<RunsJob> {
  /** Runs made, from the first on: all, or up to the one that broke a clause, or up to where time ended. */
  readonly ran: number;
  readonly episodes: number;
  readonly coverage: PassCoverage;
  readonly undetermined: number;
  /** The first run that broke a clause, by number. */
  readonly finding?: { readonly run: number; readonly refutation: Refutation };
}

/** What came of a job: plain JSON, and the job with it. */
export type JobResult = StoriesResult | WitnessesResult | SearchResult | RunsResult;

/** What is known of a promise before any job. */
export interface PlannedPromise {
  /** `service.endpoint -> service.endpoint` */
  readonly flow: string;
  readonly via: readonly string[];
  readonly promised: string;
  readonly under: string;
  /** Given where nothing can be simulated; there are no jobs then. */
  readonly verdict?: "undecided" | "not judged";
  readonly because: readonly string[];
  readonly scaled: readonly string[];
  readonly notCovered: readonly string[];
}

/** A story as it is kept: the token, and which topology it is about. */
export interface KeptStory {
  readonly topology: string;
  readonly token: string;
}

/** Bounds of an exhaustive search; {@link VerifyScope.states} is another. */
export interface ExhaustiveScope {
  /** Workloads of one message, then of two, up to so many. */
  readonly messages: number;
  /** See {@link SearchJob}. */
  readonly depth?: number;
  readonly faults?: number;
  readonly instances?: number;
}

/** How much is to be done. */
export interface VerifyScope {
  readonly seed: number;
  /** Seeded runs of each promise; where time bounds them, at most so many. */
  readonly runs: number;
  /** Messages of a seeded run. */
  readonly messages: number;
  /** Workloads of one message, then of two, up to so many are searched whole before the runs; 2 when absent. */
  readonly searched?: number;
  /** States of one witness search, and of one exhaustive search. */
  readonly states: number;
  /** Searches all behaviours within these bounds, and makes no seeded runs. */
  readonly exhaustive?: ExhaustiveScope;
  /** Run before anything else; those of other topologies are left alone. */
  readonly stories?: readonly KeptStory[];
  /**
   * `counts`: every job is done to its end, and the report has no clock in it. `time`: `proceed` may end a job, which
   * counts as done then.
   */
  readonly boundedBy: "counts" | "time";
  /** Runs in one job; all in one when absent. */
  readonly block?: number;
}

/** All jobs of one topology. */
export interface Agenda {
  readonly version: 1;
  readonly topology: string;
  /** Equal where topology and scope are, whatever the blocks: results of other agendas do not belong here. */
  readonly print: string;
  readonly seed: number;
  readonly runs: number;
  readonly messages: number;
  readonly boundedBy: VerifyScope["boundedBy"];
  /** In the order of the report. */
  readonly promises: readonly PlannedPromise[];
  /** Most urgent first: every promise has its first stage before any has its second. */
  readonly jobs: readonly Job[];
  readonly orphanedStories: readonly OrphanedStory[];
}
