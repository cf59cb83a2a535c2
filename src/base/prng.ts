/** Mixes two 32-bit integers into one, well spread: the same pair always gives the same unsigned 32-bit integer. */
export function mix(a: number, b: number): number {
  let h = Math.imul(a ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(b + 0x7f4a7c15, 0xc2b2ae35);
  h = Math.imul(h ^ (h >>> 16), 0x21f0aaad);
  h = Math.imul(h ^ (h >>> 15), 0x735a2d97);
  h = Math.imul(h ^ (h >>> 16) ^ a, 0x2c1b3c6d);
  return (h ^ (h >>> 15)) >>> 0;
}

/** A stream of integers from a seed, without floats. For drawing inputs; schedules use {@link mix} keyed by point. */
export class Prng {
  #state: number;
  #count = 0;
  constructor(seed: number) {
    this.#state = seed >>> 0;
  }
  /** Uniform below `bound` (1 … 2^31). */
  below(bound: number): number {
    this.#count += 1;
    this.#state = mix(this.#state, this.#count);
    return this.#state % bound;
  }
  /** One of `values`. */
  of<T>(values: readonly [T, ...T[]] | readonly T[]): T {
    return values[this.below(values.length)] as T;
  }
  /** True `hits` times out of `outOf`. */
  chance(hits: number, outOf: number): boolean {
    return this.below(outOf) < hits;
  }
}
