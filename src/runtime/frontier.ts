import type { State } from "../base/layout.ts";

/** States in a block. */
const BLOCK = 1024;

/** First in, first out, states side by side in large blocks that are used again. */
export class Frontier {
  readonly #size: number;
  readonly #blocks: Int32Array[] = [];
  #free: Int32Array | undefined;
  #head = 0;
  #tail = 0;

  /** `size`: cells of a state. */
  constructor(size: number) {
    this.#size = size;
  }
  push(s: State): void {
    const at = this.#tail % BLOCK;
    if (at === 0) {
      this.#blocks.push(this.#free ?? new Int32Array(BLOCK * this.#size));
      this.#free = undefined;
    }
    this.#blocks[this.#blocks.length - 1]?.set(s, at * this.#size);
    this.#tail += 1;
  }
  /** Takes the oldest state out, into `s`; false where there is none. */
  take(s: State): boolean {
    if (this.#head === this.#tail) return false;
    const at = this.#head % BLOCK;
    const block = this.#blocks[0] as Int32Array;
    const from = at * this.#size;
    // A view of the block would cost more than the few hundred cells that it saves copying one by one.
    for (let i = 0; i < this.#size; i++) s[i] = block[from + i] as number;
    this.#head += 1;
    if (this.#head % BLOCK === 0) this.#free = this.#blocks.shift();
    return true;
  }
}
