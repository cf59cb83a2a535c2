import type { Fingerprint } from "../base/fingerprint.ts";
import type { State } from "../base/layout.ts";
import type { MoveCode } from "./model.ts";

export interface Successor {
  readonly state: State;
  readonly print: Fingerprint;
  code: MoveCode;
  /** The choices inside the move; copied where there are any. */
  picks: readonly number[];
  natural: boolean;
}

const NO_PICKS: readonly number[] = [];

/**
 * What the moves of one state lead to. All are worked out before the first is looked up, so that the look-ups can wait
 * for memory side by side: in a large table that is most of their time.
 */
export class Successors {
  /** Used again from state to state; those from {@link count} on are left from before. */
  readonly all: Successor[] = [];
  count = 0;
  readonly #size: number;

  /** `size`: cells of a state. */
  constructor(size: number) {
    this.#size = size;
  }
  clear(): void {
    this.count = 0;
  }
  /** One to be filled in; it counts once it is kept. */
  next(): Successor {
    const known = this.all[this.count];
    if (known !== undefined) return known;
    const state = new Int32Array(this.#size);
    const fresh = { state, print: { high: 0, low: 0 }, code: 0, picks: NO_PICKS, natural: false };
    this.all.push(fresh);
    return fresh;
  }
  keep(code: MoveCode, picks: readonly number[], natural: boolean): void {
    const last = this.all[this.count] as Successor;
    last.code = code;
    last.picks = picks.length === 0 ? NO_PICKS : picks.slice();
    last.natural = natural;
    this.count += 1;
  }
}
