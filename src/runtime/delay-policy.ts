import { mix } from "../base/prng.ts";
import { pickAt, rollAt, strikeOf } from "./keyed.ts";
import type { MoveChoice, PickChoice, Policy } from "./schedule.ts";

export interface Delays {
  /** At most so many in one run. */
  readonly delays: number;
  /** Points of scheduling that a run has, about: where the delays fall. */
  readonly points: number;
  /** Hits of a fault out of 256, where the budget allows one. */
  readonly strike: number;
}

/** The longest delay is so many doublings of one point. */
const DOUBLINGS = 7;

/**
 * Delay-bounded: the default run, in which at most d times the move that would come next is put off, each time for 1,
 * 2, 4 … 64 points at which it would have come. Bugs that need few delays are found in few runs: of the schedules with
 * at most d delays in k points there are no more than (7k)^d, whatever the number of moves that each point offers.
 */
export class DelayPolicy implements Policy {
  readonly #seed: number;
  readonly #options: Delays;
  /** Points that a move is still put off for. */
  readonly #held: Map<number, number> = new Map<number, number>();
  #used = 0;
  constructor(seed: number, options: Delays) {
    this.#seed = seed;
    this.#options = options;
  }
  move(choice: MoveChoice): number {
    const { natural, code } = choice;
    const { delays, points, strike: hits } = this.#options;
    const roll = rollAt(this.#seed, choice);
    const strike = strikeOf(choice, roll, hits);
    if (strike >= 0 || natural === 1) return Math.max(0, strike);
    const first = this.#firstFree(choice);
    const delayed = this.#used < delays && mix(this.#seed ^ 0x3c6ef372, choice.key) % points < delays;
    if (!delayed) return first;
    this.#used += 1;
    this.#held.set(code(first), 1 << ((roll >>> 16) % DOUBLINGS));
    return this.#firstFree(choice);
  }
  pick(choice: PickChoice): number {
    return pickAt(this.#seed, choice);
  }

  /** The first move that is not put off; the first of all where each is. */
  #firstFree({ natural, code }: MoveChoice): number {
    if (this.#held.size === 0) return 0;
    for (let i = 0; i < natural; i++) {
      const left = this.#held.get(code(i)) ?? 0;
      if (left === 0) return i;
      if (left === 1) this.#held.delete(code(i));
      else this.#held.set(code(i), left - 1);
    }
    return 0;
  }
}
