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

/** Turns the fingerprint of `before`, given in `print`, into that of `after`; costs by the cells that differ. */
export function followFingerprint(before: State, after: State, print: Fingerprint): void {
  let { high, low } = print;
  for (let i = 0; i < after.length; i++) {
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
  /** `capacity`: slots to begin with, a power of two. */
  constructor(capacity: number = 4096) {
    this.#mask = capacity - 1;
    this.#slots = new Int32Array(capacity * 3);
  }
  get count(): number {
    return this.#count;
  }
  /** The number of `f`; -1 when it is not in the set. */
  indexOf(f: Fingerprint): number {
    const slots = this.#slots;
    let at = (f.low & this.#mask) * 3;
    for (; slots[at + 2] !== 0; at = at + 3 === slots.length ? 0 : at + 3)
      if (slots[at] === f.high && slots[at + 1] === f.low) return (slots[at + 2] as number) - 1;
    return -1;
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
