/**
 * All behaviours of a model within stated bounds, breadth first: every violation found with its smallest fault sets,
 * each with a shortest path. Faults of one episode only.
 */
import { CapacityExceeded, type State } from "../base/layout.ts";
import { type Fingerprint, FingerprintTable, fingerprint } from "../base/fingerprint.ts";
import { type Budget, Engine, type KernelCells } from "./engine.ts";
import { livelocked } from "./livelock.ts";
import { type Context, type Model, type MoveCode, STRIKE } from "./model.ts";

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
  /** Expected number of pairs of states taken for one by their 64-bit fingerprints. */
  readonly collisions: number;
}

/** Replays the odometer of picks inside one move. */
class Picks implements Context {
  readonly chosen: number[] = [];
  readonly limits: number[] = [];
  depth = 0;
  state: State = new Int32Array(0);
  readonly #model: Model;
  constructor(model: Model) {
    this.#model = model;
  }
  emit(kind: number, hop: number, place: number, intent: number, detail: number): void {
    this.#model.monitor.step(this.state, kind, hop, place, intent, detail);
  }
  pick(_site: number, _subject: number, count: number): number {
    const at = this.depth++;
    if (at >= this.chosen.length) this.chosen.push(0);
    this.limits[at] = count;
    return this.chosen[at] as number;
  }
  /** Moves to the next combination; false when all have been had. */
  next(): boolean {
    this.chosen.length = this.depth;
    while (this.chosen.length > 0) {
      const last = this.chosen.length - 1;
      const value = (this.chosen[last] as number) + 1;
      if (value < (this.limits[last] as number)) {
        this.chosen[last] = value;
        return true;
      }
      this.chosen.pop();
    }
    return false;
  }
  reset(): void {
    this.chosen.length = 0;
  }
}

interface Found {
  readonly clause: number;
  readonly atoms: readonly string[];
  readonly state: number;
  readonly when: FoundViolation["when"];
}

class Search {
  readonly #model: Explorable;
  readonly #engine: Engine;
  readonly #bounds: ExploreBounds;
  readonly #table: FingerprintTable = new FingerprintTable();
  readonly #queue: (State | undefined)[] = [];
  readonly #parents: number[] = [];
  readonly #codes: number[] = [];
  readonly #picked: (readonly number[])[] = [];
  readonly #found: Found[] = [];
  readonly #foundKeys: Set<string> = new Set<string>();
  readonly #edgeFrom: number[] = [];
  readonly #edgeTo: number[] = [];
  readonly #due: number[] = [];
  readonly #picks: Picks;
  readonly #print: Fingerprint = { high: 0, low: 0 };
  readonly #live: number;
  #scratch: State;
  #spare: State[] = [];
  #transitions = 0;
  #done = false;

  constructor(model: Explorable, bounds: ExploreBounds) {
    this.#model = model;
    this.#bounds = bounds;
    this.#engine = new Engine(model, model.cells, bounds);
    this.#picks = new Picks(model);
    this.#scratch = model.initial();
    this.#live = model.monitor.clauses.indexOf("live");
  }

