import type { State } from "./layout.ts";

/** Two 32-bit hashes of one state, as signed integers: together the 64-bit fingerprint. */
export interface Fingerprint {
  high: number;
  low: number;
}

/** Writes the 64-bit fingerprint of `s` into `out`. */
export function fingerprint(s: State, out: Fingerprint): void {
  let a = 0x2545f491;
  let b = 0x6c078965 | 0;
  for (let i = 0; i < s.length; i++) {
    const x = s[i] as number;
    a = Math.imul(a ^ x, 0x9e3779b1);
    a ^= a >>> 15;
    b = Math.imul(b + x, 0x85ebca77) ^ a;
    b = (b << 13) | (b >>> 19);
  }
  a = Math.imul(a ^ (b >>> 16), 0x7feb352d);
  b = Math.imul(b ^ (a >>> 15), 0x846ca68b | 0);
  out.high = a ^ (a >>> 16);
  out.low = b ^ (b >>> 16);
}

/**
 * Set of 64-bit fingerprints, each with the number it was given on its way in (0, 1, 2, …). Two different states with
 * equal fingerprints would be taken for one: with n states the expected number of such pairs is n² / 2^65.
 */
export class FingerprintTable {
  #slots: Int32Array;
  #mask: number;
  #count = 0;
  constructor(capacity: number = 4096) {
    this.#mask = capacity - 1;
    this.#slots = new Int32Array(capacity * 3);
  }
  get count(): number {
    return this.#count;
  }
  /** The number of `f`; when it is new, it gets the next one and the answer is -1 - that number. */
  add(f: Fingerprint): number {
    if (this.#count * 2 > this.#mask) this.#grow();
    const slots = this.#slots;
    let at = (f.low & this.#mask) * 3;
    for (;;) {
      const index = slots[at + 2] as number;
      if (index === 0) {
        slots[at] = f.high;
        slots[at + 1] = f.low;
        this.#count += 1;
        slots[at + 2] = this.#count;
        return -this.#count;
      }
      if (slots[at] === f.high && slots[at + 1] === f.low) return index - 1;
      at += 3;
      if (at === slots.length) at = 0;
    }
  }
  clear(): void {
    this.#slots.fill(0);
    this.#count = 0;
  }
  #grow(): void {
    const old = this.#slots;
    this.#mask = this.#mask * 2 + 1;
    const slots = new Int32Array((this.#mask + 1) * 3);
    for (let i = 0; i < old.length; i += 3) {
      if (old[i + 2] === 0) continue;
      let at = ((old[i + 1] as number) & this.#mask) * 3;
      while (slots[at + 2] !== 0) {
        at += 3;
        if (at === slots.length) at = 0;
      }
      slots[at] = old[i] as number;
      slots[at + 1] = old[i + 1] as number;
      slots[at + 2] = old[i + 2] as number;
    }
    this.#slots = slots;
  }
}
