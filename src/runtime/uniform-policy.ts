import { among, pickAt, rollAt, strikeOf } from "./keyed.ts";
import type { MoveChoice, PickChoice, Policy } from "./schedule.ts";

/** Any natural move is as likely as any other, at every point. */
export class UniformPolicy implements Policy {
  readonly #seed: number;
  readonly #strike: number;
  /** `strike`: hits of a fault out of 256, where the budget allows one. */
  constructor(seed: number, strike: number) {
    this.#seed = seed;
    this.#strike = strike;
  }
  move(choice: MoveChoice): number {
    const roll = rollAt(this.#seed, choice);
    const strike = strikeOf(choice, roll, this.#strike);
    return strike >= 0 ? strike : among(choice, roll, 0, choice.natural);
  }
  pick(choice: PickChoice): number {
    return pickAt(this.#seed, choice);
  }
}
