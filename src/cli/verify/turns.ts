/** Which job of a call is next, and until when: decided apart from the doing, so that several may be under way at once. */
import type { Analysis } from "../../compiler/infer/analyse.ts";
import type { Agenda, Job, JobResult } from "../../verify/job.ts";
import { pending } from "../../verify/pending.ts";

/** One topology of the call: its agenda, and what has come of it so far. */
export interface Part {
  readonly analysis: Analysis;
  readonly agenda: Agenda;
  readonly results: JobResult[];
}

export interface Turn {
  readonly part: Part;
  readonly job: Job;
  /** When the job has to end, on the clock of {@link TurnsCall}; Infinity where counts alone are bounds. */
  readonly untilMs: number;
}

export interface TurnsCall {
  /** When the call began, in ms. */
  readonly startMs: number;
  /** Time for all of it, where that is the bound. */
  readonly budgetMs?: number;
  /** Jobs that can be under way at once. */
  readonly workers: number;
}

/** Parts of the budget, by kind of job; each search has its own. What a stage does not need goes to those after it. */
const SHARE: Readonly<Record<Job["kind"], number>> = { stories: 1, witnesses: 4, search: 2, runs: 4 };

/** Searches of more than two messages are rarely complete: half as much for them. */
function shareOf(job: Job): number {
  return job.kind === "search" && job.keys.length > 2 ? SHARE.search / 2 : SHARE[job.kind];
}

/**
 * Deals the jobs of all topologies out. Every promise has its first stage before any has its second, and each job gets
 * an equal part of what is left to its stage, so that no promise starves.
 */
export class Turns {
  readonly #parts: readonly Part[];
  readonly #call: TurnsCall;
  /** When each stage has to end. */
  readonly #endsMs: ReadonlyMap<number, number>;
  readonly #underWay: Map<string, Turn> = new Map<string, Turn>();

  constructor(parts: readonly Part[], call: TurnsCall) {
    this.#parts = parts;
    this.#call = call;
    this.#endsMs = endsOf(parts, call);
  }

  /**
   * The job to begin at `nowMs`; `wait` where those under way decide whether there is one; undefined where nothing is
   * left to do.
   */
  next(nowMs: number): Turn | "wait" | undefined {
    const left = this.#parts.flatMap((part) =>
      pending(part.agenda, part.results).map((job) => ({ part, job })),
    );
    const waiting = left.filter(({ part, job }) => !this.#underWay.has(keyOf(part, job)));
    const free = waiting.filter(({ part, job }) => !this.#isOpen(part, job));
    const stage = Math.min(...free.map(({ job }) => job.stage));
    const first = free.find(({ job }) => job.stage === stage);
    if (first === undefined) return this.#underWay.size === 0 ? undefined : "wait";
    const others = waiting.filter(({ job }) => job.stage === stage).length;
    const turn = { ...first, untilMs: this.#untilMs(nowMs, stage, others) };
    this.#underWay.set(keyOf(first.part, first.job), turn);
    return turn;
  }

  /** A job that was given out by {@link next} has come to its end. */
  done(part: Part, result: JobResult): void {
    this.#underWay.delete(keyOf(part, result.job));
    part.results.push(result);
  }

  /** A job under way may refute the promise, and so make this one needless. */
  #isOpen(part: Part, { promise, stage }: Job): boolean {
    return [...this.#underWay.values()].some(
      (turn) => turn.part === part && turn.job.promise === promise && turn.job.stage < stage,
    );
  }

  #untilMs(nowMs: number, stage: number, jobs: number): number {
    const endMs = this.#endsMs.get(stage) ?? Number.POSITIVE_INFINITY;
    const part = Math.min(1, this.#call.workers / Math.max(1, jobs));
    return nowMs + Math.max(0, endMs - nowMs) * part;
  }
}

function keyOf(part: Part, job: Job): string {
  return `${part.agenda.topology} ${job.id}`;
}

function endsOf(parts: readonly Part[], { startMs, budgetMs }: TurnsCall): ReadonlyMap<number, number> {
  if (budgetMs === undefined) return new Map();
  const shares = new Map(parts.flatMap(({ agenda }) => agenda.jobs.map((job) => [job.stage, shareOf(job)])));
  const total = [...shares.values()].reduce((sum, share) => sum + share, 0);
  let spent = 0;
  return new Map(
    [...shares]
      .sort(([a], [b]) => a - b)
      .map(([stage, share]) => {
        spent += share;
        return [stage, startMs + (budgetMs * spent) / total];
      }),
  );
}
