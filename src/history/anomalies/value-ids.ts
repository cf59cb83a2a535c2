/** Numbers of the values of one log. Whole numbers, the usual case, lie in an open table, where a million are cheap. */
import type { Value } from "./operation.ts";

const LARGEST = 0x7fffffff;

export class ValueIds {
  /** Pairs of value and number; a number of -1 is a free place. */
  #cells = new Int32Array(2 * 64).fill(-1);
  #count = 0;
  readonly #others = new Map<Value, number>();

  /** -1 for a value that was not added. */
  find(value: Value): number {
    if (!small(value)) return this.#others.get(value) ?? -1;
    return this.#cells[this.#place(value) + 1] as number;
  }

  /** `value` must not be there. */
  add(value: Value, id: number): void {
    if (!small(value)) {
      this.#others.set(value, id);
      return;
    }
    if (4 * (this.#count + 1) > this.#cells.length) this.#grow();
    this.#put(value, id);
    this.#count += 1;
  }

  #put(value: number, id: number): void {
    const at = this.#place(value);
    this.#cells[at] = value;
    this.#cells[at + 1] = id;
  }

  #grow(): void {
    const before = this.#cells;
    this.#cells = new Int32Array(2 * before.length).fill(-1);
    for (let i = 0; i < before.length; i += 2)
      if (before[i + 1] !== -1) this.#put(before[i] as number, before[i + 1] as number);
  }

  /** Where the value lies, or where it belongs. */
  #place(value: number): number {
    const cells = this.#cells;
    const mask = cells.length / 2 - 1;
    let at = (Math.imul(value, 0x9e3779b1) >>> 7) & mask;
    while (cells[2 * at + 1] !== -1 && cells[2 * at] !== value) at = (at + 1) & mask;
    return 2 * at;
  }
}

function small(value: Value): value is number {
  return typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= LARGEST;
}
