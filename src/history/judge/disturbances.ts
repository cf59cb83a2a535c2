/** When something was wrong: faults, what came of them, and the time it took to recover. */

export interface DiskLosses {
  /** First and last line of the instant. */
  readonly line: number;
  readonly last: number;
  readonly count: number;
}

/** Stretches in which a fault was active or not yet recovered from, and the losses of disks among the faults. */
export class Disturbances {
  readonly #begins: number[] = [];
  readonly #ends: number[] = [];
  readonly #active: Set<string> = new Set<string>();
  #knowsRecovery = false;
  #isOpen = false;
  readonly #lost: { line: number; last: number; count: number; at: number }[] = [];
  /** A fault without a time: nothing can be said about lengths of time. */
  hasUntimed = false;

  /** Some fault was recorded. */
  get any(): boolean {
    return this.#begins.length > 0;
  }

  fault(what: string, line: number, begin: number): void {
    this.hasUntimed ||= Number.isNaN(begin);
    if (what.startsWith("disk-loss@")) this.#diskLost(line, begin);
    this.#active.add(what);
    if (this.#isOpen) return;
    this.#isOpen = true;
    this.#begins.push(begin);
  }

  heal(what: string, end: number): void {
    this.#active.delete(what);
    if (!this.#knowsRecovery && this.#active.size === 0) this.#close(end);
  }

  recovered(end: number): void {
    this.#knowsRecovery = true;
    this.#active.clear();
    this.#close(end);
  }

  /** Losses of disks, by instant. */
  get diskLosses(): readonly DiskLosses[] {
    return this.#lost;
  }

  /** The longest stretch between `from` and `to` without disturbance, where clocks differ by at most `skew`. */
  calm(from: number, to: number, skew: number): number {
    let longest = 0;
    let at = from;
    for (let i = this.#firstAfter(from - skew); i < this.#begins.length && at < to; i++) {
      longest = Math.max(longest, Math.min(to, (this.#begins[i] ?? 0) - skew) - at);
      at = Math.max(at, (this.#ends[i] ?? Number.POSITIVE_INFINITY) + skew);
    }
    return Math.max(longest, to - at);
  }

  /** Index of the first stretch that ends after a time. */
  #firstAfter(time: number): number {
    let [low, high] = [0, this.#begins.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#ends[middle] ?? Number.POSITIVE_INFINITY) >= time) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  #close(end: number): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#ends.push(end);
  }

  #diskLost(line: number, at: number): void {
    const last = this.#lost.at(-1);
    const isSame = last !== undefined && (Number.isNaN(at) ? line === last.last + 1 : at === last.at);
    if (isSame) {
      last.count += 1;
      last.last = line;
    } else this.#lost.push({ line, last: line, count: 1, at });
  }
}
