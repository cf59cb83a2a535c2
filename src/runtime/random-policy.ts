import { mix } from "../base/prng.ts";
import type { MoveChoice, PickChoice, Policy } from "./schedule.ts";

/** How surprising a random run is, as hits out of 256. */
export interface Weights {
  /** A move other than the default one. */
  readonly surprise: number;
  /** A fault, where the budget allows one. */
  readonly strike: number;
}

/** Decides by a keyed mix of (seed, point): removing a message or fault leaves every other decision as it was. */
export class RandomPolicy implements Policy {
  readonly #seed: number;
  readonly #weights: Weights;
  constructor(seed: number, weights: Weights) {
    this.#seed = seed;
    this.#weights = weights;
  }
  move({ key, count, natural }: MoveChoice): number {
    const roll = mix(this.#seed, key);
    if (count > natural && (roll & 255) < this.#weights.strike) return natural + ((roll >>> 8) % (count - natural));
    if (natural > 1 && ((roll >>> 8) & 255) < this.#weights.surprise) return (roll >>> 16) % natural;
    return 0;
  }
  pick({ key, count }: PickChoice): number {
    return mix(this.#seed ^ 0x5bd1e995, key) % count;
  }
}
