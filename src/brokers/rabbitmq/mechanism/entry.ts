/**
 * One copy of a message in a queue, packed into an integer: the intent, which copy of it (lowest number free), how
 * often it came back, whether its time is over; and, while a consumer holds it, whose delivery it is.
 */

const INTENT_BITS = 5;
const COPY_BITS = 8;
const COPY_MASK = (1 << COPY_BITS) - 1;
const COUNT_AT = 8;
const COUNT_MASK = 31;
const OVERDUE = 1 << 13;
const RETURNED = 1 << 14;
/** What stays of an entry while nobody holds it. */
const LYING = (1 << 15) - 1;
const INSTANCE_AT = 15;
const INSTANCE_MASK = 15;
const RUN_AT = 19;
const RUN_MASK = 3;
const BEGUN = 1 << 21;
const POSTED = 1 << 22;

export const COPIES_MAX: number = 1 << (COPY_BITS - INTENT_BITS);

/** Number of a copy: its intent and which of the intent's copies it is. */
export const copyNumber = (m: number, which: number): number => m | (which << INTENT_BITS);
export const copyOf = (entry: number): number => entry & COPY_MASK;
export const intentOf = (entry: number): number => entry & ((1 << INTENT_BITS) - 1);

/** How often it came back, as far as it counts towards a limit. */
export const countOf = (entry: number): number => (entry >> COUNT_AT) & COUNT_MASK;
export const withCount = (entry: number, count: number): number =>
  (entry & ~(COUNT_MASK << COUNT_AT)) | (Math.min(count, COUNT_MASK) << COUNT_AT);

export const isOverdue = (entry: number): boolean => (entry & OVERDUE) !== 0;
export const fresh = (entry: number): number => entry & ~OVERDUE;
export const overdue = (entry: number): number => entry | OVERDUE;
/** It lies among what came back, before what was never delivered (R-REQ-02). */
export const isReturned = (entry: number): boolean => (entry & RETURNED) !== 0;
export const returned = (entry: number): number => entry | RETURNED;

/** The entry when instance `i` gets it. */
export const handed = (entry: number, i: number): number => (entry & LYING & ~RETURNED) | (i << INSTANCE_AT);
/** The entry when nobody holds it any more. */
export const released = (entry: number): number => entry & LYING;
export const holderOf = (entry: number): number => (entry >> INSTANCE_AT) & INSTANCE_MASK;

/** A handler of the holder runs on it, as run `run` of this copy there. */
export const begun = (entry: number, run: number): number => entry | BEGUN | (run << RUN_AT);
export const isBegun = (entry: number): boolean => (entry & BEGUN) !== 0;
/** What the flow model calls the delivery by: the copy, and the run where handlers of one copy overlap. */
export const refOf = (entry: number): number => copyOf(entry) | (((entry >> RUN_AT) & RUN_MASK) << COPY_BITS);
export const runRef = (copy: number, run: number): number => copy | (run << COPY_BITS);
export const RUNS_MAX: number = RUN_MASK + 1;

/** The client has written its verdict on it to the connection. */
export const posted = (entry: number): number => entry | POSTED;
export const isPosted = (entry: number): boolean => (entry & POSTED) !== 0;
