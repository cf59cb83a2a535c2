/**
 * All outcomes that the simulation allows for a script: a breadth-first search over (state, step of the script, what was
 * seen so far). Application calls, starts, strikes, heals and holds come from the script's steps alone, handlers act only
 * where a step lets them, everything else prompt happens in any order, and time passes only while a step waits and nothing
 * prompt is left. A fault lasts until its heal: the bounds of the fault model are longer than any script.
 */
import { CapacityExceeded, type State } from "../base/layout.ts";
import { type Fingerprint, FingerprintTable, fingerprint } from "../base/fingerprint.ts";
import { outcomeText, type Script } from "../model/script.ts";
import { Frontier } from "../runtime/frontier.ts";
import { type MoveCode, Moves, PROMPT } from "../runtime/model.ts";
import { Picks } from "../runtime/picks.ts";
import { ScriptBoard, Unplayable, word } from "./script-board.ts";
import type { ScriptBroker } from "./script-play.ts";
import { type ScriptSlice, slicesOf } from "./script-slice.ts";
import { type PlannedStep, type StepContext, StepPlanner } from "./script-steps.ts";

/** What one flow of a script can end as. */
export interface SliceOutcomes {
  readonly slice: ScriptSlice;
  /** Every outcome, as {@link outcomeText} writes what it says about this flow, sorted. */
  readonly outcomes: readonly string[];
  readonly states: number;
  /** The furthest step (from 0) that some path reached, of this flow's steps; their number where one came to the end. */
  readonly furthest: number;
  /** The search was cut short there: the outcomes are not all. */
  readonly stopped?: "states" | "capacity";
}

export interface ScriptOutcomeOptions {
  /** A planted lie, by the name of the script's liar. */
  readonly liar?: string;
  /** States of one flow at most. */
  readonly states?: number;
}

const STATES_MAX = 400_000;
/** A time-out longer than this is not waited for. */
const PATIENCE_MS = 10 * 60_000;

/** What of a script could be played, and why the rest could not. */
export interface ScriptPlayed {
  readonly played: readonly SliceOutcomes[];
  /** Flows that the outcomes speak of and the simulation cannot play, with the reason. */
  readonly notPlayed: readonly string[];
}

/** Plays every flow that the outcomes speak of. */
export function scriptOutcomes(
  script: Script,
  brokers: readonly ScriptBroker[],
  options: ScriptOutcomeOptions = {},
): ScriptPlayed {
  const played: SliceOutcomes[] = [];
  const notPlayed: string[] = [];
  for (const slice of slicesOf(script, brokers)) {
    try {
      const { type } = slice.hop.broker;
      const broker = word(
        brokers.find((each) => each.type === type),
        `${type} is not simulated`,
      );
      const beyond = broker.beyond?.(slice.hop) ?? [];
      if (beyond.length > 0) throw new Unplayable(beyond.join("; "));
      const board = new ScriptBoard(slice, broker, options.liar);
      played.push(new ScriptSearch(board, options.states ?? STATES_MAX).run());
    } catch (error) {
      if (!(error instanceof Unplayable)) throw error;
      notPlayed.push(`${slice.flow.id}: ${error.message}`);
    }
  }
  return { played, notPlayed };
}

class ScriptSearch {
  readonly #board: ScriptBoard;
  readonly #planner: StepPlanner;
  readonly #steps: readonly PlannedStep[];
  readonly #picks: Picks;
  readonly #table: FingerprintTable = new FingerprintTable();
  readonly #frontier: Frontier;
  readonly #moves: Moves = new Moves();
  readonly #found: Set<string> = new Set<string>();
  readonly #state: State;
  readonly #next: State;
  readonly #print: Fingerprint = { high: 0, low: 0 };
  readonly #statesMax: number;
  #furthest = 0;

  constructor(board: ScriptBoard, statesMax: number) {
    const { model } = board;
    this.#board = board;
    this.#planner = new StepPlanner(board);
    this.#steps = this.#planner.planned();
    this.#picks = new Picks(model);
    this.#statesMax = statesMax;
    this.#state = model.initial();
    this.#next = model.initial();
    this.#frontier = new Frontier(this.#state.length);
  }

