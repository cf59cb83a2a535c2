/**
 * Every way in which a scenario can go: its steps in order, each at any moment after the one before, and everything that
 * no step decides in every order and with every choice.
 */
import { type Fingerprint, FingerprintTable, fingerprint } from "../../base/fingerprint.ts";
import { IntVector } from "../../base/int-vector.ts";
import { CapacityExceeded, type State } from "../../base/layout.ts";
import { Frontier } from "../../runtime/frontier.ts";
import { closedCircle, closedCircles } from "../../runtime/livelock.ts";
import type { Context, MoveCode } from "../../runtime/model.ts";
import { Picks } from "../../runtime/picks.ts";
import type { Director } from "./director.ts";
import { differences, differencesAtEnd, type ScenarioEnding } from "./judgement.ts";

/** The steps of a scenario are passed without a move. */
const PASS = -1;
/** A circle is looked at whole. */
const CIRCLE_MAX = Number.POSITIVE_INFINITY;

/** One move on a way, or a step that is passed. */
export interface WayStep {
  readonly code: MoveCode;
  readonly picks: readonly number[];
}

export interface FoundEnding {
  readonly ending: ScenarioEnding;
  /** Shortest. */
  readonly way: readonly WayStep[];
}

export interface Searched {
  /** In the order in which they were found: shortest ways first. */
  readonly endings: readonly FoundEnding[];
  /** The first way on which something is otherwise than expected. */
  readonly unexpected?: { readonly differences: readonly string[]; readonly way: readonly WayStep[] };
  readonly states: number;
  readonly stopped?: "states" | "capacity";
  /** Ends of ways on which a step never came about. */
  readonly unfinished: number;
  /** Number of the furthest step that some way came to; that of the steps where one came to the end. */
  readonly furthest: number;
}

export function isPass({ code }: WayStep): boolean {
  return code === PASS;
}

class Search {
  readonly #director: Director;
  readonly #statesMax: number;
  readonly #table: FingerprintTable = new FingerprintTable();
  readonly #frontier: Frontier;
  readonly #parents: IntVector = new IntVector();
  readonly #codes: IntVector = new IntVector();
  readonly #picked: (readonly number[])[] = [];
  readonly #offsets: IntVector = new IntVector();
  readonly #targets: IntVector = new IntVector();
  readonly #picks: Picks;
  readonly #endings: Map<string, FoundEnding> = new Map<string, FoundEnding>();
  readonly #state: State;
  readonly #next: State;
  readonly #print: Fingerprint = { high: 0, low: 0 };
  #unexpected: Searched["unexpected"];
  #furthest = 0;
  #unfinished = 0;

  constructor(director: Director, statesMax: number) {
    this.#director = director;
    this.#statesMax = statesMax;
    this.#picks = new Picks(director.model);
    this.#state = director.model.initial();
    this.#next = director.model.initial();
    this.#frontier = new Frontier(this.#state.length);
  }

