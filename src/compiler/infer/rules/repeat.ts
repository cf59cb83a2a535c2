/** Rules about a repeat whose other copy is gone: rules 9 and 11 of docs/inference.md. */
import { allClasses, mapByClass, type ByClass, type Delta } from "../stream.ts";
import { plus, times, twice } from "../cuts.ts";
import type { Cuts, Rest } from "../stage.ts";
import { asRest } from "./rest.ts";
import { as, PAIR, type View } from "./view.ts";

/**
 * Rule 9. A repeat (`back`, from upstream) whose first occurrence is lost here inverts. One strike cannot be both: what
 * made the repeat and what lost the first copy; a common atom strikes twice.
 */
export function repeatOfLost(back: ByClass, loss: Cuts, label: (cuts: Cuts) => Cuts): Delta {
  if (loss.length === 0) return {};
  const stale = mapByClass(back, (cuts) => label(twice(cuts, loss)));
  return { stale, swap: allClasses(stale) };
}

/** Rule 9 at a rest; where each copy is lost by itself, a common strike repeats both and loses the successor's repeat. */
export function repeatAtRest(rest: Rest, back: ByClass, loss: Cuts): Delta {
  const delta = repeatOfLost(back, loss, (cuts) => asRest(rest, "repeat-of-lost", cuts, PAIR));
  if (rest.each.length === 0) return delta;
  const partial = mapByClass(back, (cuts) => asRest(rest, "repeat-half-lost", times(cuts, rest.each), PAIR));
  return { ...delta, stale: mapByClass(bothOf(delta.stale ?? {}, partial), (cuts) => cuts) };
}

/** Rule 9 at a step. */
export function repeatAtStep(v: View, loss: Cuts): Delta {
  return repeatOfLost(v.up.back, loss, (cuts) => as(v, "repeat-of-lost", cuts, PAIR));
}

/** Rule 9, copies returned to the rest they were read from, which loses each by itself. */
export function returnedHalfLost(v: View, back: Cuts): Delta {
  const each = v.reads?.each ?? [];
  if (each.length === 0 || back.length === 0) return {};
  return { stale: { "re-execution": as(v, "returned-half-lost", times(back, each), PAIR) } };
}

/**
 * Rule 11. The reader's progress outlives what it has read: behind a truncated log it is too far. Whatever makes it start
 * from its progress leaves out what was written at the offsets used again. Where progress is stored with the effect, its
 * condition refuses them for ever.
 */
export function progressOutlives(v: View, back: Cuts): Delta {
  const { reads, step, a, r } = v;
  if (reads === undefined || !reads.progressOutlives) return {};
  const stuck = a === r && step.fence <= r ? as(v, "progress-refused", reads.tail) : [];
  return { stuck, stale: { "re-execution": as(v, "progress-outlives", times(reads.tail, back), PAIR) } };
}

function bothOf(a: ByClass, b: ByClass): ByClass {
  return { ...mapByClass(b, (cuts) => cuts), ...mapByClass(a, (cuts, k) => plus(cuts, b[k] ?? [])) };
}
