import type { State } from "../base/layout.ts";
import type { Tally } from "./coverage.ts";
import type { Engine } from "./engine.ts";
import type { PathStep } from "./found-sets.ts";
import type { Context, Model } from "./model.ts";

/** Goes through all combinations of the choices inside one move, as an odometer; events go to the monitor. */
export class Picks implements Context {
  /** What is picked this time, one number a choice. */
  readonly chosen: number[] = [];
  readonly #limits: number[] = [];
  readonly #model: Model;
  readonly #tally: Tally | undefined;
  #depth = 0;
  #state: State = new Int32Array(0);
  constructor(model: Model, tally?: Tally) {
    this.#model = model;
    this.#tally = tally;
  }
  /** The move is about to change `s`. */
  begin(s: State): void {
    this.#state = s;
    this.#depth = 0;
  }
  emit(kind: number, hop: number, place: number, intent: number, detail: number): void {
    this.#tally?.saw(kind, hop, detail);
    this.#model.monitor.step(this.#state, kind, hop, place, intent, detail);
  }
  pick(site: number, _subject: number, count: number): number {
    this.#tally?.chose(site);
    const at = this.#depth++;
    if (at >= this.chosen.length) this.chosen.push(0);
    this.#limits[at] = count;
    return this.chosen[at] as number;
  }
  /** Moves to the next combination; false when all have been had. */
  next(): boolean {
    const { chosen } = this;
    if (this.#depth === 0 && chosen.length === 0) return false;
    chosen.length = this.#depth;
    while (chosen.length > 0) {
      const last = chosen.length - 1;
      const value = (chosen[last] as number) + 1;
      if (value < (this.#limits[last] as number)) {
        chosen[last] = value;
        return true;
      }
      chosen.pop();
    }
    return false;
  }
  /** Begins with all choices at 0. */
  reset(): void {
    if (this.chosen.length > 0) this.chosen.length = 0;
  }
  /** Begins with these choices. */
  force(chosen: readonly number[]): void {
    this.chosen.splice(0, this.chosen.length, ...chosen);
  }
}

/** The state that `path` leads to. */
export function replay(engine: Engine, path: readonly PathStep[]): State {
  const s = engine.model.initial();
  const picks = new Picks(engine.model);
  for (const step of path) {
    picks.force(step.picks);
    picks.begin(s);
    engine.take(s, step.code, picks);
  }
  return s;
}
