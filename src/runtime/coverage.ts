/** What of a model was ever taken, so that a report can say which stages and choice points were never reached. */
import { type MoveCode, type Registry, STRIKE_OP, TIMER_OP } from "./model.ts";

/** How often each was taken, by its number in the model that was run: the lists of {@link Registry} hold the names. */
export interface Coverage {
  readonly operations: readonly number[];
  readonly timers: readonly number[];
  readonly atoms: readonly number[];
  /** Choices inside a move, where there was more than one alternative. */
  readonly sites: readonly number[];
}

/** Counts what is taken, over as many runs as it is given to. */
export class Tally {
  readonly #model: Registry;
  readonly #operations: Float64Array = new Float64Array(256);
  readonly #timers: Float64Array = new Float64Array(256);
  readonly #atoms: Float64Array = new Float64Array(256);
  readonly #sites: Float64Array;

  constructor(model: Registry) {
    this.#model = model;
    this.#sites = new Float64Array(model.sites.length);
  }

  took(code: MoveCode): void {
    const op = code & 255;
    const counts = op === STRIKE_OP ? this.#atoms : op === TIMER_OP ? this.#timers : this.#operations;
    const at = op === STRIKE_OP || op === TIMER_OP ? (code >> 8) & 255 : op;
    counts[at] = (counts[at] as number) + 1;
  }

  chose(site: number): void {
    this.#sites[site] = (this.#sites[site] as number) + 1;
  }

  get coverage(): Coverage {
    const { operations, timers, atoms } = this.#model;
    return {
      operations: [...this.#operations.subarray(0, operations.length)],
      timers: [...this.#timers.subarray(0, timers.length)],
      atoms: [...this.#atoms.subarray(0, atoms.length)],
      sites: [...this.#sites],
    };
  }
}
