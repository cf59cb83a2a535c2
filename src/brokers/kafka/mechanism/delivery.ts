/** A delivery in one integer: partition and offset; with its instance where lists hold those of several. */

const OFFSET_BITS = 6;
const OFFSET = (1 << OFFSET_BITS) - 1;
const REF_BITS = 12;
const REF = (1 << REF_BITS) - 1;

/** What a handler is known by: below 4096. */
export type Ref = number;

export const ref = {
  make: (p: number, offset: number): Ref => (p << OFFSET_BITS) | offset,
  partition: (r: Ref): number => r >> OFFSET_BITS,
  offset: (r: Ref): number => r & OFFSET,
} as const;

export const tagged = {
  make: (i: number, r: Ref): number => (i << REF_BITS) | r,
  instance: (t: number): number => t >> REF_BITS,
  ref: (t: number): Ref => t & REF,
} as const;