  run(): Searched {
    let stopped: Searched["stopped"];
    try {
      this.#arrive(-1, PASS);
      for (let at = 0; this.#frontier.take(this.#state); at++) {
        if (this.#table.count > this.#statesMax) {
          stopped = "states";
          break;
        }
        this.#expand(at);
      }
      if (stopped === undefined) this.#circles();
    } catch (error) {
      if (!(error instanceof CapacityExceeded)) throw error;
      stopped = "capacity";
    }
    return {
      endings: [...this.#endings.values()],
      ...(this.#unexpected === undefined ? {} : { unexpected: this.#unexpected }),
      states: this.#table.count,
      ...(stopped === undefined ? {} : { stopped }),
      unfinished: this.#unfinished,
      furthest: this.#furthest,
    };
  }

  #expand(at: number): void {
    const [s, director] = [this.#state, this.#director];
    this.#offsets.push(this.#targets.length);
    const step = director.steps[director.at(s)];
    this.#furthest = Math.max(this.#furthest, director.at(s));
    if (step?.do === "expect") this.#unlessExpected(differences(director, s, step.expected), at);
    const candidates = director.candidates(s);
    const { own, others } = candidates;
    const isRest = others.length === 0 && own.length === 0;
    const passes =
      step?.do === "expect" ||
      director.isFulfilled(s) ||
      director.isHealed(s, candidates) ||
      (isRest && director.endsAtRest(s));
    if (passes) {
      this.#next.set(s);
      director.pass(this.#next);
      this.#targets.push(this.#arrive(at, PASS));
      return;
    }
    for (const code of own) this.#follow(at, code, true);
    for (const code of others) this.#follow(at, code, false);
    if (!isRest) return;
    if (step === undefined) this.#end(s, at, false, director.model.unsettled(s));
    else this.#unfinished += 1;
  }

  #follow(at: number, code: MoveCode, own: boolean): void {
    const [next, director, picks] = [this.#next, this.#director, this.#picks];
    picks.reset();
    do {
      next.set(this.#state);
      picks.begin(next);
      director.take(next, code, picks);
      if (own) director.pass(next);
      this.#targets.push(this.#arrive(at, code));
    } while (picks.next());
  }

  #arrive(parent: number, code: number): number {
    fingerprint(this.#next, this.#print);
    const added = this.#table.add(this.#print);
    if (added >= 0) return added;
    this.#parents.push(parent);
    this.#codes.push(code);
    this.#picked.push(code === PASS ? [] : this.#picks.chosen.slice());
    this.#frontier.push(this.#next);
    return -added - 1;
  }

  #end(s: State, at: number, circles: boolean, unsettled: number): void {
    const { model, observer, steps } = this.#director;
    const { monitor } = model;
    const broken = circles ? monitor.inCircles(s, unsettled) : monitor.atEnd(s, unsettled);
    const ending: ScenarioEnding = {
      settled: observer.settled(s),
      effects: observer.effects(s),
      broken: monitor.clauses.filter((_, c) => (broken & (1 << c)) !== 0),
      circles,
    };
    const key = JSON.stringify(ending);
    if (this.#endings.has(key)) return;
    this.#endings.set(key, { ending, way: this.#way(at) });
    this.#unlessExpected(
      steps.flatMap((step) => (step.do === "expect" ? differencesAtEnd(ending, step.expected) : [])),
      at,
    );
  }

  #unlessExpected(found: readonly string[], at: number): void {
    if (found.length > 0) this.#unexpected ??= { differences: found, way: this.#way(at) };
  }

  /** Ways that end in a circle behind the last step. */
  #circles(): void {
    this.#offsets.push(this.#targets.length);
    const graph = { states: this.#table.count, offsets: this.#offsets, targets: this.#targets };
    for (const state of closedCircles(graph)) {
      const s = this.#replayed(this.#way(state));
      const left = this.#director.steps.slice(this.#director.at(s));
      // Nothing else can come any more, so that what is expected at rest is expected here.
      if (left.some((step) => step.do !== "settle" && step.do !== "expect")) {
        this.#unfinished += 1;
        continue;
      }
      for (const step of left)
        if (step.do === "expect") this.#unlessExpected(differences(this.#director, s, step.expected), state);
      this.#end(s, state, true, closedCircle(this.#director.engine, s, CIRCLE_MAX) ?? 0);
    }
  }

  #replayed(way: readonly WayStep[]): State {
    const s = this.#director.model.initial();
    const picks = new Picks(this.#director.model);
    for (const step of way) walk(this.#director, s, step, picks);
    return s;
  }

  #way(state: number): readonly WayStep[] {
    const steps: WayStep[] = [];
    for (let at = state; this.#parents.get(at) >= 0; at = this.#parents.get(at))
      steps.push({ code: this.#codes.get(at), picks: this.#picked[at] ?? [] });
    return steps.reverse();
  }
}

/** Goes one step of a way; answers the milliseconds that passed. */
export function walk(
  director: Director,
  s: State,
  step: WayStep,
  picks: Picks,
  ctx: Context = picks,
): number {
  // As it was when the way was found: what is done in between belongs to the state.
  const { own } = director.candidates(s);
  if (step.code === PASS) {
    director.pass(s);
    return 0;
  }
  picks.force(step.picks);
  picks.begin(s);
  const elapsed = director.take(s, step.code, ctx);
  if (own.includes(step.code)) director.pass(s);
  return elapsed;
}

/** Searches all ways of a scenario. Deterministic. */
export function search(director: Director, statesMax: number): Searched {
  return new Search(director, statesMax).run();
}