  run(): Exploration {
    let stopped: Exploration["stopped"];
    this.#arrive(this.#model.initial(), -1, 0, []);
    try {
      for (let at = 0; at < this.#queue.length && !this.#done; at++) {
        if (this.#queue.length > this.#bounds.states) {
          stopped = "states";
          break;
        }
        this.#expand(at);
      }
    } catch (error) {
      if (!(error instanceof CapacityExceeded)) throw error;
      stopped = "capacity";
    }
    if (stopped === undefined && !this.#done && this.#live >= 0) this.#livelocks();
    const states = this.#queue.length;
    const result = {
      violations: this.#minimal(),
      states,
      transitions: this.#transitions,
      collisions: (states * states) / 2 ** 65,
    };
    return stopped === undefined ? result : { ...result, stopped };
  }

  #expand(at: number): void {
    const s = this.#queue[at] as State;
    const engine = this.#engine;
    const natural = engine.enabled(s);
    const { moves } = engine;
    const unsettled = this.#live >= 0 || natural === 0 ? this.#model.unsettled(s) : 0;
    if (natural === 0) this.#record(s, at, this.#model.monitor.atEnd(s, unsettled), "end");
    if (this.#live >= 0 && natural > 0 && (this.#model.monitor.atEnd(s, unsettled) & (1 << this.#live)) !== 0) this.#due.push(at);
    const codes = moves.codes.slice(0, moves.count);
    const windows = moves.windows.slice(0, moves.count);
    for (let i = 0; i < codes.length && !this.#done; i++) {
      this.#picks.reset();
      do this.#follow(s, at, codes[i] as number, windows[i] as number);
      while (this.#picks.next());
    }
    this.#queue[at] = undefined;
    this.#spare.push(s);
  }

  #follow(s: State, at: number, code: MoveCode, window: number): void {
    const next = this.#scratch;
    next.set(s);
    this.#picks.depth = 0;
    this.#picks.state = next;
    this.#engine.take(next, code, this.#picks);
    this.#transitions += 1;
    const to = this.#arrive(next, at, code, this.#picks.chosen);
    // Workload calls are no way out of a livelock: progress must not need more work.
    if (window !== STRIKE && !this.#model.isCall(code)) {
      this.#edgeFrom.push(at);
      this.#edgeTo.push(to);
    }
  }

  #arrive(s: State, parent: number, code: MoveCode, picks: readonly number[]): number {
    fingerprint(s, this.#print);
    const added = this.#table.add(this.#print);
    if (added >= 0) return added;
    const index = -added - 1;
    this.#queue.push(s);
    this.#parents.push(parent);
    this.#codes.push(code);
    this.#picked.push(picks.length === 0 ? NO_PICKS : picks.slice());
    this.#scratch = this.#spare.pop() ?? new Int32Array(s.length);
    const broken = this.#model.monitor.broken(s);
    if (broken !== 0) this.#record(s, index, broken, "during");
    return index;
  }

  #record(s: State, state: number, broken: number, when: FoundViolation["when"]): void {
    if (broken === 0) return;
    const atoms = this.#engine.struck(s).sort();
    for (let clause = 0; clause < this.#model.monitor.clauses.length; clause++) {
      if ((broken & (1 << clause)) === 0) continue;
      const key = `${clause} ${atoms.join(" ")}`;
      if (this.#foundKeys.has(key)) continue;
      this.#foundKeys.add(key);
      this.#found.push({ clause, atoms, state, when });
      const until = this.#bounds.until;
      if (until !== undefined && until.clause === this.#model.monitor.clauses[clause] && until.atoms.join(" ") === atoms.join(" "))
        this.#done = true;
    }
  }

  /** Components with due work and no way out; replays a path to each to know the faults struck. */
  #livelocks(): void {
    const stuck = livelocked(this.#queue.length, this.#edgeFrom, this.#edgeTo, this.#due);
    for (const state of stuck) {
      const s = this.#replay(this.#path(state));
      this.#record(s, state, 1 << this.#live, "livelock");
    }
  }

  #replay(path: readonly PathStep[]): State {
    const s = this.#model.initial();
    this.#picks.state = s;
    for (const step of path) {
      this.#picks.chosen.splice(0, Number.POSITIVE_INFINITY, ...step.picks);
      this.#picks.depth = 0;
      this.#engine.take(s, step.code, this.#picks);
    }
    return s;
  }

  #path(state: number): PathStep[] {
    const steps: PathStep[] = [];
    for (let at = state; (this.#parents[at] as number) >= 0; at = this.#parents[at] as number)
      steps.push({ code: this.#codes[at] as number, picks: this.#picked[at] as readonly number[] });
    return steps.reverse();
  }

  #minimal(): FoundViolation[] {
    const { clauses } = this.#model.monitor;
    const minimal = this.#found.filter(
      (v) => !this.#found.some((w) => w !== v && w.clause === v.clause && w.atoms.length < v.atoms.length && includes(v.atoms, w.atoms)),
    );
    minimal.sort((v, w) => v.clause - w.clause || v.atoms.length - w.atoms.length || compare(v.atoms.join(" "), w.atoms.join(" ")));
    return minimal.map((v) => ({ clause: clauses[v.clause] ?? "", atoms: v.atoms, path: this.#path(v.state), when: v.when }));
  }
}

const NO_PICKS: readonly number[] = [];

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Does `whole` contain `part`, as multisets? */
function includes(whole: readonly string[], part: readonly string[]): boolean {
  const rest = [...whole];
  return part.every((atom) => {
    const at = rest.indexOf(atom);
    if (at >= 0) rest.splice(at, 1);
    return at >= 0;
  });
}

/** Explores all behaviours of `model` within `bounds`. Deterministic. */
export function explore(model: Explorable, bounds: ExploreBounds): Exploration {
  return new Search(model, bounds).run();
}
