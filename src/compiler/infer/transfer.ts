/** What a stage makes of a stream: the rules of docs/inference.md, applied in order. */
import { ATOMS_MAX, plus } from "./cuts.ts";
import { postedRelease, program, releasedFirst, skipped } from "./rules/custody.ts";
import { manyAtOnce, overtaking, ownership, returned, unsettledMany } from "./rules/order.ts";
import { recognised } from "./rules/recognition.ts";
import { progressOutlives, repeatAtRest, repeatAtStep, returnedHalfLost } from "./rules/repeat.ts";
import { jointAnswer, refused, relayed, resentGroup } from "./rules/resend.ts";
import { laned, leaving, lostAtRest } from "./rules/rest.ts";
import { as, asRest, publishes, type Reading, type View, view } from "./rules/view.ts";
import type { Cuts, DupClass, Rest, Step, StreamPart } from "./stage.ts";
import { bounded, type Delta, merged, type Stream } from "./stream.ts";

/** The stream behind a step. Monotone in `up`. */
export function throughStep(step: Step, up: Stream, reading: Reading): Stream {
  const v = view(step, up, reading);
  const first = releasedFirst(v);
  const skip = skipped(v);
  const returns = [ownership(v), unsettledMany(v), postedRelease(v), overtaking(v)];
  const back = returned(returns);
  const lost = plus(first.loss ?? [], skip.loss ?? []);
  const passedOver = as(v, "extra-loss", step.extra?.loss ?? []);
  const added = merged(up, [
    first,
    skip,
    program(v),
    resentGroup(v),
    refused(v),
    relayed(v),
    jointAnswer(v),
    ...returns,
    manyAtOnce(v),
    repeatAtStep(v, plus(lost, passedOver)),
    returnedHalfLost(v, back, lost),
    progressOutlives(v, back),
  ]);
  return bounded(merged(recognised(v, added), [handWritten(v)]), Math.min(ATOMS_MAX, v.atomsMax));
}

/** The stream behind a rest. Monotone in `up`. */
export function throughRest(rest: Rest, up: Stream, atomsMax: number): Stream {
  const lost = lostAtRest(rest);
  const extra = byHand(rest.extra, "re-execution", (part, cuts) => asRest(rest, `extra-${part}`, cuts));
  return bounded(
    merged(up, [lost, laned(rest), repeatAtRest(rest, up.back, leaving(lost), atomsMax), extra]),
    Math.min(ATOMS_MAX, atomsMax),
  );
}

function handWritten(v: View): Delta {
  const k = publishes(v.step) ? "session-resend" : "re-execution";
  return byHand(v.step.extra, k, (part, cuts) => as(v, `extra-${part}`, cuts));
}

function byHand(extra: Step["extra"], k: DupClass, label: (part: StreamPart, cuts: Cuts) => Cuts): Delta {
  if (extra === undefined) return {};
  const of = (part: StreamPart): Cuts => label(part, extra[part] ?? []);
  return {
    loss: of("loss"),
    refused: of("refused"),
    stuck: of("stuck"),
    ghost: of("ghost"),
    swap: of("swap"),
    dup: { [k]: of("dup") },
    back: { [k]: of("back") },
    stale: { [k]: of("stale") },
  };
}
