/**
 * Makes a story that breaks a clause small: messages, faults and the other deviations together, by running what is
 * left of it again. Deterministic; every execution is counted.
 */
import { type Explorable, explore } from "./explore.ts";
import { compare } from "./fault-sets.ts";
import { followPath, type RunOptions, run } from "./run.ts";
import { type Deviation, ReplayPolicy, type Schedule } from "./schedule.ts";

/** What a story is made of: the intents that the application calls, and where it leaves the default run (faults too). */
export interface StoryParts {
  readonly calls: readonly number[];
  readonly deviations: Schedule;
}

export interface ShrinkTask extends StoryParts {
  /** The model whose application calls only these intents; their numbers stay ({@link FlowPlan.calls}). */
  readonly model: (calls: readonly number[]) => Explorable;
  readonly options: Omit<RunOptions, "policy" | "record">;
  /** Name of the clause that the story breaks. */
  readonly clause: string;
  /** Runs at most. */
  readonly executionsMax: number;
  /**
   * Small workloads, the smallest first, in which the violation is searched for exhaustively where the story keeps many
   * deviations; and states of these searches at most. No search when absent.
   */
  readonly search?: { readonly workloads: readonly (readonly number[])[]; readonly states: number };
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

class Shrinking {
  readonly #task: ShrinkTask;
  readonly #models: Map<string, Explorable> = new Map<string, Explorable>();
  readonly #mended: Set<string> = new Set<string>();
  #best: StoryParts;
  #struck: readonly string[];
  #executions = 0;
  #searched = 0;

  constructor(task: ShrinkTask, start: StoryParts, struck: readonly string[]) {
    this.#task = task;
    this.#best = start;
    this.#struck = struck;
  }

  run(): Shrunk {
    this.#faultsAlone();
    if (this.#best.deviations.length >= SEARCH_FROM) this.#search();
    while (this.#messages() || this.#deviations() || this.#earlier());
    const [executions, searched] = [this.#executions, this.#searched];
    return { ...this.#best, minimal: !this.#spent, executions, searched };
  }

  get #spent(): boolean {
    return this.#executions >= this.#task.executionsMax;
  }

  /** Most stories are told by their faults: everything else goes at once, where that is enough. */
  #faultsAlone(): void {
    const { deviations } = this.#best;
    const atoms = new Set(this.#model(this.#best.calls).atoms.map(({ name }) => name));
    const faults = deviations.filter(({ choice }) => atoms.has(choice));
    if (faults.length < deviations.length) this.#try({ ...this.#best, deviations: faults });
  }

  /** The shortest run of a small workload that breaks the clause without a fault, else with exactly those that struck. */
  #search(): void {
    const { search, options } = this.#task;
    const struck = this.#struck.toSorted(compare);
    const sets = struck.length === 0 ? [[]] : [[], struck];
    for (const calls of search?.workloads ?? [])
      for (const atoms of sets) if (atoms.length <= options.faults && this.#found(calls, atoms)) return;
  }

  #found(calls: readonly number[], atoms: readonly string[]): boolean {
    const { search, clause, options } = this.#task;
    const states = (search?.states ?? 0) - this.#searched;
    if (states <= 0) return false;
    const model = this.#model(calls);
    const budget = { faults: atoms.length, atoms: new Set(atoms), states, until: { clause, atoms } };
    const found = explore(model, budget);
    this.#searched += found.states;
    const path = found.violations.find((violation) => violation.clause === clause)?.path;
    if (path === undefined) return false;
    const { deviations } = followPath(model, path, { ...options, record: false });
    return deviations.length < this.#best.deviations.length && this.#try({ calls, deviations });
  }

  #messages(): boolean {
    return this.#leaveOut(
      () => this.#best.calls.length,
      (from, to) => [{ ...this.#best, calls: without(this.#best.calls, from, to) }],
    );
  }

  #deviations(): boolean {
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
  #leaveOut(count: () => number, candidates: (from: number, to: number) => readonly StoryParts[]): boolean {
    let any = false;
    for (let size = Math.ceil(count() / 2); size >= 1; ) {
      let went = false;
      for (let to = count(); to > 0; to = Math.min(to - size, count())) {
        const from = Math.max(0, to - size);
        if (candidates(from, to).some((parts) => this.#try(parts))) went = true;
      }
      any ||= went;
      if (size > 1) size = Math.min(size >> 1, Math.max(1, count()));
      else if (!went) break;
    }
    return any;
  }

  #earlier(): boolean {
    let any = false;
    for (let i = 0; i < this.#best.deviations.length; i++) {
      while (i < this.#best.deviations.length) {
        const { deviations } = this.#best;
        const moved = visitBefore(deviations[i] as Deviation);
        if (moved === undefined || deviations.some(({ point }) => point === moved.point)) break;
        if (!this.#try({ ...this.#best, deviations: deviations.with(i, moved) })) break;
        any = true;
      }
    }
    return any;
  }

  /** Does the clause still break? Then this is the best story so far, less what did not apply. */
  #try(parts: StoryParts): boolean {
    const key = JSON.stringify(parts);
    if (this.#spent || this.#mended.has(key)) return false;
    this.#executions += 1;
    const { options, clause } = this.#task;
    const policy = new ReplayPolicy(parts.deviations);
    const result = run(this.#model(parts.calls), { ...options, policy, record: false });
    if (result.broken.includes(clause) && !isLarger(result.deviations, parts.deviations)) {
      this.#best = { calls: parts.calls, deviations: result.deviations };
      this.#struck = result.struck;
      return true;
    }
    this.#mended.add(key);
    return false;
  }

  #model(calls: readonly number[]): Explorable {
    const key = calls.join(" ");
    const known = this.#models.get(key);
    if (known !== undefined) return known;
    const model = this.#task.model(calls);
    this.#models.set(key, model);
    return model;
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

/**
 * Shrinks `task`; undefined where the story given does not break the clause. Deterministic: the same task, the same
 * story in as many executions.
 */
export function shrink(task: ShrinkTask): Shrunk | undefined {
  const policy = new ReplayPolicy(task.deviations);
  const result = run(task.model(task.calls), { ...task.options, policy, record: false });
  if (!result.broken.includes(task.clause)) return undefined;
  const shrunk = new Shrinking(
    task,
    { calls: task.calls, deviations: result.deviations },
    result.struck,
  ).run();
  return { ...shrunk, executions: shrunk.executions + 1 };
}
