/**
 * Makes a story that breaks a clause small: messages, faults and the other deviations together, by running what is
 * left of it again. Deterministic; every execution is counted.
 */
import { compare } from "./fault-sets.ts";
import type { RunResult } from "./run.ts";
import type { Deviation, Schedule } from "./schedule.ts";

/** What a story is made of: the intents that the application calls, and where it leaves the default run (faults too). */
export interface StoryParts {
  readonly calls: readonly number[];
  readonly deviations: Schedule;
}

export interface Shrunk extends StoryParts {
  /**
   * No message, no deviation can be left out and no deviation put one visit earlier without mending the clause; false
   * where `executionsMax` came first.
   */
  readonly minimal: boolean;
  readonly executions: number;
  /** States that searches visited; executions do not contain them. */
  readonly searched: number;
}

/** With so many deviations a search is cheaper than leaving out one after the other. */
const SEARCH_FROM = 6;

/** What came of running a story again: the clauses that broke, where it left the default run, and which faults struck. */
export type Tried = Pick<RunResult, "broken" | "deviations" | "struck">;

/** Asks for stories to be run, and ends with the small one. */
type Steps<T> = Generator<StoryParts, T, Tried>;

/** What of a task {@link shrinking} needs: whoever drives it runs the stories. */
export interface ShrinkingTask extends StoryParts {
  /** Name of the clause that the story breaks. */
  readonly clause: string;
  /** Runs at most. */
  readonly executionsMax: number;
  /**
   * Small workloads, the smallest first, in which the violation is searched for exhaustively where the story keeps many
   * deviations; and states of these searches at most. No search when absent.
   */
  readonly search?: { readonly workloads: readonly (readonly number[])[]; readonly states: number };
  /** Names of all faults of the model. */
  readonly atoms: readonly string[];
  /** A run that breaks the clause in a small workload, found by search; absent: no search is made. */
  readonly found?: (calls: readonly number[], atoms: readonly string[], states: number) => Found;
}

/** What a search came to. */
export interface Found {
  readonly states: number;
  readonly deviations?: Schedule;
}

class Shrinking {
  readonly #task: ShrinkingTask;
  readonly #mended: Set<string> = new Set<string>();
  #best: StoryParts;
  #struck: readonly string[];
  #executions = 0;
  #searched = 0;

  constructor(task: ShrinkingTask, start: StoryParts, struck: readonly string[]) {
    this.#task = task;
    this.#best = start;
    this.#struck = struck;
  }

