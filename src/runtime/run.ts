/** One run: a pure function of model, policy and budget to a history and its verdict. */
import { CapacityExceeded, type State } from "../base/layout.ts";
import { type Fingerprint, FingerprintTable, fingerprint } from "../base/fingerprint.ts";
import { mix } from "../base/prng.ts";
import { type Budget, Engine } from "./engine.ts";
import { EVENT_KINDS, type SimulatedEvent } from "./event.ts";
import type { Explorable, PathStep } from "./explore.ts";
import type { Context } from "./model.ts";
import { DEFAULT_POLICY, type Deviation, type Policy } from "./schedule.ts";

export interface RunOptions extends Budget {
  readonly policy: Policy;
  /** Episodes of faults at most. */
  readonly episodes: number;
  /** Moves at most; a run that needs more ends `bound`. */
  readonly steps: number;
  /** Record the events, for a story. */
  readonly record: boolean;
}

/** `rest`: nothing more can happen. `livelock`: it goes in circles. `bound`: a bound was hit, nothing is known. */
export type RunEnd = "rest" | "livelock" | "bound";

/** One move of a recorded run, with the events it caused. */
export interface RunStep {
  readonly label: string;
  readonly timeMs: number;
  readonly strike: boolean;
  readonly events: readonly SimulatedEvent[];
}

export interface RunResult {
  readonly end: RunEnd;
  /** Names of the clauses broken, in the order of the monitor. */
  readonly broken: readonly string[];
  /** Atoms struck, in order. */
  readonly struck: readonly string[];
  readonly deviations: readonly Deviation[];
  readonly steps: readonly RunStep[];
  readonly moves: number;
  readonly events: number;
}

/** Without a fault or a deviation for so many moves, a run is watched for states that come back. */
const PATIENCE = 2_000;

class Runner implements Context {
  readonly #model: Explorable;
  readonly #engine: Engine;
  readonly #options: RunOptions;
  readonly #path: readonly PathStep[];
  readonly #visits: Map<number, number> = new Map<number, number>();
  readonly #deviations: Deviation[] = [];
  readonly #struck: string[] = [];
  readonly #steps: RunStep[] = [];
  readonly #state: State;
  readonly #choice: ChoiceView;
  #events: SimulatedEvent[] = [];
  #moves = 0;
  #picks = 0;
  #eventCount = 0;
  #timeMs = 0;

  constructor(model: Explorable, options: RunOptions, path: readonly PathStep[] = []) {
    this.#path = path;
    this.#model = model;
    this.#options = options;
    this.#engine = new Engine(model, model.cells, options);
    this.#state = model.initial();
    this.#choice = new ChoiceView(this.#engine);
  }

