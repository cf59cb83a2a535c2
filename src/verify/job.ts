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
import type { ExhaustivePass, Refutation, Unwitnessed } from "./report.ts";

/** What every job says. */
interface JobHead {
  /** Unlike that of any other job of the topology. */
  readonly id: string;
  /** Number of the promise in {@link Agenda.promises}. */
  readonly promise: number;
  /** A promise refuted at one stage needs no job of a later stage. */
  readonly stage: number;
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
}

/** The seeded runs from number `from` to before `to`. */
export interface RunsJob extends JobHead {
  readonly kind: "runs";
  readonly from: number;
  readonly to: number;
  readonly messages: number;
  readonly seed: number;
}

export type Job = WitnessesJob | SearchJob | RunsJob;

/** `stopped`: the caller's `proceed` ended the job before its own bounds did. */
interface ResultHead<J extends Job> {
  readonly job: J;
  readonly stopped?: "time";
}

export interface WitnessesResult extends ResultHead<WitnessesJob> {
  readonly refutations: readonly Refutation[];
  readonly unwitnessed: readonly Unwitnessed[];
}

export interface SearchResult extends ResultHead<SearchJob> {
  readonly pass: ExhaustivePass;
  readonly refutations: readonly Refutation[];
}

export interface RunsResult extends ResultHead<RunsJob> {
  /** Runs made, from the first on: all, or up to the one that broke a clause, or up to where time ended. */
  readonly ran: number;
  readonly episodes: number;
  readonly struck: Readonly<Record<string, number>>;
  readonly premises: Readonly<Record<string, number>>;
  readonly undetermined: number;
  /** The first run that broke a clause, by number. */
  readonly finding?: { readonly run: number; readonly refutation: Refutation };
}

/** What came of a job: plain JSON, and the job with it. */
export type JobResult = WitnessesResult | SearchResult | RunsResult;

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
  readonly notCovered: readonly string[];
}

/** How much is to be done. */
export interface VerifyScope {
  readonly seed: number;
  /** Seeded runs of each promise; where time bounds them, at most so many. */
  readonly runs: number;
  /** Messages of a seeded run. */
  readonly messages: number;
  /** States of one witness search, and of one exhaustive search. */
  readonly states: number;
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
}
