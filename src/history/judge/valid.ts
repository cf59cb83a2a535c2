/** Valid: every effect belongs to a message that was sent, is due, was not refused, and carries what was sent. */
import { counted, type Tally } from "./verdict.ts";
import type { View } from "./view.ts";
import { linesOfEffects } from "./delivery.ts";

export function valid(view: View, tally: Tally): void {
  const { effects, intents } = view;
  const unsaid: number[] = [];
  for (let e = 0; e < effects.size; e++) {
    const m = effects.intent(e);
    const root = view.rootOf(m);
    const isUnsaid = intents.speaker(root) < 0;
    if (!isUnsaid && !view.isOwn(root)) continue;
    tally.over += 1;
    // A second effect says nothing new about where the message comes from.
    if (effects.first(m) !== e) continue;
    if (isUnsaid) unsaid.push(m);
    else owned(view, m, root, tally);
  }
  fromNowhere(view, unsaid, tally);
  unidentified(view, tally);
}

function owned(view: View, m: number, root: number, tally: Tally): void {
  const { effects, intents } = view;
  const altered = effects.altered.get(m);
  const what =
    effects.disowned.has(m) || isRefused(view, m, root)
      ? "has an effect though every attempt to send it failed"
      : view.routed(root) === "no"
        ? "has an effect though it is not due here"
        : altered === undefined
          ? undefined
          : "has an effect of another content than was sent";
  if (what === undefined) return;
  tally.broken(() => ({
    what: `${view.name(m)} ${what}`,
    lines: [intents.callLine(root), ...linesOfEffects(view, m), altered ?? 0],
  }));
}

/** Of an intent that was only accepted nobody knows how its sends ended. */
function isRefused({ intents }: View, m: number, root: number): boolean {
  return [m, root].some((each) => intents.callLine(each) !== 0 && !intents.honest(each));
}

function fromNowhere(view: View, unsaid: readonly number[], tally: Tally): void {
  if (unsaid.length === 0) return;
  const silent = view.watched.producers.filter((producer) => !view.recording.calls.speaks(producer));
  if (silent.length > 0) {
    tally.cannot(
      `${counted(unsaid.length, "effect belongs", "effects belong")} to messages that nobody is recorded to have sent, and no send of ${silent.join(", ")} is recorded`,
    );
    return;
  }
  for (const m of unsaid)
    tally.broken(() => ({
      what: `${view.name(m)} has an effect and was never sent`,
      lines: linesOfEffects(view, m),
    }));
}

function unidentified(view: View, tally: Tally): void {
  const { unidentified: n } = view.effects;
  if (n > 0)
    tally.cannot(
      `${counted(n, "effect")} at ${view.watched.to} ${n === 1 ? "names" : "name"} no intent and no identity`,
    );
}
