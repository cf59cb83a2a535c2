/** Runs a model, once or many times, with everything that a run needs made once. */
import { Defect } from "../base/assert.ts";
import { Counter } from "../base/counter.ts";
import { CapacityExceeded, type State } from "../base/layout.ts";
import { ChoiceView, REST } from "./choice-view.ts";
import { CircleWatch, PATIENCE } from "./circle-watch.ts";
import type { Tally } from "./coverage.ts";
import { Engine } from "./engine.ts";
import type { Explorable } from "./explore.ts";
import type { PathStep } from "./found-sets.ts";
import { closedCircle } from "./livelock.ts";
import type { Context } from "./model.ts";
import { RunRecord } from "./run-record.ts";
import type { Outcome, RunEnd, RunOptions, RunResult } from "./run-result.ts";
import { DEFAULT_POLICY, type Deviation, type Policy } from "./schedule.ts";
import { CIRCLE_MAX, namesOf, unsettledAt, verdictAt } from "./run-verdict.ts";
import { Strikes } from "./strikes.ts";
import { Turns } from "./turns.ts";

/** Each run is a pure function of model, policy and budget, whatever was run before. */
export class Runner implements Context {
  readonly #model: Explorable;
  readonly #engine: Engine;
  readonly #visits: Counter = new Counter();
  readonly #pickVisits: Counter = new Counter();
  readonly #turns: Turns = new Turns();
  readonly #initial: State;
  readonly #state: State;
  readonly #choice: ChoiceView;
  readonly #watch: CircleWatch = new CircleWatch();
  #options: RunOptions;
  #policy: Policy = DEFAULT_POLICY;
  #tally: Tally | undefined;
  #path: readonly PathStep[] = [];
  /** From here on the policy is not asked any more, so that a run that does not end is seen to go in circles. */
  #calmAfter = 0;
  readonly #strikes: Strikes = new Strikes();
  readonly #record: RunRecord = new RunRecord();
  #end: RunEnd = "bound";
  #exceeded: string | undefined;
  #unsettled = 0;
  #moves = 0;
  #picks = 0;
  #eventCount = 0;
  #timeMs = 0;
  #nextLook = 0;

  constructor(model: Explorable, options: RunOptions) {
    this.#model = model;
    this.#options = options;
    // All orders, whatever may still strike: a point must not depend on the budget.
    this.#engine = new Engine(model, model.cells, { ...options, reduction: false });
    this.#initial = model.initial();
    this.#state = model.initial();
    this.#choice = new ChoiceView(this.#engine, model);
  }

