/**
 * All behaviours of a model within stated bounds, breadth first: every violation found with its smallest fault sets,
 * each with a shortest path. Faults of one episode only.
 */
import { CapacityExceeded, type State } from "../base/layout.ts";
import { type Fingerprint, FingerprintTable, fingerprint, followFingerprint } from "../base/fingerprint.ts";
import { IntVector } from "../base/int-vector.ts";
import { type Coverage, Tally } from "./coverage.ts";
import { type Budget, Engine, type KernelCells } from "./engine.ts";
import { FoundSets, type FoundViolation, type PathStep, type Wanted } from "./found-sets.ts";
import { Frontier } from "./frontier.ts";
import { type LiveCounts, LiveTally } from "./live-counts.ts";
import { closedCircle, closedCircles } from "./livelock.ts";
import type { Model, MoveCode } from "./model.ts";
import { Picks } from "./picks.ts";

/** A model with the kernel's own cells in its layout. */
export interface Explorable extends Model {
  readonly cells: KernelCells;
}

export interface ExploreBounds extends Budget {
  /** States to visit at most. */
  readonly states: number;
  /** Moves of a path at most; as many as there are when absent. */
  readonly depth?: number;
  /** Asked every few thousand states: false ends the search. Seconds, if any, are counted by the caller. */
  readonly proceed?: () => boolean;
  /** Stop as soon as this clause (its name) is broken with exactly these atoms. */
  readonly until?: Wanted;
}

/**
 * What ended a search before it had seen everything: a bound (`states`, `depth`, `capacity`: a list of the model was too
 * short), the caller (`time`), or that it found what it was asked for (`found`).
 */
export type Stop = "states" | "depth" | "capacity" | "time" | "found";

export interface Exploration extends LiveCounts {
  /** Minimal fault sets by clause, in order of clauses, then of size and name. */
  readonly violations: readonly FoundViolation[];
  readonly states: number;
  readonly transitions: number;
  /** Moves of the deepest path: no state is further away than this. */
  readonly depth: number;
  /** Absent = complete: all behaviours within the budget of faults were seen. */
  readonly stopped?: Stop;
  /** The list of the model that was too short, where `stopped` is `capacity`. */
  readonly exceeded?: string;
  /** Expected number of pairs of states taken for one by their 64-bit fingerprints. */
  readonly collisions: number;
  /** How often each operation, timer, atom and choice was taken, over all transitions. */
  readonly coverage: Coverage;
}

/** States of one circle looked at to say which intents have a copy in it; there cannot be more than were found. */
const CIRCLE_MAX = Number.POSITIVE_INFINITY;
/** States from one question to the caller whether to go on to the next. */
const PROCEED_EVERY = 4_096;

class Search {
  readonly #model: Explorable;
  readonly #engine: Engine;
  readonly #bounds: ExploreBounds;
  readonly #table: FingerprintTable = new FingerprintTable();
  readonly #frontier: Frontier;
  readonly #prints: IntVector = new IntVector();
  readonly #parents: IntVector = new IntVector();
  readonly #codes: IntVector = new IntVector();
  readonly #picked: (readonly number[])[] = [];
  readonly #found: FoundSets;
  readonly #offsets: IntVector = new IntVector();
  readonly #targets: IntVector = new IntVector();
  readonly #picks: Picks;
  readonly #print: Fingerprint = { high: 0, low: 0 };
  readonly #state: State;
  readonly #next: State;
  readonly #tally: Tally;
  readonly #live: LiveTally;
  #transitions = 0;
  /** Moves from the start to the states that are being expanded, and the first state that is further away. */
  #depth = 0;
  #level = 1;
  /** A state further away than the bound was left out. */
  #cut = false;
  #done = false;

  constructor(model: Explorable, bounds: ExploreBounds) {
    this.#model = model;
    this.#bounds = bounds;
    this.#engine = new Engine(model, model.cells, bounds);
    this.#found = new FoundSets(model.monitor.clauses, bounds.until);
    this.#tally = new Tally(model);
    this.#live = new LiveTally(model);
    this.#picks = new Picks(model, this.#tally);
    this.#state = model.initial();
    this.#next = model.initial();
    this.#frontier = new Frontier(this.#state.length);
  }

