/**
 * All behaviours of a model within stated bounds, breadth first: every violation found with its smallest fault sets,
 * each with a shortest path. Faults of one episode only.
 */
import { CapacityExceeded, type State } from "../base/layout.ts";
import { type Fingerprint, FingerprintTable, fingerprint, followFingerprint } from "../base/fingerprint.ts";
import { IntVector } from "../base/int-vector.ts";
import { type Budget, Engine, type KernelCells } from "./engine.ts";
import { compare, includes, sameAtoms } from "./fault-sets.ts";
import { Frontier } from "./frontier.ts";
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
  /** Stop as soon as this clause (its name) is broken with exactly these atoms. */
  readonly until?: { readonly clause: string; readonly atoms: readonly string[] };
}

/** One step of a path: the move, and what was picked inside it. */
export interface PathStep {
  readonly code: MoveCode;
  readonly picks: readonly number[];
}

/** A clause broken with a fault set; `path` is a shortest way there from the initial state. */
export interface FoundViolation {
  readonly clause: string;
  /** Atom names, sorted; an atom that struck twice stands twice. */
  readonly atoms: readonly string[];
  readonly path: readonly PathStep[];
  /** `end`: broken by what had not happened when nothing more could; `livelock`: by going in circles. */
  readonly when: "during" | "end" | "livelock";
}

export interface Exploration {
  /** Minimal fault sets by clause, in order of clauses, then of size and name. */
  readonly violations: readonly FoundViolation[];
  readonly states: number;
  readonly transitions: number;
  /** Which bound stopped the search; absent = complete. */
  readonly stopped?: "states" | "capacity";
  /** The list of the model that was too short, where `stopped` is `capacity`. */
  readonly exceeded?: string;
  /** Expected number of pairs of states taken for one by their 64-bit fingerprints. */
  readonly collisions: number;
}

interface Found {
  readonly clause: number;
  readonly atoms: readonly string[];
  readonly state: number;
  readonly when: FoundViolation["when"];
}

/** States of one circle looked at to say which intents have a copy in it; there cannot be more than were found. */
const CIRCLE_MAX = Number.POSITIVE_INFINITY;

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
  readonly #found: Found[] = [];
  /** Clauses found broken, by what had struck. */
  readonly #known: Map<number, number> = new Map<number, number>();
  readonly #offsets: IntVector = new IntVector();
  readonly #targets: IntVector = new IntVector();
  readonly #picks: Picks;
  readonly #print: Fingerprint = { high: 0, low: 0 };
  readonly #state: State;
  readonly #next: State;
  #transitions = 0;
  #done = false;

  constructor(model: Explorable, bounds: ExploreBounds) {
    this.#model = model;
    this.#bounds = bounds;
    this.#engine = new Engine(model, model.cells, bounds);
    this.#picks = new Picks(model);
    this.#state = model.initial();
    this.#next = model.initial();
    this.#frontier = new Frontier(this.#state.length);
  }

  run(): Exploration {
    let stopped: Exploration["stopped"];
    let exceeded: string | undefined;
    try {
      fingerprint(this.#next, this.#print);
      this.#arrive(-1, 0);
      for (let at = 0; !this.#done && this.#frontier.take(this.#state); at++) {
        if (this.#table.count > this.#bounds.states) {
          stopped = "states";
          break;
        }
        this.#expand(at);
      }
      if (stopped === undefined && !this.#done) this.#circles();
    } catch (error) {
      if (!(error instanceof CapacityExceeded)) throw error;
      stopped = "capacity";
      exceeded = error.message;
    }
    const states = this.#table.count;
    return {
      violations: this.#minimal(),
      states,
      transitions: this.#transitions,
      collisions: (states * states) / 2 ** 65,
      ...(stopped === undefined ? {} : { stopped }),
      ...(exceeded === undefined ? {} : { exceeded }),
    };
  }

  #expand(at: number): void {
    const engine = this.#engine;
    const s = this.#state;
    const natural = engine.enabled(s);
    const { moves } = engine;
    this.#offsets.push(this.#targets.length);
    if (natural === 0) this.#record(s, at, this.#model.monitor.atEnd(s, this.#model.unsettled(s)), "end");
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
    this.#print.high = this.#prints.get(2 * at);
    this.#print.low = this.#prints.get(2 * at + 1);
    followFingerprint(this.#state, next, this.#print);
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
    const key = this.#engine.struckKey(s);
    const known = this.#known.get(key) ?? 0;
    if ((broken & ~known) === 0) return;
    this.#known.set(key, known | broken);
    const atoms = this.#engine.struck(s).sort();
    const { until } = this.#bounds;
    const { clauses } = this.#model.monitor;
    for (let clause = 0; clause < clauses.length; clause++) {
      if ((broken & ~known & (1 << clause)) === 0) continue;
      this.#found.push({ clause, atoms, state, when });
      if (until !== undefined && until.clause === clauses[clause] && sameAtoms(until.atoms, atoms))
        this.#done = true;
    }
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
    for (const step of path) {
      this.#picks.force(step.picks);
      this.#picks.begin(s);
      this.#engine.take(s, step.code, this.#picks);
    }
    return s;
  }

  #path(state: number): PathStep[] {
    const steps: PathStep[] = [];
    for (let at = state; this.#parents.get(at) >= 0; at = this.#parents.get(at))
      steps.push({ code: this.#codes.get(at), picks: this.#picked[at] as readonly number[] });
    return steps.reverse();
  }

  #minimal(): FoundViolation[] {
    const { clauses } = this.#model.monitor;
    const minimal = this.#found.filter(
      (v) =>
        !this.#found.some(
          (w) =>
            w !== v && w.clause === v.clause && w.atoms.length < v.atoms.length && includes(v.atoms, w.atoms),
        ),
    );
    minimal.sort(
      (v, w) =>
        v.clause - w.clause ||
        v.atoms.length - w.atoms.length ||
        compare(v.atoms.join(" "), w.atoms.join(" ")),
    );
    return minimal.map((v) => ({
      clause: clauses[v.clause] ?? "",
      atoms: v.atoms,
      path: this.#path(v.state),
      when: v.when,
    }));
  }
}

const NO_PICKS: readonly number[] = [];

/** Explores all behaviours of `model` within `bounds`. Deterministic. */
export function explore(model: Explorable, bounds: ExploreBounds): Exploration {
  return new Search(model, bounds).run();
}
