/** Counts how often each integer was seen. */
export class Counter {
  #keys: Int32Array = new Int32Array(128);
  #counts: Int32Array = new Int32Array(128);
  #mask = 127;
  #size = 0;
  /** Counts one more of `key`; answers how many there are now. */
  add(key: number): number {
    if (this.#size * 2 > this.#mask) this.#grow();
    const at = this.#find(key);
    if (this.#counts[at] === 0) {
      this.#keys[at] = key;
      this.#size += 1;
    }
    const count = (this.#counts[at] as number) + 1;
    this.#counts[at] = count;
    return count;
  }
  /** Forgets all that was counted. */
  clear(): void {
    if (this.#size === 0) return;
    this.#counts.fill(0);
    this.#size = 0;
  }
  #find(key: number): number {
    let at = (Math.imul(key, 0x9e3779b1) >>> 7) & this.#mask;
    while (this.#counts[at] !== 0 && this.#keys[at] !== key) at = (at + 1) & this.#mask;
    return at;
  }
  #grow(): void {
    const keys = this.#keys;
    const counts = this.#counts;
    this.#mask = this.#mask * 2 + 1;
    this.#keys = new Int32Array(this.#mask + 1);
    this.#counts = new Int32Array(this.#mask + 1);
    for (let i = 0; i < keys.length; i++) {
      if (counts[i] === 0) continue;
      const at = this.#find(keys[i] as number);
      this.#keys[at] = keys[i] as number;
      this.#counts[at] = counts[i] as number;
    }
  }
}
