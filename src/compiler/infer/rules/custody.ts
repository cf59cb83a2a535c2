/** Rules about letting go before, or after, the next one holds: rules 1, 2, 10 of docs/inference.md, and skipping. */
import { NONE, plus, without } from "../cuts.ts";
import type { Cuts } from "../stage.ts";
import type { Delta } from "../stream.ts";
import { as, denied, fails, publishes, unheard, type View, wiped } from "./view.ts";

/** Rule 1. Released first: what is let go of before the act and then not done is lost, unless it is run again in place. */
export function releasedFirst(v: View): Delta {
  const { a, r } = v;
  if (r >= a) return {};
  const thrown = v.step.inPlace === true ? NONE : plus(fails(v, r + 1, a), denied(v, r, a));
  const lost = plus(thrown, unheard(v, r, a));
  return { loss: as(v, "released-first", lost) };
}

/**
 * Rule 2, program: what fails or stops between the act and the release repeats the act. A gate that covers the handler and
 * stands before the act suppresses the whole second run: what fails between gate and act is lost (the inbox bug), unless
 * the fault defeats the gate as well. Run again in place, a handler also repeats the act for what fails after the release.
 */
export function program(v: View): Delta {
  const { a, r, step } = v;
  if (step.retries !== "program") return {};
  const last = step.inPlace === true ? step.groups.length - 1 : r;
  const repeated = plus(
    fails(v, a + 1, last),
    unheard(v, a, r),
    denied(v, a, step.inPlace === true ? last + 1 : r),
  );
  return { loss: inbox(v), dup: { "re-execution": as(v, "program", repeated) } };
}

function inbox(v: View): Cuts {
  const at = v.step.gate?.at;
  if (!v.gated || at === undefined) return NONE;
  const between = plus(fails(v, at + 1, v.a), unheard(v, at, v.a), denied(v, at, v.a));
  return as(v, "inbox", without(between, wiped(v, "re-execution")));
}

/**
 * A handler that is not retried (on-failure: skip): the message is settled all the same, and the acts not yet done are
 * lost. Only a process that stops, or a settle sent and lost, leaves the message to be delivered again.
 */
export function skipped(v: View): Delta {
  const { a, r, step } = v;
  if (step.retries !== "none" || publishes(step)) return {};
  const settleUnseen = step.posted && r < a ? [r] : [];
  const failing = step.fails.filter((_, i) => i <= a && !settleUnseen.includes(i));
  const lost = plus(...failing, denied(v, 0, a));
  const repeated = a < r ? plus(step.posted ? fails(v, r, r) : NONE, unheard(v, a, r)) : NONE;
  return {
    loss: plus(as(v, "skipped", lost), inbox(v)),
    dup: { "re-execution": as(v, "program", repeated) },
  };
}

/** Rule 10. A release that is sent, not awaited: the act goes on although the release was lost. */
export function postedRelease(v: View): Delta {
  const { a, r, step } = v;
  if (!step.posted || a <= r || publishes(step)) return {};
  const repeated = as(v, "posted-release", fails(v, r, r));
  return {
    dup: { "re-execution": repeated },
    ...(step.unsettled === "many" ? { back: { "re-execution": repeated } } : {}),
  };
}
