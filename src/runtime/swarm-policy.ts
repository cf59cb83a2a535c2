import { mix } from "../base/prng.ts";
import { pickAt, rollAt } from "./keyed.ts";
import type { MoveChoice, PickChoice, Policy } from "./schedule.ts";

/** A kind of move or an atom counts as many times as one of these says; which one is drawn anew for each run. */
const WEIGHTS = [1, 1, 2, 4, 8] as const;
/** The kind of a move is its operation, whatever intent or actor it is about; of a fault or a timer, the whole number. */
const KIND_MASK = 0xff;
const OWN_KINDS = 254;

/**
 * Swarm testing by weights: each run draws how likely each kind of move and each fault is, so that a kind that would
 * hide another is rare in some runs without ever being left out (leaving out reaches fewer states at equal cost).
 */
export class SwarmPolicy implements Policy {
  readonly #seed: number;
  readonly #strike: number;
  /** `strike`: hits of a fault out of 256, where the budget allows one. */
  constructor(seed: number, strike: number) {
    this.#seed = seed;
    this.#strike = strike;
  }
  move(choice: MoveChoice): number {
    const { count, natural } = choice;
    const roll = rollAt(this.#seed, choice);
    if (count > natural && (roll & 255) < this.#strike) return this.#weighted(choice, roll, natural, count);
    return natural > 1 ? this.#weighted(choice, roll, 0, natural) : 0;
  }
  pick(choice: PickChoice): number {
    return pickAt(this.#seed, choice);
  }

  /** The highest of so many rolls an alternative: one of weight w wins as often as w of weight 1, and no sum is needed. */
  #weighted({ code }: MoveChoice, roll: number, from: number, to: number): number {
    let best = from;
    let most = -1;
    for (let i = from; i < to; i++) {
      const move = code(i);
      const own = mix(roll, move);
      const weight = this.#weight(move);
      let highest = own;
      for (let k = 1; k < weight; k++) highest = Math.max(highest, mix(own, k));
      if (highest <= most) continue;
      best = i;
      most = highest;
    }
    return best;
  }

  #weight(code: number): number {
    const kind = (code & KIND_MASK) >= OWN_KINDS ? code : code & KIND_MASK;
    return WEIGHTS[mix(this.#seed ^ 0x51ed270b, kind) % WEIGHTS.length] as number;
  }
}