  emit(kind: number, hop: number, place: number, intent: number, detail: number): void {
    this.#eventCount += 1;
    this.#tally?.saw(kind, hop, detail);
    this.#model.monitor.step(this.#state, kind, hop, place, intent, detail);
    if (this.#record.isOn) this.#record.event(kind, { timeMs: this.#timeMs, hop, place, intent, detail });
  }

  pick(site: number, subject: number, count: number): number {
    const visit = this.#pickVisits.add((site << 16) | subject);
    this.#tally?.chose(site);
    const chosen = this.#pathPick() ?? this.#ownPick(site, subject, visit, count);
    if (chosen !== 0) this.#deviate(site, subject, visit, chosen);
    return chosen;
  }

  #pathPick(): number | undefined {
    if (this.#moves >= this.#path.length) return undefined;
    return this.#path[this.#moves]?.picks[this.#picks++];
  }

  #ownPick(site: number, subject: number, visit: number, count: number): number {
    if (this.#moves >= this.#calmAfter) return 0;
    return this.#policy.pick(this.#choice.atPick(site, subject, visit, count));
  }

  /** Runs once, under the `idleTime` that it was made with. */
  go(options: RunOptions, path: readonly PathStep[] = []): Outcome {
    this.begin(options, path);
    while (this.step());
    return this.finish();
  }

  /** Takes one move; false where the run is over. */
  step(): boolean {
    try {
      const end = this.#step();
      if (end === undefined) return true;
      this.#end = end;
    } catch (error) {
      if (!(error instanceof CapacityExceeded)) throw error;
      this.#exceeded = error.message;
    }
    return false;
  }

  /** Where the run is: its state, which nobody else may change or keep, virtual milliseconds, and moves taken. */
  get at(): { readonly state: State; readonly timeMs: number; readonly moves: number } {
    return { state: this.#state, timeMs: this.#timeMs, moves: this.#moves };
  }

  /** What came of the run. */
  finish(): Outcome {
    const s = this.#state;
    const { monitor } = this.#model;
    this.#unsettled = unsettledAt(this.#engine, s, this.#end);
    return {
      end: this.#end,
      broken: verdictAt(monitor, s, this.#end, this.#unsettled),
      premises: monitor.premises(s),
      struckLive: this.#strikes.live,
      moves: this.#moves,
      events: this.#eventCount,
    };
  }

  /** All that is known of `outcome`, the last run. */
  result(outcome: Outcome): RunResult {
    const { clauses } = this.#model.monitor;
    const deviations = this.#turns.rendered(this.#choice);
    return {
      end: outcome.end,
      ...(this.#exceeded === undefined ? {} : { exceeded: this.#exceeded }),
      broken: namesOf(clauses, outcome.broken),
      premises: namesOf(clauses, outcome.premises),
      struck: this.#strikes.all,
      struckLive: this.#strikes.live,
      get deviations(): readonly Deviation[] {
        return deviations();
      },
      steps: this.#record.steps,
      moves: this.#moves,
      events: this.#eventCount,
      unsettled: this.#unsettled,
      final: this.#state.slice(),
    };
  }

  /** Begins a run that goes on move by move, for whoever has something to do in between. */
  begin(options: RunOptions, path: readonly PathStep[] = []): void {
    this.#options = options;
    this.#policy = options.policy;
    this.#tally = options.tally;
    this.#record.clear(options.record);
    this.#path = path;
    this.#calmAfter = Math.max(options.steps >> 1, path.length);
    this.#engine.allow(options);
    this.#state.set(this.#initial);
    this.#visits.clear();
    this.#pickVisits.clear();
    this.#turns.clear();
    this.#watch.reset();
    this.#strikes.clear();
    [this.#end, this.#exceeded] = ["bound", undefined];
    [this.#moves, this.#eventCount, this.#timeMs, this.#nextLook] = [0, 0, 0, 0];
  }

  /** One move; how the run ended where there is none. */
  #step(): RunEnd | undefined {
    const s = this.#state;
    const engine = this.#engine;
    const { steps, episodes } = this.#options;
    if (this.#moves >= steps) return "bound";
    this.#picks = 0;
    engine.nextEpisode(s, episodes);
    const natural = engine.enabled(s);
    if (natural === 0) return this.#atRest(natural);
    const times = this.#watch.seen(s);
    if (times > 0 && this.#moves >= this.#nextLook && this.#options.circles !== false) {
      if (closedCircle(engine, s, CIRCLE_MAX) !== undefined) return "livelock";
      this.#nextLook = this.#moves + PATIENCE;
      engine.enabled(s);
    }
    this.#take(this.#choose(natural, times % natural));
    this.#moves += 1;
    return undefined;
  }

  /** Nothing is enabled but faults. */
  #atRest(natural: number): RunEnd | undefined {
    const s = this.#state;
    const strike = this.#choose(natural, 0);
    if (strike === 0) return (this.#model.monitor.due(s) & this.#model.unsettled(s)) === 0 ? "rest" : "stuck";
    this.#take(strike - 1);
    this.#moves += 1;
    return undefined;
  }

  /**
   * Index of the alternative to take. At rest (`natural` 0) the default is to end: alternative 0, the strikes after
   * it. `turn`: the default alternative, 0 but in a circle, where all moves get their turn.
   */
  #choose(natural: number, turn: number): number {
    const { moves } = this.#engine;
    const rest = natural === 0 ? 1 : 0;
    const count = moves.count + rest;
    const base = rest === 1 ? REST : (moves.codes[0] as number);
    // Counted also where there is no choice, so that a fault taken away moves no later point.
    const visit = this.#visits.add(base);
    const forced = this.#moves < this.#path.length ? this.#path[this.#moves] : undefined;
    if (forced !== undefined) return this.#forced(forced, base, visit, rest);
    if (count === 1 || turn !== 0 || this.#moves >= this.#calmAfter) return turn;
    const chosen = this.#policy.move(this.#choice.atMove(base, visit, count, natural + rest));
    if (chosen !== 0) this.#deviate(-1, base, visit, this.#choice.code(chosen));
    return chosen;
  }

  #forced(step: PathStep, base: number, visit: number, rest: number): number {
    const { moves } = this.#engine;
    for (let i = 0; i < moves.count; i++) {
      if (moves.codes[i] !== step.code) continue;
      if (i + rest !== 0) this.#deviate(-1, base, visit, step.code);
      return i + rest;
    }
    throw new Defect(`a path leads where ${this.#engine.label(step.code)} cannot happen`);
  }

  #deviate(site: number, base: number, visit: number, choice: number): void {
    this.#turns.add(site, base, visit, choice);
    this.#watch.reset();
  }

  #take(index: number): void {
    const code = this.#engine.moves.codes[index] as number;
    const strike = this.#engine.isStrike(code);
    this.#tally?.took(code);
    const record = this.#record;
    const label = record.isOn || strike ? this.#engine.label(code) : "";
    if (strike) this.#strikes.add(label, this.#model.monitor.pending(this.#state) !== 0);
    else if (this.#strikes.isIdle && this.#model.isCall(code))
      this.#strikes.wake(this.#model.recovered(this.#state));
    record.move();
    this.#timeMs += this.#engine.take(this.#state, code, this);
    if (!record.isOn) return;
    const recovered = this.#model.recovered(this.#state);
    const step = record.step({ label, timeMs: this.#timeMs, strike, recovered });
    this.#options.seen?.(this.#state, step);
  }
}
