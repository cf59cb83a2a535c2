/** One run of a search by running again: it takes given choices, otherwise the default, and notes what else it could do. */
import { mix } from "../../base/prng.ts";
import type { MoveChoice, PickChoice, Policy } from "../../runtime/schedule.ts";

/**
 * A choice made otherwise than by default: at the point of this number, that alternative. Of the moves that are no faults it
 * is {@link HOLD}: what would come next waits until nothing else is left to do.
 */
export interface Turn {
  readonly at: number;
  readonly alternative: number;
}

export const HOLD = 1;

/** A point at which a run chose, with what it could have done. */
export interface Point {
  /** Alternatives, and how many of them are no faults; of a choice inside a move all are none. */
  readonly count: number;
  readonly natural: number;
  readonly isPick: boolean;
  /** Equal for all runs that have come to it by the same points. */
  readonly print: number;
  /** Of the faults, by alternative less {@link natural}: the atom. */
  readonly strikes: readonly number[];
}

export class ChoicesPolicy implements Policy {
  readonly points: Point[] = [];
  readonly #turns: readonly Turn[];
  readonly #held: Set<number> = new Set<number>();
  #next = 0;
  #print = 0;
  #passed = -1;

  constructor(turns: readonly Turn[]) {
    this.#turns = turns;
  }

  /** All turns have been taken. */
  get isDone(): boolean {
    return this.#next >= this.#turns.length;
  }

  /** The print of the point at which the last turn was taken. */
  get passed(): number {
    return this.#passed;
  }

  move(choice: MoveChoice): number {
    const { key, count, natural, code } = choice;
    const strikes: number[] = [];
    if (this.isDone) for (let i = natural; i < count; i++) strikes.push((code(i) >> 8) & 255);
    const turn = this.#turnAt({ count, natural, isPick: false, print: this.#follow(key), strikes });
    if (turn >= natural && turn < count && turn > 0) return turn;
    if (turn === HOLD) this.#held.add(code(this.#firstFree(choice)));
    return this.#firstFree(choice);
  }

  pick({ key, count }: PickChoice): number {
    const turn = this.#turnAt({ count, natural: count, isPick: true, print: this.#follow(key), strikes: [] });
    return turn < count ? turn : 0;
  }

  /** The first move that does not wait; where all do, none does any more. */
  #firstFree({ natural, code }: MoveChoice): number {
    if (this.#held.size === 0) return 0;
    for (let i = 0; i < natural; i++) if (!this.#held.has(code(i))) return i;
    this.#held.clear();
    return 0;
  }

  #follow(key: number): number {
    this.#print = mix(this.#print, key);
    return this.#print;
  }

  /** The turn that is to be taken at this point, 0 where none is. */
  #turnAt(point: Point): number {
    const at = this.points.push(point) - 1;
    const turn = this.#turns[this.#next];
    if (turn === undefined || turn.at !== at) return 0;
    this.#next += 1;
    this.#passed = point.print;
    this.#print = mix(this.#print, turn.alternative);
    return turn.alternative;
  }
}