  *run(): Steps<Shrunk> {
    yield* this.#faultsAlone();
    if (this.#best.deviations.length >= SEARCH_FROM) yield* this.#search();
    while ((yield* this.#messages()) || (yield* this.#deviations()) || (yield* this.#earlier()));
    const [executions, searched] = [this.#executions, this.#searched];
    return { ...this.#best, minimal: !this.#spent, executions, searched };
  }

  get #spent(): boolean {
    return this.#executions >= this.#task.executionsMax;
  }

  /** Most stories are told by their faults: everything else goes at once, where that is enough. */
  *#faultsAlone(): Steps<void> {
    const { deviations } = this.#best;
    const atoms = new Set(this.#task.atoms);
    const faults = deviations.filter(({ choice }) => atoms.has(choice));
    if (faults.length < deviations.length) yield* this.#try({ ...this.#best, deviations: faults });
  }

  /** The shortest run of a small workload that breaks the clause without a fault, else with exactly those that struck. */
  *#search(): Steps<void> {
    const struck = this.#struck.toSorted(compare);
    const sets = struck.length === 0 ? [[]] : [[], struck];
    for (const calls of this.#task.search?.workloads ?? [])
      for (const atoms of sets) if (yield* this.#found(calls, atoms)) return;
  }

  *#found(calls: readonly number[], atoms: readonly string[]): Steps<boolean> {
    const { search, found } = this.#task;
    const states = (search?.states ?? 0) - this.#searched;
    if (states <= 0 || found === undefined) return false;
    const { states: visited, deviations } = found(calls, atoms, states);
    this.#searched += visited;
    if (deviations === undefined || deviations.length >= this.#best.deviations.length) return false;
    return yield* this.#try({ calls, deviations });
  }

  #messages(): Steps<boolean> {
    return this.#leaveOut(
      () => this.#best.calls.length,
      (from, to) => [{ ...this.#best, calls: without(this.#best.calls, from, to) }],
    );
  }

  #deviations(): Steps<boolean> {
    return this.#leaveOut(
      () => this.#best.deviations.length,
      (from, to) => {
        const { deviations } = this.#best;
        const rest = without(deviations, from, to);
        const gone = deviations.slice(from, to);
        const moved = gone.reduceRight((schedule, { point }) => closeUp(schedule, point), rest);
        return [rest, moved].map((schedule) => ({ ...this.#best, deviations: schedule }));
      },
    );
  }

  /** Leaves out halves, then smaller pieces, then one by one until none can go. Answers whether anything went. */
  *#leaveOut(
    count: () => number,
    candidates: (from: number, to: number) => readonly StoryParts[],
  ): Steps<boolean> {
    let any = false;
    for (let size = Math.ceil(count() / 2); size >= 1; ) {
      let went = false;
      for (let to = count(); to > 0; to = Math.min(to - size, count())) {
        const from = Math.max(0, to - size);
        for (const parts of candidates(from, to)) {
          if (!(yield* this.#try(parts))) continue;
          went = true;
          break;
        }
      }
      any ||= went;
      if (size > 1) size = Math.min(size >> 1, Math.max(1, count()));
      else if (!went) break;
    }
    return any;
  }

  *#earlier(): Steps<boolean> {
    let any = false;
    for (let i = 0; i < this.#best.deviations.length; i++) {
      while (i < this.#best.deviations.length) {
        const { deviations } = this.#best;
        const moved = visitBefore(deviations[i] as Deviation);
        if (moved === undefined || deviations.some(({ point }) => point === moved.point)) break;
        if (!(yield* this.#try({ ...this.#best, deviations: deviations.with(i, moved) }))) break;
        any = true;
      }
    }
    return any;
  }

  /** Does the clause still break? Then this is the best story so far, less what did not apply. */
  *#try(parts: StoryParts): Steps<boolean> {
    const key = JSON.stringify(parts);
    if (this.#spent || this.#mended.has(key)) return false;
    this.#executions += 1;
    const result = yield parts;
    if (result.broken.includes(this.#task.clause) && !isLarger(result.deviations, parts.deviations)) {
      this.#best = { calls: parts.calls, deviations: result.deviations };
      this.#struck = result.struck;
      return true;
    }
    this.#mended.add(key);
    return false;
  }
}

/** A replay takes what applies of a schedule and adds nothing; this guards the descent all the same. */
function isLarger(now: Schedule, before: Schedule): boolean {
  return now.length > before.length;
}

function without<T>(list: readonly T[], from: number, to: number): readonly T[] {
  return [...list.slice(0, from), ...list.slice(to)];
}

interface Point {
  readonly base: string;
  readonly visit: number;
}

function parse(point: string): Point {
  const at = point.lastIndexOf("#");
  return { base: point.slice(0, at), visit: Number(point.slice(at + 1)) };
}

function visitBefore({ point, choice }: Deviation): Deviation | undefined {
  const { base, visit } = parse(point);
  return visit > 1 ? { point: `${base}#${visit - 1}`, choice } : undefined;
}

/** Without the deviation at `point` its default move happens there, so that later visits of it come one earlier. */
function closeUp(schedule: Schedule, gone: string): Schedule {
  const { base, visit } = parse(gone);
  return schedule.map((deviation) => {
    const own = parse(deviation.point);
    return own.base === base && own.visit > visit ? (visitBefore(deviation) ?? deviation) : deviation;
  });
}

/** Makes a story small for whoever runs it: each story asked for is to be run, and answered with what came of it. */
export function* shrinking(task: ShrinkingTask): Steps<Shrunk | undefined> {
  const result = yield { calls: task.calls, deviations: task.deviations };
  if (!result.broken.includes(task.clause)) return undefined;
  const start = { calls: task.calls, deviations: result.deviations };
  const shrunk = yield* new Shrinking(task, start, result.struck).run();
  return { ...shrunk, executions: shrunk.executions + 1 };
}
