/** What is known of each message, by its number: one row of a typed array each, since there may be millions. */

const COLUMNS = 4;
const WRITER = 0;
const OK_READER = 1;
const ANY_READER = 2;
const OFFSET = 3;

/** A value that is not known is -1. */
export class ValueTable {
  #cells = new Float64Array(1024 * COLUMNS);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** Number of the new row. */
  add(): number {
    const at = this.#length * COLUMNS;
    if (at === this.#cells.length) {
      const cells = new Float64Array(2 * at);
      cells.set(this.#cells);
      this.#cells = cells;
    }
    this.#cells.fill(-1, at, at + COLUMNS);
    this.#length += 1;
    return this.#length - 1;
  }

  /** The completion that sent it: the last one, if there are several. */
  writer(value: number): number {
    return this.#cells[value * COLUMNS + WRITER] as number;
  }

  wrote(value: number, completion: number): void {
    this.#cells[value * COLUMNS + WRITER] = completion;
  }

  /** The first completion that ended ok and read it. */
  okReader(value: number): number {
    return this.#cells[value * COLUMNS + OK_READER] as number;
  }

  /** The first completion that read it, however it ended. */
  anyReader(value: number): number {
    return this.#cells[value * COLUMNS + ANY_READER] as number;
  }

  read(value: number, completion: number, ok: boolean): void {
    const at = value * COLUMNS;
    if (this.#cells[at + ANY_READER] === -1) this.#cells[at + ANY_READER] = completion;
    if (ok && this.#cells[at + OK_READER] === -1) this.#cells[at + OK_READER] = completion;
  }

  /** One offset that was told for it. */
  offset(value: number): number {
    return this.#cells[value * COLUMNS + OFFSET] as number;
  }

  place(value: number, offset: number): void {
    this.#cells[value * COLUMNS + OFFSET] = offset;
  }
}
