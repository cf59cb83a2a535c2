/** Rules about who acts when: rules 5 and 6 of docs/inference.md. */
import { always, NONE, plus, twice, without } from "../cuts.ts";
import type { Cuts } from "../stage.ts";
import type { Delta } from "../stream.ts";
import { as, defeat, denied, fails, PAIR, publishes, RIVALS, unheard, type View, wiped } from "./view.ts";

/**
 * Rule 5. Ownership moves while a handler is in the middle: the old owner (the zombie) goes on.
 *
 * Before the fence its act is a repeat, late where somebody else went on. An act after the fence, or after the release, is
 * done once, but late: after the other one's next message. Behind a handler gate the other one skips the message because
 * the zombie has passed the gate: the zombie's act is late, and lost if the fence then refuses it; where the gate forgets
 * with the move it is a repeat, as without a gate.
 */
export function ownership(v: View): Delta {
  const { a, r, step } = v;
  if (step.steals.length === 0) return {};
  const q = step.fence;
  if (v.gated) return behindGate(v, q);
  const late: Delta =
    a > Math.min(q, r) && step.others ? { swap: as(v, "ownership-late", step.steals, RIVALS) } : {};
  return a < q ? { ...late, ...repeatedByZombie(v) } : late;
}

function behindGate(v: View, q: number): Delta {
  const { a, step } = v;
  const unseen = without(step.steals, wiped(v, "redelivery"));
  const at = step.gate?.at ?? 0;
  const late = a > Math.min(q, v.r) ? step.steals : unseen;
  const swap = step.others && a !== q ? as(v, "ownership-late", late, RIVALS) : NONE;
  const loss = q > at && q <= a ? as(v, "ownership-inbox", unseen) : NONE;
  return { swap, loss, ...(a < q ? repeatedByZombie(v) : {}) };
}

/**
 * The repeats of the act before the fence; rule 4 multiplies them by what defeats the gate. Alone and behind its settle,
 * an instance acts for the first time when it goes on: the strike that stole the message cannot have defeated the gate.
 */
function repeatedByZombie(v: View): Delta {
  const { a, r, step } = v;
  const refused = step.fence <= r || step.posted;
  if (!step.others && !refused) return {};
  const steals =
    !step.others && a > r ? twice(step.steals, defeat(v, "redelivery"), v.atomsMax) : step.steals;
  const dup = { redelivery: as(v, "ownership", steals) };
  const progressBehind = step.unsettled === "many" && step.returns === "rewind";
  if (!step.others && !progressBehind) return { dup };
  const back = { redelivery: as(v, "ownership-back", steals, step.others ? RIVALS : PAIR) };
  const progressReturns = a === r && step.returns === "rewind";
  return step.others && !progressReturns ? { dup, back, stale: back } : { dup, back };
}

/** Rule 6, many: handlers or sends at once keep no order but that of their lane. */
export function manyAtOnce(v: View): Delta {
  if (v.step.inFlight !== "many") return {};
  const lane = v.step.lane ?? { kind: "none" };
  return lane.kind === "one" ? {} : { splits: [{ lane, cuts: as(v, "many-at-once", always(), PAIR) }] };
}

/**
 * Rule 6, overtaking: a message that fails is put behind its successors, or returned alone while a successor is already
 * handed over. Failing before the act is done inverts; failing after it repeats it behind the successor.
 */
export function overtaking(v: View): Delta {
  const { a, r, step } = v;
  const behind = step.returns === "tail" || step.returns === "side";
  const alone = (step.returns === "origin" || step.returns === "head") && step.unsettled === "many";
  if (step.retries !== "program" || step.inPlace === true || !(behind || alone)) return {};
  const handled = step.groups[r]?.length === 1 ? r - 1 : r;
  const upTo = v.gated ? (step.gate?.at ?? a) : a;
  const before = plus(fails(v, 0, Math.min(upTo, handled)), denied(v, 0, Math.min(upTo, r)));
  const after = plus(fails(v, a + 1, handled), denied(v, a, r));
  const late = { "re-execution": as(v, "overtaken-repeat", after, PAIR) };
  return { swap: as(v, "overtaken", before, PAIR), back: late, stale: late };
}

/**
 * Rule 6, window: only where the next message may begin before this one's settle is known to be done does a repeat come
 * after its successor. One at a time, a rewind repeats but never goes back; a failing handler that is run again in place
 * neither.
 */
export function unsettledMany(v: View): Delta {
  const { a, r, step } = v;
  if (step.unsettled !== "many" || a >= r || publishes(step)) return {};
  const lostSettle = fails(v, r, r);
  const again = step.returns === "rewind" ? plus(lostSettle, unheard(v, a, r)) : lostSettle;
  const back = { "re-execution": as(v, "unsettled-many", again, PAIR) };
  const scattered = step.returns !== "rewind" && step.inFlight === "many" && step.others;
  return scattered ? { back, stale: back } : { back };
}

/** What of the rules above comes back to the place it was read from. */
export function returned(deltas: readonly Delta[]): Cuts {
  return plus(...deltas.map(({ back }) => plus(back?.["re-execution"] ?? NONE, back?.redelivery ?? NONE)));
}