  emit(kind: number, hop: number, place: number, intent: number, detail: number): void {
    this.#eventCount += 1;
    this.#model.monitor.step(this.#state, kind, hop, place, intent, detail);
    if (this.#options.record)
      this.#events.push({ kind: EVENT_KINDS[kind] ?? "start", timeMs: this.#timeMs, hop, place, intent, detail });
  }

  pick(site: number, subject: number, count: number): number {
    const key = mix(0x70000000 | (site << 8) | subject, this.#visit(-1 - ((site << 8) | subject)));
    const visit = this.#visits.get(-1 - ((site << 8) | subject)) ?? 0;
    const point = (): string => `p/${this.#model.sites[site] ?? ""}/${subject}#${visit}`;
    const chosen = this.#path[this.#moves]?.picks[this.#picks++] ?? this.#options.policy.pick({ point, key, count });
    if (chosen !== 0) this.#deviations.push({ point: point(), choice: String(chosen) });
    return chosen;
  }

  run(): RunResult {
    let end: RunEnd = "bound";
    let broken = 0;
    const s = this.#state;
    try {
      const watch = new CircleWatch();
      for (; this.#moves < this.#options.steps; this.#moves++) {
        this.#picks = 0;
        this.#engine.nextEpisode(s, this.#options.episodes);
        const natural = this.#engine.enabled(s);
        if (this.#engine.moves.count === 0 || natural === 0) {
          const strike = natural === 0 && this.#engine.moves.count > 0 ? this.#choose(natural) : 0;
          if (strike <= 0) {
            end = "rest";
            break;
          }
          this.#take(strike - 1 + natural, watch);
          continue;
        }
        this.#take(this.#choose(natural), watch);
        if (watch.circles(s)) {
          end = "livelock";
          break;
        }
      }
      broken = end === "bound" ? this.#model.monitor.broken(s) : this.#model.monitor.atEnd(s, this.#model.unsettled(s));
    } catch (error) {
      if (!(error instanceof CapacityExceeded)) throw error;
      broken = this.#model.monitor.broken(s);
    }
    const { clauses } = this.#model.monitor;
    return {
      end,
      broken: clauses.filter((_, c) => (broken & (1 << c)) !== 0),
      struck: this.#struck,
      deviations: this.#deviations,
      steps: this.#steps,
      moves: this.#moves,
      events: this.#eventCount,
    };
  }

  /** At rest (`natural` 0) the default is to end: alternative 0, the strikes after it. */
  #choose(natural: number): number {
    const { moves } = this.#engine;
    const rest = natural === 0 ? 1 : 0;
    const count = moves.count + rest;
    if (count === 1) return 0;
    const base = rest === 1 ? -1 : (moves.codes[0] as number);
    const visit = this.#visit(base);
    this.#choice.set(base, visit, count, natural + rest);
    const forced = this.#path[this.#moves];
    const chosen = forced === undefined ? this.#options.policy.move(this.#choice) : moves.codes.indexOf(forced.code) + rest;
    if (chosen !== 0) this.#deviations.push({ point: this.#choice.point(), choice: this.#choice.label(chosen) });
    return chosen;
  }

  #take(index: number, watch: CircleWatch): void {
    const code = this.#engine.moves.codes[index] as number;
    const strike = this.#engine.isStrike(code);
    if (index !== 0) watch.reset();
    const label = this.#options.record || strike ? this.#engine.label(code) : "";
    if (strike) this.#struck.push(label);
    this.#events = [];
    this.#timeMs += this.#engine.take(this.#state, code, this);
    if (!this.#options.record) return;
    this.#steps.push({ label, timeMs: this.#timeMs, strike, events: this.#events });
  }

  #visit(base: number): number {
    const visit = (this.#visits.get(base) ?? 0) + 1;
    this.#visits.set(base, visit);
    return visit;
  }
}

/** One reused view of a scheduling choice, so that the hot path allocates nothing. */
class ChoiceView {
  readonly #engine: Engine;
  #base = 0;
  #visit = 0;
  count = 0;
  natural = 0;
  key = 0;
  readonly point: () => string;
  readonly label: (i: number) => string;
  constructor(engine: Engine) {
    this.#engine = engine;
    this.point = (): string => `s/${this.#base === -1 ? "rest" : this.#engine.label(this.#base)}#${this.#visit}`;
    this.label = (i): string => {
      if (this.#base !== -1) return this.#engine.label(this.#engine.moves.codes[i] as number);
      return i === 0 ? "rest" : this.#engine.label(this.#engine.moves.codes[i - 1] as number);
    };
  }
  set(base: number, visit: number, count: number, natural: number): void {
    this.#base = base;
    this.#visit = visit;
    this.count = count;
    this.natural = natural;
    this.key = mix(base, visit);
  }
}

/** Notices a state that comes back although nothing surprising was chosen. */
class CircleWatch {
  readonly #print: Fingerprint = { high: 0, low: 0 };
  #table: FingerprintTable | undefined;
  #calm = 0;
  reset(): void {
    this.#calm = 0;
    this.#table?.clear();
  }
  circles(s: State): boolean {
    this.#calm += 1;
    if (this.#calm < PATIENCE) return false;
    this.#table ??= new FingerprintTable();
    fingerprint(s, this.#print);
    return this.#table.add(this.#print) >= 0;
  }
}

/** Runs `model` once under `options`. Deterministic: same arguments, same result. */
export function run(model: Explorable, options: RunOptions): RunResult {
  return new Runner(model, options).run();
}

/** Follows a path found by exploration, and says by which deviations from the default run it differs. */
export function followPath(model: Explorable, path: readonly PathStep[], options: Omit<RunOptions, "policy">): RunResult {
  return new Runner(model, { ...options, policy: DEFAULT_POLICY }, path).run();
}
