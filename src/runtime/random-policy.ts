import { mix } from "../base/prng.ts";
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

/** Decides by a keyed mix of (seed, point): removing a message or fault leaves every other decision as it was. */
export class RandomPolicy implements Policy {
  readonly #seed: number;
  readonly #weights: Weights;
  constructor(seed: number, weights: Weights) {
    this.#seed = seed;
    this.#weights = weights;
  }
  move(choice: MoveChoice): number {
    const { key, count, natural } = choice;
    const roll = mix(this.#seed, key);
    if (count > natural && (roll & 255) < this.#weights.strike) return among(choice, roll, natural, count);
    if (natural > 1 && ((roll >>> 8) & 255) < this.#weights.surprise) return among(choice, roll, 0, natural);
    return natural > 1 ? this.#firstNotHeld(choice) : 0;
  }
  pick({ key, count }: PickChoice): number {
    return mix(this.#seed ^ 0x5bd1e995, key) % count;
  }

  /** Long delays, which one surprise after the other would hardly make. */
  #firstNotHeld({ natural, code }: MoveChoice): number {
    const { hold } = this.#weights;
    if (hold === undefined) return 0;
    for (let i = 0; i < natural; i++) if ((mix(this.#seed ^ 0x2545f491, code(i)) & 255) >= hold) return i;
    return 0;
  }
}

/** One of the alternatives, by its own number: one that goes away changes the choice only where it was chosen. */
function among({ code }: MoveChoice, roll: number, from: number, to: number): number {
  let best = from;
  let most = -1;
  for (let i = from; i < to; i++) {
    const weight = mix(roll, code(i));
    if (weight <= most) continue;
    best = i;
    most = weight;
  }
  return best;
}