  run(): Exploration {
    let stopped: Stop | undefined;
    let exceeded: string | undefined;
    try {
      fingerprint(this.#next, this.#print);
      this.#arrive(-1, 0);
      stopped = this.#search();
      if (stopped === undefined) this.#circles();
    } catch (error) {
      if (!(error instanceof CapacityExceeded)) throw error;
      stopped = "capacity";
      exceeded = error.message;
    }
    const states = this.#table.count;
    return {
      violations: this.#found.minimal((state) => this.#path(state)),
      states,
      transitions: this.#transitions,
      depth: states > this.#level ? this.#depth + 1 : this.#depth,
      collisions: (states * states) / 2 ** 65,
      coverage: this.#tally.coverage,
      ...this.#live.counts(this.#bounds.atoms),
      ...(stopped === undefined ? {} : { stopped }),
      ...(exceeded === undefined ? {} : { exceeded }),
    };
  }

  #search(): Stop | undefined {
    const { states, proceed } = this.#bounds;
    for (let at = 0; !this.#done && this.#frontier.take(this.#state); at++) {
      if (this.#table.count > states) return "states";
      if (at % PROCEED_EVERY === PROCEED_EVERY - 1 && proceed?.() === false) return "time";
      if (at === this.#level) {
        this.#depth += 1;
        this.#level = this.#table.count;
      }
      this.#expand(at);
    }
    if (this.#done) return "found";
    return this.#cut ? "depth" : undefined;
  }

  #expand(at: number): void {
    const engine = this.#engine;
    const s = this.#state;
    const natural = engine.enabled(s);
    const { moves } = engine;
    this.#offsets.push(this.#targets.length);
    if (natural === 0) {
      this.#live.ended(s);
      this.#record(s, at, this.#model.monitor.atEnd(s, this.#model.unsettled(s)), "end");
    }
    for (let i = 0; i < moves.count && !this.#done; i++) {
      const code = moves.codes[i] as number;
      // Workload calls are no way out of a circle: progress must not need more work.
      const edge = i < natural && !this.#model.isCall(code);
      this.#picks.reset();
      do this.#follow(at, code, edge);
      while (this.#picks.next());
    }
  }

  #follow(at: number, code: MoveCode, edge: boolean): void {
    const next = this.#next;
    next.set(this.#state);
    this.#picks.begin(next);
    this.#engine.take(next, code, this.#picks);
    this.#transitions += 1;
    this.#tally.took(code);
    this.#live.took(this.#state, code);
    this.#print.high = this.#prints.get(2 * at);
    this.#print.low = this.#prints.get(2 * at + 1);
    followFingerprint(this.#state, next, this.#print);
    if (this.#depth === this.#bounds.depth && !this.#table.has(this.#print)) {
      this.#cut = true;
      return;
    }
    const to = this.#arrive(at, code);
    if (edge) this.#targets.push(to);
  }

  /** Takes note of the state in `#next`, whose fingerprint is in `#print`; answers its number. */
  #arrive(parent: number, code: MoveCode): number {
    const added = this.#table.add(this.#print);
    if (added >= 0) return added;
    const index = -added - 1;
    const { chosen } = this.#picks;
    this.#prints.push(this.#print.high);
    this.#prints.push(this.#print.low);
    this.#parents.push(parent);
    this.#codes.push(code);
    this.#picked.push(chosen.length === 0 ? NO_PICKS : chosen.slice());
    this.#frontier.push(this.#next);
    const broken = this.#model.monitor.broken(this.#next);
    if (broken !== 0) this.#record(this.#next, index, broken, "during");
    return index;
  }

  #record(s: State, state: number, broken: number, when: FoundViolation["when"]): void {
    if (this.#found.record(this.#engine, s, { state, broken, when })) this.#done = true;
  }

  /** Circles without a way out; replays a path to each to know what struck and what is due. */
  #circles(): void {
    this.#offsets.push(this.#targets.length);
    const graph = { states: this.#table.count, offsets: this.#offsets, targets: this.#targets };
    for (const state of closedCircles(graph)) {
      const s = this.#replay(this.#path(state));
      const unsettled = closedCircle(this.#engine, s, CIRCLE_MAX) ?? 0;
      this.#record(s, state, this.#model.monitor.inCircles(s, unsettled), "livelock");
    }
  }

  #replay(path: readonly PathStep[]): State {
    const s = this.#model.initial();
    const picks = new Picks(this.#model);
    for (const step of path) {
      picks.force(step.picks);
      picks.begin(s);
      this.#engine.take(s, step.code, picks);
    }
    return s;
  }

  #path(state: number): PathStep[] {
    const steps: PathStep[] = [];
    for (let at = state; this.#parents.get(at) >= 0; at = this.#parents.get(at))
      steps.push({ code: this.#codes.get(at), picks: this.#picked[at] as readonly number[] });
    return steps.reverse();
  }
}

const NO_PICKS: readonly number[] = [];

/** Explores all behaviours of `model` within `bounds`. Deterministic. */
export function explore(model: Explorable, bounds: ExploreBounds): Exploration {
  return new Search(model, bounds).run();
}
