/** Rules about a repeat whose other copy is gone: rules 9 and 11 of docs/inference.md. */
import { allClasses, type ByClass, type Delta, mapByClass, plusByClass } from "../stream.ts";
import { plus, times, twice } from "../cuts.ts";
import { leaving, lostAtRest } from "./rest.ts";
import type { Cuts, Rest } from "../stage.ts";
import { as, asRest, defeat, PAIR, type View } from "./view.ts";

/**
 * Rule 9. A repeat (`back`, from upstream) whose first occurrence is lost here inverts. One strike cannot be both: what
 * made the repeat and what lost the first copy; a common atom strikes twice.
 */
function repeatOfLost(loss: Cuts, { back, atomsMax, label }: Repeats): Delta {
  if (loss.length === 0) return {};
  const stale = mapByClass(back, (cuts) => label(twice(cuts, loss, atomsMax)));
  return { stale, swap: allClasses(stale) };
}

interface Repeats {
  readonly back: ByClass;
  readonly atomsMax: number;
  readonly label: (cuts: Cuts) => Cuts;
}

/** Rule 9 at a rest; where each copy is lost by itself, a common strike repeats both and loses the successor's repeat. */
export function repeatAtRest(rest: Rest, back: ByClass, loss: Cuts, atomsMax: number): Delta {
  const label = (cuts: Cuts): Cuts => asRest(rest, "repeat-of-lost", cuts, PAIR);
  const delta = repeatOfLost(loss, { back, atomsMax, label });
  if (rest.each.length === 0) return delta;
  const partial = mapByClass(back, (cuts) =>
    asRest(rest, "repeat-half-lost", times(cuts, rest.each, atomsMax), PAIR),
  );
  return { ...delta, stale: plusByClass(delta.stale ?? {}, partial) };
}

/** Rule 9 at a step. */
export function repeatAtStep(v: View, loss: Cuts): Delta {
  const label = (cuts: Cuts): Cuts => as(v, "repeat-of-lost", cuts, PAIR);
  return repeatOfLost(loss, { back: v.up.back, atomsMax: v.atomsMax, label });
}

/**
 * Rule 9, copies returned to the rest they were read from: the successor's is lost there, or by this step (`loss`), by
 * another strike; by the same one where the rest loses each by itself.
 */
export function returnedHalfLost(v: View, back: Cuts, loss: Cuts): Delta {
  if (back.length === 0) return {};
  const each = v.reads === undefined ? [] : v.reads.each;
  const all = v.reads === undefined ? loss : plus(loss, v.reads.again ?? leaving(lostAtRest(v.reads)));
  // The gate forgets before the first repeat, the second one is lost behind it: by another strike.
  const repeated = times(back, defeat(v, "re-execution"), v.atomsMax);
  const meanwhile = times(repeated, v.reads?.meanwhile ?? [], v.atomsMax);
  const half = plus(times(back, each, v.atomsMax), twice(repeated, all, v.atomsMax), meanwhile);
  return { stale: { "re-execution": as(v, "returned-half-lost", half, PAIR) } };
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
  return {
    stuck,
    stale: { "re-execution": as(v, "progress-outlives", times(reads.tail, back, v.atomsMax), PAIR) },
  };
}
