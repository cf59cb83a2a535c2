/**
 * What the kernel runs. What can happen next is computed from the state, never kept in a queue: there is nothing
 * to cancel or renumber. Faults are moves too, so budget, directive, deviation and random policy are one mechanism.
 */
import type { Layout, State } from "../base/layout.ts";

/** A move is one integer: operation, two small arguments (an intent, an actor; never the index in a list). */
export type MoveCode = number;

/** Operations of the kernel itself; the second byte of a move says which timer fires, which atom strikes. */
export const PASS_OP = 253;
export const TIMER_OP = 254;
export const STRIKE_OP = 255;

export const PROMPT = 0;
export const WIDE = 1;
export const TIMER = 2;
export const STRIKE = 3;

/** When a move may happen: at once, at any time, at a point of time, or when a fault strikes. */
export type Window = typeof PROMPT | typeof WIDE | typeof TIMER | typeof STRIKE;

/** Moves enabled in a state, most natural first: the first is "nothing surprising". Reused from state to state. */
export class Moves {
  codes: Int32Array;
  windows: Uint8Array;
  count = 0;
  /** How many are prompt; and whether one of them was added after one that is not. */
  prompt = 0;
  mixed = false;
  constructor(capacity: number = 512) {
    this.codes = new Int32Array(capacity);
    this.windows = new Uint8Array(capacity);
  }
  clear(): void {
    this.count = 0;
    this.prompt = 0;
    this.mixed = false;
  }
  /** Keeps the move at `at` alone, which is prompt. */
  only(at: number): void {
    const code = this.codes[at] as number;
    this.clear();
    this.add(code, PROMPT);
  }
  add(code: MoveCode, window: Window): void {
    if (this.count === this.codes.length) this.#grow();
    if (window === PROMPT) {
      if (this.prompt < this.count) this.mixed = true;
      this.prompt += 1;
    }
    this.codes[this.count] = code;
    this.windows[this.count] = window;
    this.count += 1;
  }
  #grow(): void {
    const { codes, windows } = this;
    this.codes = new Int32Array(codes.length * 2);
    this.codes.set(codes);
    this.windows = new Uint8Array(codes.length * 2);
    this.windows.set(windows);
  }
}

/** What a move may do besides changing the state it is given. */
export interface Context {
  /** Records an event; codes of {@link import("./event.ts").EVENT}. */
  emit(kind: number, hop: number, place: number, intent: number, detail: number): void;
  /**
   * A choice inside a move: an index below `count`, 0 being "nothing surprising". Called only where `count` >= 2.
   * `site` names the choice (from {@link Registry.site}), `subject` the intent or actor it is about.
   */
  pick(site: number, subject: number, count: number): number;
}

export type Run = (s: State, ctx: Context, a: number, b: number) => void;

/**
 * Is the operation independent, with these arguments, of all that can happen before it while no fault can strike? Then it
 * changes nothing that such a move reads, reads nothing that one changes, and goes on once: no circle consists of
 * independent moves. Or it only lets something arrive, and can be late in no way that its sending could not be.
 */
export type Independence = "always" | ((s: State, a: number, b: number) => boolean);

/** What else is known of a move when it is registered: on what it depends, or that it does nothing but end a fault. */
export type Nature = Independence | "heals";

/** One operation of a model: its name for schedules and stories, and what it does. */
export interface Operation {
  /** Stable text of a move, e.g. `broker 1 replicates m2 to broker 2`: the label of every choice. */
  readonly label: (a: number, b: number) => string;
  readonly run: Run;
  /** Absent: it may depend on everything. */
  readonly independent?: Independence | undefined;
  /** It does nothing but end a fault: a restart, a return, a catching up. */
  readonly heals?: true;
}

/** A fault of the model, struck at most as often as the budget allows. */
export interface AtomDefinition {
  /** `kind@place` */
  readonly name: string;
  readonly enabled: (s: State) => boolean;
  readonly strike: (s: State, ctx: Context) => void;
}

export interface TimerDefinition {
  readonly name: string;
  readonly fire: (s: State, ctx: Context) => void;
}

/** Operations, atoms, timers, sites and places, registered while a model is built. */
export interface Registry {
  readonly operations: readonly Operation[];
  readonly atoms: readonly AtomDefinition[];
  readonly timers: readonly TimerDefinition[];
  readonly sites: readonly string[];
  readonly places: readonly string[];
}

/** Watches a run and knows when a clause is broken. Its state lies in the layout it was built with. */
export interface Monitor {
  /** One name per bit of {@link broken}. */
  readonly clauses: readonly string[];
  step(s: State, kind: number, hop: number, place: number, intent: number, detail: number): void;
  /** Called once where the run can end: `unsettled` has a bit for each intent that still has an unsettled copy. */
  atEnd(s: State, unsettled: number): number;
  /** Bit i = clause i is broken by what happened so far. */
  broken(s: State): number;
  /**
   * Called where the run can never come to rest: bits of the clauses that this breaks. `unsettled` has a bit for
   * each intent that has an unsettled copy somewhere in the circle.
   */
  inCircles(s: State, unsettled: number): number;
  /** Bit m: intent m was called and has no effect yet: the flow is live. */
  pending(s: State): number;
  /** Bit m: intent m is acknowledged and has no effect yet. */
  due(s: State): number;
  /** Bit i = what clause i presupposes was true in this run (two intents of one path value, an acknowledged one, …). */
  premises(s: State): number;
}

export interface Model extends Registry {
  readonly layout: Layout;
  readonly intents: number;
  readonly monitor: Monitor;
  initial(): State;
  /** Adds the moves enabled in `s`: prompt ones, then wide ones, most natural first. */
  moves(s: State, out: Moves): void;
  /** Bit m: intent m still has an unsettled copy. */
  unsettled(s: State): number;
  /** Is this move a call of the workload (the application sends the next intent)? */
  isCall(code: MoveCode): boolean;
  /** No fault active, everything back in its place, nothing in flight: a new episode may begin. */
  recovered(s: State): boolean;
}
