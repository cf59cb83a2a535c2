/** A row of 32-bit integers that grows at its end. */
export class IntVector {
  #cells: Int32Array = new Int32Array(256);
  #length = 0;
  get length(): number {
    return this.#length;
  }
  push(value: number): void {
    if (this.#length === this.#cells.length) {
      const cells = new Int32Array(this.#length * 2);
      cells.set(this.#cells);
      this.#cells = cells;
    }
    this.#cells[this.#length] = value;
    this.#length += 1;
  }
  /** Forgets all of them. */
  clear(): void {
    this.#length = 0;
  }
  get(i: number): number {
    return this.#cells[i] as number;
  }
  /** The integers themselves, as long as nothing is pushed. */
  view(): Int32Array {
    return this.#cells.subarray(0, this.#length);
  }
}
