import { mix } from "../base/prng.ts";
import { pickAt, rollAt, strikeOf } from "./keyed.ts";
import type { MoveChoice, PickChoice, Policy } from "./schedule.ts";

/** Tells which lane (actor of a story) a move belongs to, from what its label begins with; remembered by its number. */
export class Lanes {
  readonly #places: readonly string[];
  readonly #lanes: Map<number, number> = new Map<number, number>();
  /** `places`: names of the lanes, as in the model. */
  constructor(places: readonly string[]) {
    this.#places = places;
  }
  of(choice: MoveChoice, i: number): number {
    const code = choice.code(i);
    const known = this.#lanes.get(code);
    if (known !== undefined) return known;
    const lane = this.#named(choice.label(i)) ?? -1 - (code & 0xffff);
    this.#lanes.set(code, lane);
    return lane;
  }

  /** The longest place that the label begins with; a move of nobody in particular is a lane of its own. */
  #named(label: string): number | undefined {
    let best: number | undefined;
    this.#places.forEach((place, p) => {
      if (place === "" || !label.startsWith(place)) return;
      if (best === undefined || place.length > (this.#places[best] ?? "").length) best = p;
    });
    return best;
  }
}

export interface PctOptions {
  /** Ordering constraints of the bugs that the bound speaks of: one more than there are change points. */
  readonly depth: number;
  /** Points of scheduling that a run has, about. */
  readonly points: number;
  /** Hits of a fault out of 256, where the budget allows one. */
  readonly strike: number;
  readonly lanes: Lanes;
}

const LOW = 0x8000_0000;

/**
 * Probabilistic concurrency testing (Burckhardt et al., ASPLOS 2010) over lanes instead of threads: the highest lane
 * that can act does, and at change points the lane that would act falls below all others. Lanes are ordered by a mix of
 * (seed, lane), change points are those points whose mix of (seed, point) is below (depth - 1) / points: keyed, so that
 * a message taken away moves none of them, where the original draws step numbers.
 *
 * Bound: with n lanes, k = `points` points and m = depth - 1 change points, a bug that m given points and one order
 * decide is found by a run with probability at least 1/n · (m/k)^m · e^-m / m! (the original's 1/(n·k^m), less that the
 * number of change points varies); for depth 1 it is 1/n. Faults strike by their own roll and are not part of it.
 */
export class PctPolicy implements Policy {
  readonly #seed: number;
  readonly #options: PctOptions;
  /** Lanes that fell, each with the priority that it has now; few. */
  readonly #fallen: number[] = [];
  readonly #low: number[] = [];
  constructor(seed: number, options: PctOptions) {
    this.#seed = seed;
    this.#options = options;
  }
  move(choice: MoveChoice): number {
    const strike = strikeOf(choice, rollAt(this.#seed, choice), this.#options.strike);
    if (strike >= 0 || choice.natural === 1) return Math.max(0, strike);
    const highest = this.#highest(choice);
    const change = mix(this.#seed ^ 0x1b873593, choice.key);
    if (change % this.#options.points >= this.#options.depth - 1) return highest;
    // Below every first priority, and in any order among those that fell.
    this.#fall(this.#options.lanes.of(choice, highest), mix(change, 1) % LOW);
    return this.#highest(choice);
  }
  pick(choice: PickChoice): number {
    return pickAt(this.#seed, choice);
  }

  #highest(choice: MoveChoice): number {
    let best = 0;
    let most = -1;
    for (let i = 0; i < choice.natural; i++) {
      const priority = this.#priority(this.#options.lanes.of(choice, i));
      if (priority <= most) continue;
      best = i;
      most = priority;
    }
    return best;
  }

  #fall(lane: number, priority: number): void {
    const at = this.#fallen.indexOf(lane);
    this.#low[at < 0 ? this.#fallen.push(lane) - 1 : at] = priority;
  }

  #priority(lane: number): number {
    const fallen = this.#fallen;
    for (let i = 0; i < fallen.length; i++) if (fallen[i] === lane) return this.#low[i] as number;
    return LOW + (mix(this.#seed ^ 0x7f4a7c15, lane) % LOW);
  }
}
