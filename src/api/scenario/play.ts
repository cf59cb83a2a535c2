/** A scenario played once: everything that no step decides goes the way of least surprise. */
import type { State } from "../../base/layout.ts";
import { type Fingerprint, fingerprint } from "../../base/fingerprint.ts";
import { EVENT_KINDS, type SimulatedEvent } from "../../runtime/event.ts";
import { closedCircle } from "../../runtime/livelock.ts";
import type { Context, MoveCode } from "../../runtime/model.ts";
import type { RunStep } from "../../runtime/run-result.ts";
import type { Director } from "./director.ts";
import { differences, type ScenarioEnding } from "./judgement.ts";
import { stepInWords } from "./step.ts";

/** Moves of one scenario at most. */
const MOVES_MAX = 20_000;
/** States looked at to see whether a circle has a way out. */
const CIRCLE_MAX = 50_000;

export interface Played {
  /** Recorded moves with their events. */
  readonly steps: readonly RunStep[];
  /** How it ended; absent where `stopped` says why it did not. */
  readonly ending?: ScenarioEnding;
  readonly unsettled: number;
  readonly stopped?: string;
  /** What was otherwise than expected, where an expectation stood. */
  readonly differences: readonly string[];
}

class Player implements Context {
  readonly #director: Director;
  readonly #state: State;
  readonly #steps: RunStep[] = [];
  readonly #differences: string[] = [];
  /** How often each state was seen since the last step of the scenario was done. */
  #seen: Map<string, number> = new Map<string, number>();
  #events: SimulatedEvent[] = [];
  #timeMs = 0;

  constructor(director: Director) {
    this.#director = director;
    this.#state = director.model.initial();
  }

  emit(kind: number, hop: number, place: number, intent: number, detail: number): void {
    this.#director.model.monitor.step(this.#state, kind, hop, place, intent, detail);
    const name = EVENT_KINDS[kind] ?? "start";
    this.#events.push({ kind: name, timeMs: this.#timeMs, hop, place, intent, detail });
  }

  pick(): number {
    return 0;
  }

  play(): Played {
    const [s, director] = [this.#state, this.#director];
    while (this.#steps.length < MOVES_MAX) {
      this.#passOver();
      const candidates = director.candidates(s);
      if (director.isHealed(s, candidates)) {
        this.#pass();
        continue;
      }
      const { own, others } = candidates;
      const [first] = own;
      if (first !== undefined) {
        this.#take(first);
        this.#pass();
        continue;
      }
      const visits = this.#visit();
      const isOver = others.length === 0 || visits > 2 * others.length;
      if (!isOver) this.#take(others[visits % others.length] as MoveCode);
      else if (director.endsAtRest(s)) this.#pass();
      else return this.#end(others.length > 0);
    }
    return this.#stopped(`it takes more than ${MOVES_MAX} moves`);
  }

  /** Passes what is fulfilled, and looks at what is expected. */
  #passOver(): void {
    const director = this.#director;
    for (let step = director.steps[director.at(this.#state)]; step !== undefined; ) {
      if (step.do === "expect") this.#differences.push(...differences(director, this.#state, step.expected));
      else if (!director.isFulfilled(this.#state)) return;
      this.#pass();
      step = director.steps[director.at(this.#state)];
    }
  }

  #pass(): void {
    this.#director.pass(this.#state);
    this.#seen = new Map();
  }

  /** How often this state was here before, in this step. */
  #visit(): number {
    const print: Fingerprint = { high: 0, low: 0 };
    fingerprint(this.#state, print);
    const key = `${print.high} ${print.low}`;
    const times = this.#seen.get(key) ?? 0;
    this.#seen.set(key, times + 1);
    return times;
  }

  #take(code: MoveCode): void {
    const { engine, model } = this.#director;
    this.#events = [];
    const label = engine.label(code);
    this.#timeMs += this.#director.take(this.#state, code, this);
    this.#steps.push({
      label,
      timeMs: this.#timeMs,
      strike: engine.isStrike(code),
      events: this.#events,
      recovered: model.recovered(this.#state),
    });
  }

  #end(circles: boolean): Played {
    const [s, director] = [this.#state, this.#director];
    const step = director.steps[director.at(s)];
    if (step !== undefined)
      return this.#stopped(
        `step ${director.at(s) + 1} (${stepInWords(step)}) never came about: ${circles ? "it goes in circles" : "nothing more could happen"}`,
      );
    const { monitor } = director.model;
    const unsettled = circles
      ? (closedCircle(director.engine, s, CIRCLE_MAX) ?? 0)
      : director.model.unsettled(s);
    const broken = circles ? monitor.inCircles(s, unsettled) : monitor.atEnd(s, unsettled);
    return {
      steps: this.#steps,
      differences: this.#differences,
      unsettled,
      ending: {
        settled: director.observer.settled(s),
        effects: director.observer.effects(s),
        broken: monitor.clauses.filter((_, c) => (broken & (1 << c)) !== 0),
        circles,
      },
    };
  }

  #stopped(why: string): Played {
    return { steps: this.#steps, differences: this.#differences, unsettled: 0, stopped: why };
  }
}

/** Plays a scenario. Deterministic. */
export function play(director: Director): Played {
  return new Player(director).play();
}
