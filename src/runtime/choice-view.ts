import { mix } from "../base/prng.ts";
import type { Engine } from "./engine.ts";
import type { Explorable } from "./explore.ts";
import type { Deviation, MoveChoice, PickChoice } from "./schedule.ts";

/** The base of the point where nothing is enabled but faults. */
export const REST = -1;

/** A choice made other than by default: at a point of scheduling, or (`site` >= 0) inside a move. */
export interface Turn {
  readonly site: number;
  /** Default move, or the subject of the pick. */
  readonly base: number;
  readonly visit: number;
  /** Move taken (0 = rest), or number picked. */
  readonly choice: number;
}

/** One reused view of a choice, so that the hot path allocates nothing. */
export class ChoiceView implements MoveChoice, PickChoice {
  readonly #engine: Engine;
  readonly #model: Explorable;
  #site = -1;
  #base = 0;
  #visit = 0;
  count = 0;
  natural = 0;
  key = 0;
  readonly point: () => string;
  readonly label: (i: number) => string;
  readonly code: (i: number) => number;
  constructor(engine: Engine, model: Explorable) {
    this.#engine = engine;
    this.#model = model;
    this.point = (): string => this.#point(this.#site, this.#base, this.#visit);
    this.code = (i): number => {
      if (this.#base !== REST) return this.#engine.moves.codes[i] as number;
      return i === 0 ? REST : (this.#engine.moves.codes[i - 1] as number);
    };
    this.label = (i): string => this.#label(this.code(i));
  }
  atMove(base: number, visit: number, count: number, natural: number): this {
    this.#site = -1;
    this.#base = base;
    this.#visit = visit;
    this.count = count;
    this.natural = natural;
    this.key = mix(base, visit);
    return this;
  }
  atPick(site: number, subject: number, visit: number, count: number): this {
    this.#site = site;
    this.#base = subject;
    this.#visit = visit;
    this.count = count;
    this.key = mix(0x70000000 | (site << 16) | subject, visit);
    return this;
  }
  deviation({ site, base, visit, choice }: Turn): Deviation {
    return {
      point: this.#point(site, base, visit),
      choice: site >= 0 ? String(choice) : this.#label(choice),
    };
  }
  #point(site: number, base: number, visit: number): string {
    if (site >= 0) return `p/${this.#model.sites[site] ?? ""}/${base}#${visit}`;
    return `s/${this.#label(base)}#${visit}`;
  }
  #label(code: number): string {
    return code === REST ? "rest" : this.#engine.label(code);
  }
}
