/** One step of a model: which moves are enabled, and what taking one does. Shared by runs and exploration. */
import { assert } from "../base/assert.ts";
import type { Cell, List, State } from "../base/layout.ts";
import { EVENT, NO_INTENT } from "./event.ts";
import {
  type Context,
  type Independence,
  type Model,
  type MoveCode,
  Moves,
  PASS_OP,
  PROMPT,
  STRIKE,
  STRIKE_OP,
  TIMER,
  TIMER_OP,
  WIDE,
  type Window,
} from "./model.ts";

/** What strikes are allowed: the budget of one episode, and which atoms are in the fault model. */
export interface Budget {
  /** Faults in one episode at most. */
  readonly faults: number;
  /** Names of the atoms allowed; all of the model when absent. */
  readonly atoms?: ReadonlySet<string>;
  /** `false` tries all that there is, also what is known to make no difference: to test that it makes none. */
  readonly reduction?: boolean;
  /**
   * Lets time pass up to the moment before the earliest timer while a wide move waits. Without it a timer that a wide
   * move arms runs from the moment at which the others were left, so that one shorter than what is left of another
   * never comes after it.
   */
  readonly idleTime?: boolean;
}

/** Cells the kernel keeps in the state of every model: what has struck in this episode. */
export interface KernelCells {
  /** Atom numbers plus one, sorted, of the current episode. */
  readonly struck: List;
  /** Episodes begun before the current one, at most `episodes - 1`. */
  readonly episode: Cell;
}

export class Engine {
  readonly model: Model;
  readonly moves: Moves = new Moves(128);
  readonly #cells: KernelCells;
  #faults: number = 0;
  readonly #reduces: boolean;
  readonly #independent: readonly (Independence | undefined)[];
  readonly #idleTime: boolean;
  #allowed: readonly number[] = [];
  #atoms: ReadonlySet<string> | undefined;
  readonly #later: Moves = new Moves(64);

  constructor(model: Model, cells: KernelCells, budget: Budget) {
    this.model = model;
    this.#cells = cells;
    this.#reduces = budget.reduction !== false;
    this.#idleTime = budget.idleTime === true;
    this.#independent = model.operations.map(({ independent }) => independent);
    assert(model.atoms.length < 256 && model.timers.length < 256, "a move names one of 256 atoms or timers");
    this.#allowed = model.atoms.map((_, i) => i);
    this.allow(budget);
  }

