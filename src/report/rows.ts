/** Which events of a trace are shown, one a row, and which stretches are folded into one row. */
import type { Trace, TraceEvent } from "./trace.ts";

export type Row =
  | { readonly kind: "event"; readonly event: number }
  /** Events `from` to `to`, the last included. `times`: they repeat what stands before them so often. */
  | { readonly kind: "fold"; readonly from: number; readonly to: number; readonly times?: number };

export interface Shown {
  /** Is this event to be seen at all? */
  readonly shows: (event: TraceEvent, at: number) => boolean;
  /** Fold what matters little. */
  readonly folds: boolean;
  /** First events of the folds that are open. */
  readonly opened: ReadonlySet<number>;
}

/** Everything, with what matters little folded. */
export const FOLDED: Shown = { shows: () => true, folds: true, opened: new Set() };

/** Traces up to this length are shown whole. */
const WHOLE_MAX = 60;
/** Shorter stretches are not worth a fold. */
const FOLD_LEAST = 5;
/** Events around one that matters that are shown with it. */
const AROUND = 2;
/** A circle is at most so long, and is folded if it goes round at least so often. */
const PERIOD_MAX = 48;
const ROUNDS_LEAST = 3;
const CIRCLE_LEAST = 16;

export function rowsOf(trace: Trace, { shows, folds, opened }: Shown): readonly Row[] {
  const shown = trace.events.flatMap((event, at) => (shows(event, at) ? [at] : []));
  if (!folds || shown.length <= WHOLE_MAX) return shown.map((event) => ({ kind: "event", event }));
  const rows: Row[] = [];
  const matters = mattering(trace);
  let stretch: number[] = [];
  const flush = (times?: number): void => {
    const [from] = stretch;
    const to = stretch.at(-1);
    if (from === undefined || to === undefined) return;
    if (stretch.length < FOLD_LEAST || opened.has(from))
      rows.push(...stretch.map((event): Row => ({ kind: "event", event })));
    else rows.push({ kind: "fold", from, to, ...(times === undefined ? {} : { times }) });
    stretch = [];
  };
  const circles = circlesIn(trace, shown);
  for (let k = 0; k < shown.length; ) {
    const circle = circles.get(k);
    if (circle !== undefined) {
      flush();
      stretch = shown.slice(k, circle.end);
      flush(circle.times);
      k = circle.end;
      continue;
    }
    const at = shown[k] ?? 0;
    if (matters.has(at)) {
      flush();
      rows.push({ kind: "event", event: at });
    } else stretch.push(at);
    k += 1;
  }
  flush();
  return rows;
}

const TURNS = new Set([
  "elect",
  "lost",
  "dispose",
  "refused",
  "return",
  "failed",
  "rebalance",
  "leave",
  "reset",
]);

/** More rows than these are not looked through: then less matters. */
const MATTER_MAX = 300;

/** What is always shown: as much of it as can be looked through. */
function mattering(trace: Trace): ReadonlySet<number> {
  const degrees: readonly ((event: TraceEvent) => boolean)[] = [
    ({ mark, kind, message }) =>
      mark !== "none" || TURNS.has(kind) || (kind !== "move" && isAbout(trace, message)),
    ({ mark, kind }) => mark === "fault" || mark === "heal" || TURNS.has(kind),
    ({ mark }) => mark === "fault",
  ];
  for (const degree of degrees) {
    const set = shownBy(trace, degree);
    if (set.size <= MATTER_MAX) return set;
  }
  return shownBy(trace, () => false);
}

function isAbout({ breach }: Trace, message: number | undefined): boolean {
  return message !== undefined && breach?.messages.includes(message) === true;
}

/** What `matters`, the ends, and all around a fault that matters or an event that breaks the clause. */
function shownBy({ events, breach }: Trace, matters: (event: TraceEvent) => boolean): ReadonlySet<number> {
  const breaks = new Set(breach?.events);
  const shown = new Set([0, events.length - 1]);
  events.forEach((event, at) => {
    const own = matters(event);
    if (!own && !breaks.has(at)) return;
    const around = breaks.has(at) || event.mark === "fault" ? AROUND : 0;
    for (let near = at - around; near <= at + around; near++) shown.add(near);
  });
  return shown;
}

interface Circle {
  /** Behind its last event. */
  readonly end: number;
  readonly times: number;
}

/** Where a circle goes round again and again: by where its second round begins, up to where its last one does. */
function circlesIn({ events }: Trace, shown: readonly number[]): ReadonlyMap<number, Circle> {
  const signs = shown.map((at) => {
    const event = events[at];
    return event === undefined ? "" : `${event.lane} ${event.kind} ${event.message ?? ""} ${event.text}`;
  });
  const circles = new Map<number, Circle>();
  for (let k = 0; k < signs.length; ) {
    const best = bestPeriod(signs, k);
    if (best === undefined) {
      k += 1;
      continue;
    }
    const times = best.rounds - 2;
    const end = k + best.period * (best.rounds - 1);
    circles.set(k + best.period, { end, times });
    k = end + best.period;
  }
  return circles;
}

function bestPeriod(
  signs: readonly string[],
  from: number,
): { readonly period: number; readonly rounds: number } | undefined {
  for (let period = 1; period <= PERIOD_MAX && from + period < signs.length; period++) {
    let same = 0;
    while (signs[from + same] !== undefined && signs[from + same] === signs[from + same + period]) same += 1;
    const rounds = Math.floor(same / period) + 1;
    if (rounds >= ROUNDS_LEAST && rounds * period >= CIRCLE_LEAST) return { period, rounds };
  }
  return undefined;
}

/** What a fold says. */
export function foldText(row: Extract<Row, { readonly kind: "fold" }>): string {
  const count = row.to - row.from + 1;
  if (row.times === undefined) return `${count} events`;
  return `${row.times === 1 ? "once more the same" : `${row.times} times more the same`} (${count} events)`;
}
