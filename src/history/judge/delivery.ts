/** The clauses that count effects: valid, live, at most once, at least once, bounded redelivery, survives. */
import type { Disposal } from "./intents.ts";
import { counted, type Tally } from "./verdict.ts";
import type { ClauseOf, View } from "./view.ts";

/** Why nothing is said of what should have happened in the end. */
export const NO_REST = "no `rest` event says that nothing more will happen";

export function atMostOnce(view: View, clause: ClauseOf<"at-most-once">, tally: Tally): void {
  const { effects, intents } = view;
  for (const root of view.roots) {
    for (const m of view.leaves(root)) {
      const count = effects.count(m);
      if (count === 0) continue;
      tally.over += 1;
      if (count > 1)
        tally.broken(() => ({
          what: `${view.name(m)} has ${count} effects`,
          lines: [intents.callLine(root), ...linesOfEffects(view, m)],
        }));
    }
    if (clause.orDeadLetter === true) both(view, root, tally);
  }
}

/** Instead of an effect, a dead letter counts; never both. */
function both(view: View, root: number, tally: Tally): void {
  const letter = view.hasEffect(root) ? view.deadLetter(root) : undefined;
  if (letter === undefined) return;
  tally.broken(() => ({
    what: `${view.name(root)} has an effect and was dead-lettered`,
    lines: [view.intents.callLine(root), ...linesOfLeaves(view, root), letter.line],
  }));
}

export function linesOfEffects({ effects }: View, m: number): number[] {
  const lines: number[] = [];
  for (let e = effects.first(m); e >= 0; e = effects.next(e)) lines.push(effects.line(e));
  return lines.slice(0, 4);
}

function linesOfLeaves(view: View, root: number): number[] {
  return [...view.leaves(root)].flatMap((leaf) => linesOfEffects(view, leaf)).slice(0, 4);
}

export function atLeastOnce(view: View, { except }: ClauseOf<"at-least-once">, tally: Tally): void {
  const { rest } = view.recording;
  sayWhatIsOpen(view, tally);
  if (rest === undefined) tally.cannot(NO_REST);
  for (const root of view.roots) {
    if (view.owedFrom(root) === 0 || view.due(root) !== "yes") continue;
    tally.over += 1;
    if (rest === undefined || !view.isMissing(root)) continue;
    if (view.isUnsettled(root) || view.isExcused(root, except)) continue;
    tally.broken(() => ({
      what: `${view.name(root)} ${lossInWords(view, root)}`,
      lines: [
        view.intents.callLine(root),
        view.owedFrom(root),
        ...view
          .disposals(root)
          .map(({ line }) => line)
          .slice(0, 2),
        rest.line,
      ],
    }));
  }
}

function lossInWords(view: View, root: number): string {
  const how = view.intents.ackLine(root) === 0 ? "was accepted" : "was acknowledged";
  const part = view.hasEffect(root) ? "not all of its effects" : "no effect";
  const why = view.disposals(root).at(-1);
  return `${how} and has ${part}${why === undefined ? "" : ` (${GONE[why.why]})`}`;
}

const GONE: Readonly<Record<Disposal["why"], string>> = {
  expire: "it expired",
  drop: "it was dropped",
  compact: "it was compacted away",
  truncate: "it was cut off",
  overflow: "it did not fit",
  "dead-letter": "it was dead-lettered",
  reject: "it was rejected",
};

/** Messages of which the history does not say whether they are due, or which they are. */
function sayWhatIsOpen(view: View, tally: Tally): void {
  let open = 0;
  for (const root of view.roots) if (view.owedFrom(root) !== 0 && view.due(root) === "unknown") open += 1;
  if (open > 0)
    tally.cannot(
      `the history does not say of ${counted(open, "message")} whether ${open === 1 ? "it is" : "they are"} due`,
    );
}

export function live(view: View, _: ClauseOf<"live">, tally: Tally): void {
  const { rest } = view.recording;
  if (rest === undefined) tally.cannot(NO_REST);
  else if (!rest.looked) tally.cannot("the `rest` event does not say which copies are unsettled");
  for (const root of view.roots) {
    if (view.owedFrom(root) === 0 || view.due(root) !== "yes") continue;
    tally.over += 1;
    if (rest === undefined || !view.isUnsettled(root) || !view.isMissing(root)) continue;
    const how = rest.how === "circles" ? "goes in circles" : "is stuck";
    tally.broken(() => ({
      what: `${view.name(root)} ${how}: it is due, and has a copy that nobody settles`,
      lines: [view.intents.callLine(root), view.owedFrom(root), rest.line],
    }));
  }
}

export function boundedRedelivery(
  view: View,
  { deliveries }: ClauseOf<"bounded-redelivery">,
  tally: Tally,
): void {
  const { effects } = view;
  const { rest } = view.recording;
  for (const root of view.roots) {
    for (const m of view.leaves(root)) {
      const n = effects.deliveriesOf(m);
      if (n === 0) continue;
      tally.over += 1;
      if (n > deliveries)
        tally.broken(() => ({
          what: `${view.name(m)} was delivered ${n} times`,
          lines: [view.intents.callLine(root), effects.lastDelivery(m)],
        }));
      else if (n === deliveries && rest !== undefined && isGivenUp(view, root, m))
        tally.broken(() => ({
          what: `${view.name(m)} was delivered ${n} times, and rests in no dead-letter target`,
          lines: [view.intents.callLine(root), effects.lastDelivery(m), rest.line],
        }));
    }
  }
  if (effects.deliveries === 0) tally.cannot(`no \`deliver\` event of ${view.watched.to} is recorded`);
}

function isGivenUp(view: View, root: number, m: number): boolean {
  return view.effects.count(m) === 0 && !view.isUnsettled(root) && view.deadLetter(root) === undefined;
}

/** What was under way when at most so many nodes lost their disks at one instant has its effect in the end. */
export function survives(view: View, { nodes }: ClauseOf<"survives">, tally: Tally): void {
  const { rest, disturbances } = view.recording;
  const struck = disturbances.diskLosses;
  if (rest === undefined) tally.cannot(NO_REST);
  for (const root of view.roots) {
    const from = view.owedFrom(root);
    if (from === 0 || view.due(root) !== "yes") continue;
    const shown = firstShown(view, root);
    const under = struck.filter(({ line, last }) => last > from && line < shown);
    if (under.length === 0 || under.some(({ count }) => count > nodes)) continue;
    tally.over += 1;
    if (rest === undefined || !view.isMissing(root) || view.isUnsettled(root)) continue;
    tally.broken(() => ({
      what: `${view.name(root)} was lost with the disks of ${counted(under[0]?.count ?? 1, "node")}`,
      lines: [view.intents.callLine(root), from, ...under.map(({ last }) => last).slice(0, 2), rest.line],
    }));
  }
}

/** Line of the effect that completes a root; infinite where it is missing. */
function firstShown(view: View, root: number): number {
  if (view.isMissing(root)) return Number.POSITIVE_INFINITY;
  let last = 0;
  for (const leaf of view.leaves(root)) last = Math.max(last, view.effects.line(view.effects.first(leaf)));
  return last;
}
