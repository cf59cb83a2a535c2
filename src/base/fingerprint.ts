import type { State } from "./layout.ts";

/** Two 32-bit hashes of one state, as signed integers: together the 64-bit fingerprint. */
export interface Fingerprint {
  high: number;
  low: number;
}

/** What cell `at` adds to the first hash when it holds `value`; nothing when that is 0. */
function highOf(at: number, value: number): number {
  let h = (Math.imul(value, 0x9e3779b1) + Math.imul(at, 0x7feb352d)) | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

function lowOf(at: number, value: number): number {
  let h = (Math.imul(value, 0x2545f491) + Math.imul(at, 0x6c078965)) | 0;
  h = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d);
  h = Math.imul(h ^ (h >>> 12), 0x297a2d39);
  return h ^ (h >>> 15);
}

/** Writes the 64-bit fingerprint of `s` into `out`: a sum over its cells, so that it can follow a change. */
export function fingerprint(s: State, out: Fingerprint): void {
  let high = 0;
  let low = 0;
  for (let i = 0; i < s.length; i++) {
    const value = s[i] as number;
    if (value === 0) continue;
    high = (high + highOf(i, value)) | 0;
    low = (low + lowOf(i, value)) | 0;
  }
  out.high = high;
  out.low = low;
}

function sameFour(before: State, after: State, at: number): boolean {
  return (
    (((before[at] as number) ^ (after[at] as number)) |
      ((before[at + 1] as number) ^ (after[at + 1] as number)) |
      ((before[at + 2] as number) ^ (after[at + 2] as number)) |
      ((before[at + 3] as number) ^ (after[at + 3] as number))) ===
    0
  );
}

/** Turns the fingerprint of `before`, given in `print`, into that of `after`; costs by the cells that differ. */
export function followFingerprint(before: State, after: State, print: Fingerprint): void {
  let { high, low } = print;
  const size = after.length;
  for (let from = 0; from < size; from += 4) {
    const to = Math.min(from + 4, size);
    // Most cells are as they were: four at a time are told so at once.
    if (to === from + 4 && sameFour(before, after, from)) continue;
    for (let i = from; i < to; i++) {
      const now = after[i] as number;
      const was = before[i] as number;
      if (now === was) continue;
      if (was !== 0) {
        high = (high - highOf(i, was)) | 0;
        low = (low - lowOf(i, was)) | 0;
      }
      if (now === 0) continue;
      high = (high + highOf(i, now)) | 0;
      low = (low + lowOf(i, now)) | 0;
    }
  }
  print.high = high;
  print.low = low;
}

/** Takes the cells from `at` on, `count` of them, out of the fingerprint of `s`, as if they held 0. */
export function withoutCells(s: State, at: number, count: number, print: Fingerprint): void {
  for (let i = at; i < at + count; i++) {
    const value = s[i] as number;
    if (value === 0) continue;
    print.high = (print.high - highOf(i, value)) | 0;
    print.low = (print.low - lowOf(i, value)) | 0;
  }
}

/**
 * Set of 64-bit fingerprints, each with the number it was given on its way in (0, 1, 2, …). Two different states with
 * equal fingerprints would be taken for one: with n states the expected number of such pairs is n² / 2^65.
 */
export class FingerprintTable {
  #slots: Int32Array;
  #mask: number;
  #count = 0;
  /** Where {@link indexOf} ended. */
  #at = 0;
  /** Keeps a compiler from leaving out the reads of {@link fetch}. */
  protected fetched = 0;
  /** `capacity`: slots to begin with, a power of two. */
  constructor(capacity: number = 4096) {
    this.#mask = capacity - 1;
    this.#slots = new Int32Array(capacity * 3);
  }
  get count(): number {
    return this.#count;
  }
  /**
   * Reads where the first `count` of `these` would be, and nothing else: look-ups that follow find it in the cache. One
   * such read does not wait for the other.
   */
  fetch(these: readonly { readonly print: Fingerprint }[], count: number): void {
    const slots = this.#slots;
    let read = 0;
    for (let i = 0; i < count; i++) read ^= slots[((these[i]?.print.low ?? 0) & this.#mask) * 3] as number;
    this.fetched = read;
  }
  /** The number of `f`; -1 when it is not in the set. */
  indexOf(f: Fingerprint): number {
    const slots = this.#slots;
    const { high, low } = f;
    let at = (low & this.#mask) * 3;
    for (;;) {
      const index = slots[at + 2] as number;
      if (index === 0) break;
      if (slots[at] === high && slots[at + 1] === low) return index - 1;
      at += 3;
      if (at === slots.length) at = 0;
    }
    this.#at = at;
    return -1;
  }
  /** Adds `f`, which {@link indexOf} has just not found, or which is the first; answers its number. */
  addMissing(f: Fingerprint): number {
    if (this.#count === 0 || this.#count * 2 > this.#mask) return -1 - this.add(f);
    const slots = this.#slots;
    const at = this.#at;
    slots[at] = f.high;
    slots[at + 1] = f.low;
    this.#count += 1;
    slots[at + 2] = this.#count;
    return this.#count - 1;
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
    if (this.#count === 0) return;
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