  /** From here on these faults may strike. */
  allow({ faults, atoms }: Pick<Budget, "faults" | "atoms">): void {
    const { struck } = this.#cells;
    assert(faults <= struck.capacity, "the model was built for as many faults as the budget allows");
    this.#faults = faults;
    if (atoms === this.#atoms) return;
    const all = this.model.atoms;
    this.#atoms = atoms;
    this.#allowed = all.map((_, i) => i).filter((i) => atoms?.has(all[i]?.name ?? "") ?? true);
  }

  /** Fills {@link moves}: prompt, wide, timers (only where nothing is prompt), strikes. Answers how many are no strikes. */
  enabled(s: State): number {
    const { moves } = this;
    moves.clear();
    this.model.moves(s, moves);
    const strikes = this.#cells.struck.count(s) < this.#faults;
    if (!strikes && this.#reduces && this.#alone(s)) return 1;
    if (moves.mixed) this.#promptFirst();
    if (moves.prompt === 0) this.#timers(s);
    const natural = moves.count;
    if (strikes) this.#strikes(s);
    return natural;
  }

  /** Takes a move; answers the milliseconds that passed. */
  take(s: State, code: MoveCode, ctx: Context): number {
    const op = code & 255;
    if (op === STRIKE_OP) return this.#strike(s, (code >> 8) & 255, ctx);
    if (op === PASS_OP) return this.#pass(s);
    if (op === TIMER_OP) return this.#fire(s, (code >> 8) & 255, ctx);
    const operation = this.model.operations[op];
    operation?.run(s, ctx, (code >> 8) & 255, (code >> 16) & 255);
    return 0;
  }

  /** Stable text of a move. */
  label(code: MoveCode): string {
    const op = code & 255;
    const a = (code >> 8) & 255;
    if (op === STRIKE_OP) return this.model.atoms[a]?.name ?? "";
    if (op === PASS_OP) return "time passes";
    if (op === TIMER_OP) return this.model.timers[a]?.name ?? "";
    return this.model.operations[op]?.label(a, (code >> 16) & 255) ?? "";
  }

  isStrike(code: MoveCode): boolean {
    return (code & 255) === STRIKE_OP;
  }

  /** A number that differs where what has struck in the current episode differs (up to five faults). */
  struckKey(s: State): number {
    const { struck } = this.#cells;
    let key = 0;
    for (let i = 0; i < struck.count(s); i++) key = key * 257 + struck.get(s, i);
    return key;
  }

  /** Names of the atoms struck in the current episode, sorted by number, with repetitions. */
  struck(s: State): string[] {
    const { struck } = this.#cells;
    const names: string[] = [];
    for (let i = 0; i < struck.count(s); i++) names.push(this.model.atoms[struck.get(s, i) - 1]?.name ?? "");
    return names;
  }

  /** Begins a new episode where the model has recovered from this one and another is allowed. */
  nextEpisode(s: State, episodes: number): void {
    const { struck, episode } = this.#cells;
    if (struck.count(s) === 0 || episode.get(s) + 1 >= episodes || !this.model.recovered(s)) return;
    struck.clear(s);
    episode.add(s, 1);
  }

  /** Keeps one move where it makes no difference when it is taken. */
  #alone(s: State): boolean {
    const { moves } = this;
    for (let i = 0; i < moves.count; i++) {
      const code = moves.codes[i] as number;
      const independent = this.#independent[code & 255];
      if (independent === undefined) continue;
      if (independent !== "always" && !independent(s, (code >> 8) & 255, (code >> 16) & 255)) continue;
      moves.only(i);
      return true;
    }
    return false;
  }

  #promptFirst(): void {
    const { codes, windows, count } = this.moves;
    const later = this.#later;
    later.clear();
    let prompt = 0;
    for (let i = 0; i < count; i++) {
      const code = codes[i] as number;
      const window = windows[i] as Window;
      if (window !== PROMPT) later.add(code, window);
      else codes[prompt++] = code;
    }
    windows.fill(PROMPT, 0, prompt);
    for (let i = 0; i < later.count; i++) {
      codes[prompt + i] = later.codes[i] as number;
      windows[prompt + i] = later.windows[i] as number;
    }
  }

  /** Adds the timers that come next to `out`, whatever else is enabled. */
  due(s: State, out: Moves): void {
    const least = this.#least(s);
    if (least === 0) return;
    for (const timer of this.model.layout.timers)
      if (s[timer.at] === least) out.add(TIMER_OP | (timer.index << 8), TIMER);
  }

  #timers(s: State): void {
    const least = this.#least(s);
    if (least === 0) return;
    const wide = this.moves.count > 0;
    this.due(s, this.moves);
    if (this.#idleTime && wide && least > 1) this.moves.add(PASS_OP, WIDE);
  }

  /** What is left of the earliest timer, as its cell says; 0 where none is armed. */
  #least(s: State): number {
    let least = 0;
    for (const timer of this.model.layout.timers) {
      const left = s[timer.at] as number;
      if (left !== 0 && (least === 0 || left < least)) least = left;
    }
    return least;
  }

  #pass(s: State): number {
    const elapsed = this.#least(s) - 1;
    for (const timer of this.model.layout.timers)
      if (s[timer.at] !== 0) s[timer.at] = (s[timer.at] as number) - elapsed;
    return elapsed;
  }

  #strikes(s: State): void {
    for (const i of this.#allowed) {
      if (this.model.atoms[i]?.enabled(s) === true) this.moves.add(STRIKE_OP | (i << 8), STRIKE);
    }
  }

  #strike(s: State, atom: number, ctx: Context): number {
    const { struck } = this.#cells;
    let at = 0;
    while (at < struck.count(s) && struck.get(s, at) <= atom + 1) at += 1;
    struck.insert(s, at, atom + 1);
    ctx.emit(EVENT.fault, 0, 0, NO_INTENT, atom);
    this.model.atoms[atom]?.strike(s, ctx);
    return 0;
  }

  #fire(s: State, timer: number, ctx: Context): number {
    const timers = this.model.layout.timers;
    const at = timers[timer]?.at ?? 0;
    const elapsed = (s[at] as number) - 1;
    for (const other of timers) if (s[other.at] !== 0) s[other.at] = (s[other.at] as number) - elapsed;
    s[at] = 0;
    ctx.emit(EVENT.timer, 0, 0, NO_INTENT, timer);
    this.model.timers[timer]?.fire(s, ctx);
    return elapsed;
  }
}