  run(): SliceOutcomes {
    let stopped: SliceOutcomes["stopped"];
    const lateStart = this.#planner.atom(`late-start@${this.#board.consumer}`);
    try {
      this.#all((next, ctx) => lateStart(next, ctx));
      while (this.#frontier.take(this.#state)) {
        if (this.#table.count > this.#statesMax) {
          stopped = "states";
          break;
        }
        this.#expand();
      }
    } catch (error) {
      if (!(error instanceof CapacityExceeded)) throw error;
      stopped = "capacity";
    }
    return {
      slice: this.#board.slice,
      outcomes: [...this.#found].sort(),
      states: this.#table.count,
      furthest: this.#furthest,
      ...(stopped && { stopped }),
    };
  }

  #expand(): void {
    const s = this.#state;
    const at = this.#board.step.get(s);
    const step = this.#steps[at];
    if (step === undefined) this.#found.add(outcomeText(this.#board.observer.outcome(s)));
    const waits = step !== undefined && !this.#does(step, at);
    this.#board.model.moves(s, this.#fresh());
    let prompt = 0;
    const { codes, windows, count } = this.#moves;
    for (let k = 0; k < count; k++) {
      const code = codes[k] as number;
      if (!this.#mayHappen(s, code, windows[k] as number, step)) continue;
      if (windows[k] === PROMPT) prompt += 1;
      this.#all((next, ctx) => this.#board.engine.take(next, code, ctx));
    }
    // Behind the last step what is under way may still arrive before anybody looks.
    if (prompt > 0 || !waits) return;
    if (step.rests?.(s) === true) this.#all((next) => this.#board.step.add(next, 1));
    else this.#timers(s);
  }

  /** Takes the step's own act, if it has one that can be done now. */
  #does(step: PlannedStep, at: number): boolean {
    const s = this.#state;
    const { takes, act } = step;
    if (takes !== undefined) {
      const codes = this.#offered(s, takes);
      const [code] = codes;
      if (code === undefined) return false;
      this.#all((next, ctx) => {
        this.#board.engine.take(next, code, ctx);
        if (codes.length === 1) this.#board.step.set(next, at + 1);
      });
      return true;
    }
    if (act === undefined || step.ready?.(s) === false) return false;
    this.#all((next, ctx) => {
      act(next, ctx);
      this.#board.step.set(next, at + 1);
    });
    return true;
  }

  #timers(s: State): void {
    this.#board.engine.due(s, this.#fresh());
    const { codes, count } = this.#moves;
    for (let k = 0; k < count; k++) {
      const code = codes[k] as number;
      const timer = this.#board.model.layout.timers[(code >> 8) & 255];
      if (timer === undefined || (s[timer.at] as number) > PATIENCE_MS) continue;
      this.#all((next, ctx) => this.#board.engine.take(next, code, ctx));
    }
  }

  #fresh(): Moves {
    this.#moves.clear();
    return this.#moves;
  }

  #offered(s: State, takes: (code: MoveCode) => boolean): readonly MoveCode[] {
    this.#board.model.moves(s, this.#fresh());
    const { codes, count } = this.#moves;
    return Array.from({ length: count }, (_, k) => codes[k] as number).filter(takes);
  }

  /** Every way in which `change` can go from the present state, each noted if it is new. */
  #all(change: (next: State, ctx: StepContext) => void): void {
    const picks = this.#picks;
    const next = this.#next;
    picks.reset();
    do {
      next.set(this.#state);
      picks.begin(next);
      change(next, this.#context(next));
      this.#goOn(next);
      fingerprint(next, this.#print);
      if (this.#table.add(this.#print) < 0) this.#frontier.push(next);
    } while (picks.next());
  }

  #context(next: State): StepContext {
    const { sites } = this.#board.model;
    let fixed: Readonly<Record<string, number>> = {};
    return {
      emit: (kind, _hop, place, m, detail) => this.#board.observer.step(next, kind, place, m, detail),
      pick: (site, subject, count) => fixed[sites[site] ?? ""] ?? this.#picks.pick(site, subject, count),
      fix: (choices) => {
        fixed = choices;
      },
    };
  }

  /** Passes steps that are fulfilled. */
  #goOn(s: State): void {
    while (this.#steps[this.#board.step.get(s)]?.fulfilled?.(s) === true) this.#board.step.add(s, 1);
    this.#furthest = Math.max(this.#furthest, this.#board.step.get(s));
  }

  #mayHappen(s: State, code: MoveCode, window: number, step: PlannedStep | undefined): boolean {
    const { handler, byItself } = this.#board.kindOf(code);
    if (this.#board.isStuck(s, code)) return false;
    if (handler) return step?.lets?.(s, (code >> 8) & 255, (code >> 16) & 31) === true;
    return window === PROMPT || byItself;
  }
}
