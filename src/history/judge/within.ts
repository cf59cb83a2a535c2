/** Within: nothing due is pending for longer than this, but for faults and the time that recovery takes. */
import type { Clock } from "../event.ts";
import { counted, type Tally } from "./verdict.ts";
import type { ClauseOf, View } from "./view.ts";

/** Units of a clock in a millisecond. */
const PER_MS: Readonly<Record<Clock, number>> = { ms: 1, us: 1_000, ns: 1_000_000 };

export function within(view: View, { ms }: ClauseOf<"within">, tally: Tally): void {
  const { recording, intents } = view;
  const { header, disturbances } = recording;
  const { skew } = header;
  if (skew === undefined) {
    tally.cannot("the header does not bound by how much clocks differ (`skew`)");
    return;
  }
  if (disturbances.hasUntimed) {
    tally.cannot("a `fault` event has no time");
    return;
  }
  const most = ms * PER_MS[header.clock];
  let untimed = 0;
  for (const root of view.roots) {
    if (view.owedFrom(root) === 0 || view.due(root) !== "yes" || view.isExcused(root, ["dead-lettered"]))
      continue;
    const from = intents.ackLine(root) === 0 ? intents.callBegin(root) : intents.ackEnd(root);
    const to = pendingUntil(view, root) - skew;
    if (Number.isNaN(from) || Number.isNaN(to)) {
      untimed += 1;
      continue;
    }
    tally.over += 1;
    const calm = to > from ? disturbances.calm(from, to, skew) : 0;
    if (calm > most) late(view, root, calm / PER_MS[header.clock], tally);
  }
  if (untimed > 0) tally.cannot(`events of ${counted(untimed, "message")} have no time`);
}

function late(view: View, root: number, ms: number, tally: Tally): void {
  const last = lastEffect(view, root);
  tally.broken(() => ({
    what: `${view.name(root)} was pending for ${ms} ms in which nothing was wrong`,
    lines: [
      view.owedFrom(root),
      last < 0 || view.isMissing(root) ? view.recording.lastLine : view.effects.line(last),
    ],
  }));
}

/** When the last leaf has its first effect; the end of the history where one has none. */
function pendingUntil(view: View, root: number): number {
  if (view.isMissing(root)) return view.recording.lastTime;
  const last = lastEffect(view, root);
  return last < 0 ? Number.NEGATIVE_INFINITY : view.effects.begin(last);
}

/** Of the first effects of the leaves the latest; -1 where there is none. */
function lastEffect(view: View, root: number): number {
  let last = -1;
  for (const leaf of view.leaves(root)) {
    const first = view.effects.first(leaf);
    if (first >= 0 && (last < 0 || view.effects.begin(first) > view.effects.begin(last))) last = first;
  }
  return last;
}
