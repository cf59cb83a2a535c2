/** Decisions by a keyed mix of (seed, point), never by a stream: removing a message or fault leaves the others as they were. */
import { mix } from "../base/prng.ts";
import type { MoveChoice, PickChoice } from "./schedule.ts";

/** What decides at the point of `choice`: the roll of all policies, so that the same seed strikes at the same points. */
export function rollAt(seed: number, { key }: MoveChoice): number {
  return mix(seed, key);
}

/** Index of the fault to strike, where the budget allows one, `hits` times out of 256; -1 = none. */
export function strikeOf(choice: MoveChoice, roll: number, hits: number): number {
  const { count, natural } = choice;
  return count > natural && (roll & 255) < hits ? among(choice, roll, natural, count) : -1;
}

/** One of the alternatives, by its own number: one that goes away changes the choice only where it was chosen. */
export function among({ code }: MoveChoice, roll: number, from: number, to: number): number {
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

/** The choice inside a move: all alternatives alike. */
export function pickAt(seed: number, { key, count }: PickChoice): number {
  return mix(seed ^ 0x5bd1e995, key) % count;
}
