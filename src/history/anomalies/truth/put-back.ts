/** The messages of one queue that were put back, by their places: the lowest is at hand. */
import type { Value } from "../operation.ts";

interface Entry {
  readonly place: number;
  readonly message: Value;
}

/** A heap whose entries may be out of date: whoever asks says which still hold. */
export class PutBack {
  readonly #heap: Entry[] = [];

  add(place: number, message: Value): void {
    const heap = this.#heap;
    let at = heap.push({ place, message }) - 1;
    while (at > 0) {
      const above = (at - 1) >> 1;
      if (this.#place(above) <= place) break;
      this.#swap(at, above);
      at = above;
    }
  }

  /** The lowest message that `holds`; those below it that do not are forgotten. */
  lowest(holds: (message: Value, place: number) => boolean): Entry | undefined {
    for (let first = this.#heap[0]; first !== undefined; first = this.#heap[0]) {
      if (holds(first.message, first.place)) return first;
      this.#removeFirst();
    }
    return undefined;
  }

  #removeFirst(): void {
    const last = this.#heap.pop();
    if (last === undefined || this.#heap.length === 0) return;
    this.#heap[0] = last;
    let at = 0;
    for (;;) {
      const [left, right] = [2 * at + 1, 2 * at + 2];
      const below = this.#place(right) < this.#place(left) ? right : left;
      if (this.#place(below) >= last.place) return;
      this.#swap(at, below);
      at = below;
    }
  }

  #place(at: number): number {
    return this.#heap[at]?.place ?? Number.POSITIVE_INFINITY;
  }

  #swap(a: number, b: number): void {
    const [one, other] = [this.#heap[a], this.#heap[b]];
    if (one === undefined || other === undefined) return;
    this.#heap[a] = other;
    this.#heap[b] = one;
  }
}
