import { mix } from "../base/prng.ts";
import { among, pickAt, rollAt, strikeOf } from "./keyed.ts";
import type { MoveChoice, PickChoice, Policy } from "./schedule.ts";

/** How surprising a random run is, as hits out of 256. */
export interface Weights {
  /** A move other than the default one. */
  readonly surprise: number;
  /** A fault, where the budget allows one. */
  readonly strike: number;
  /** Of all moves, those put off in this run for as long as anything else can happen; 0 when absent. */
  readonly hold?: number;
}

/** The default run with surprises: mostly what is natural, now and then any other move, and moves that are put off throughout. */
export class RandomPolicy implements Policy {
  readonly #seed: number;
  readonly #weights: Weights;
  constructor(seed: number, weights: Weights) {
    this.#seed = seed;
    this.#weights = weights;
  }
  move(choice: MoveChoice): number {
    const { natural } = choice;
    const roll = rollAt(this.#seed, choice);
    const strike = strikeOf(choice, roll, this.#weights.strike);
    if (strike >= 0) return strike;
    if (natural > 1 && ((roll >>> 8) & 255) < this.#weights.surprise) return among(choice, roll, 0, natural);
    return natural > 1 ? this.#firstNotHeld(choice) : 0;
  }
  pick(choice: PickChoice): number {
    return pickAt(this.#seed, choice);
  }

  /** Long delays, which one surprise after the other would hardly make. */
  #firstNotHeld({ natural, code }: MoveChoice): number {
    const { hold } = this.#weights;
    if (hold === undefined) return 0;
    for (let i = 0; i < natural; i++) if ((mix(this.#seed ^ 0x2545f491, code(i)) & 255) >= hold) return i;
    return 0;
  }
}
