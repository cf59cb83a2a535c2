/**
 * What can happen next in a scenario. Its steps alone make the application send, faults strike, and what is broken heal
 * before everything has to; all else happens by itself. A step that cannot be done yet waits until it can.
 */
import type { Cell, State } from "../../base/layout.ts";
import { Engine } from "../../runtime/engine.ts";
import type { FlowModel } from "../../runtime/flow-model.ts";
import { type Context, type MoveCode, STRIKE_OP } from "../../runtime/model.ts";
import { modelOfSetting, type Setting } from "../setting.ts";
import { ScenarioObserver } from "./observer.ts";
import type { ScenarioStep } from "./step.ts";

/** Moves that can happen in a state; those from `own` on are what the step itself does, and end it. */
export interface Candidates {
  /** Of these, those that only heal come first. */
  readonly others: readonly MoveCode[];
  readonly own: readonly MoveCode[];
}

export class Director {
  readonly setting: Setting;
  readonly steps: readonly ScenarioStep[];
  readonly model: FlowModel;
  readonly engine: Engine;
  readonly observer: ScenarioObserver;
  readonly #at: Cell;
  /** For each step, which pattern it waits for. */
  readonly #patternOf: readonly number[];

  constructor(setting: Setting, steps: readonly ScenarioStep[]) {
    const patterns = steps.flatMap((step) => (step.do === "until" ? [step.pattern] : []));
    this.setting = setting;
    this.steps = steps;
    this.model = modelOfSetting(setting, undefined, patterns);
    this.engine = new Engine(this.model, this.model.cells, {
      faults: setting.faults.atOnce,
      atoms: new Set(setting.faults.of),
      reduction: false,
    });
    const { layout } = this.model;
    layout.region("scenario");
    this.#at = layout.cell();
    this.observer = new ScenarioObserver(layout, this.model, setting.workload, patterns);
    let waits = 0;
    this.#patternOf = steps.map((step) => (step.do === "until" ? waits++ : -1));
  }

  /** Number of the step under way; that of the steps where all are done. */
  at(s: State): number {
    return this.#at.get(s);
  }

  /** The step under way is done. */
  pass(s: State): void {
    this.#at.add(s, 1);
  }

  /** What the step waits for has happened. */
  isFulfilled(s: State): boolean {
    const pattern = this.#patternOf[this.at(s)] ?? -1;
    return pattern >= 0 && this.observer.met(s, pattern);
  }

  /** Where nothing else can happen the step is done, or it can never be. */
  endsAtRest(s: State): boolean {
    const step = this.steps[this.at(s)];
    return step?.do === "wait" || step?.do === "settle" || step?.do === "heal";
  }

  candidates(s: State): Candidates {
    const { engine, model } = this;
    engine.nextEpisode(s, this.setting.faults.episodes);
    const natural = engine.enabled(s);
    const codes = Array.from(engine.moves.codes.subarray(0, engine.moves.count));
    const step = this.steps[this.at(s)];
    const heals = step === undefined || step.do === "settle" || step.do === "heal";
    const others = codes
      .slice(0, natural)
      .filter((code) => !model.isCall(code) && (heals || !this.#heals(code)));
    if (step?.do === "send")
      return { others, own: codes.slice(0, natural).filter((code) => model.isCall(code)) };
    if (step?.do === "strike") {
      const atom = model.atoms.findIndex(({ name }) => name === step.fault);
      return { others, own: codes.slice(natural).filter((code) => code === (STRIKE_OP | (atom << 8))) };
    }
    if (step?.do !== "heal") return { others, own: [] };
    const healing = others.filter((code) => this.#heals(code));
    return { others: [...healing, ...others.filter((code) => !this.#heals(code))], own: [] };
  }

  /** A heal step is done as soon as nothing is left to be healed. */
  isHealed(s: State, { others }: Candidates): boolean {
    return this.steps[this.at(s)]?.do === "heal" && !others.some((code) => this.#heals(code));
  }

  /** Takes a move; answers the milliseconds that passed. */
  take(s: State, code: MoveCode, ctx: Context): number {
    return this.engine.take(s, code, {
      emit: (kind, hop, place, m, detail) => {
        ctx.emit(kind, hop, place, m, detail);
        this.observer.step(s, kind, hop, place, m, detail);
      },
      pick: (site, subject, count) => ctx.pick(site, subject, count),
    });
  }

  #heals(code: MoveCode): boolean {
    return this.model.operations[code & 255]?.heals === true;
  }
}
