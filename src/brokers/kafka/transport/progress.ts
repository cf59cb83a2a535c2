/** What is finished of one partition: the position that may be committed. */

export class Progress {
  /** Offsets in the order in which they were taken, from the first that is not finished on. */
  #open: number[] = [];
  #head = 0;
  readonly #finished = new Set<number>();
  /** Next offset to read for whoever has finished everything up to here; undefined before the first. */
  #position: number | undefined;

  /** Offsets come in ascending order; some are left out, where a log has gaps. */
  take(offset: number): void {
    this.#open.push(offset);
  }

  finish(offset: number): void {
    this.#finished.add(offset);
    let next = this.#open[this.#head];
    while (next !== undefined && this.#finished.delete(next)) {
      this.#position = next + 1;
      next = this.#open[++this.#head];
    }
    if (this.#head > 64 && this.#head * 2 > this.#open.length) {
      this.#open = this.#open.slice(this.#head);
      this.#head = 0;
    }
  }

  /** The lowest offset that is not finished, as far as anything is; undefined where nothing is. */
  get position(): number | undefined {
    return this.#position;
  }

  /** After the last one taken: where a consumer stands that does not look at what is finished. */
  get taken(): number | undefined {
    const last = this.#open.at(-1);
    return last === undefined ? this.#position : last + 1;
  }

  /** How many were taken from the lowest unfinished one on, finished or not. */
  get open(): number {
    return this.#open.length - this.#head;
  }
}
