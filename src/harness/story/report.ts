/** A refutation as people read it: the story, what is wrong at its end, and how to see it again. */
import { durationText } from "../../base/duration.ts";
import { storyToken } from "../../verify/story-token.ts";
import type { Flow } from "../../model/flow.ts";
import type { Site } from "../driver/site.ts";
import type { Deed } from "../flow/stage.ts";
import type { Watch } from "../flow/user-case.ts";
import type { Replayed } from "../search/play-story.ts";
import type { Refuted } from "../search/refuting.ts";
import { rowsOf, type StoryRow } from "./rows.ts";

/** The promise that a story breaks. */
export interface Promised {
  readonly flow: Flow;
  readonly text: string;
  readonly under: string;
  readonly watch?: Watch;
}

export interface StoryOfCode {
  readonly clause: string;
  readonly rows: readonly StoryRow[];
  /** One sentence a message. */
  readonly ending: readonly string[];
  /** What the handlers printed, line by line. */
  readonly printed: readonly string[];
  readonly token: string;
  /** Everything, for a terminal. */
  readonly text: string;
  /** A frame of a stack: the user's line that the story comes down to; absent where none is known. */
  readonly frame?: string;
}

export function storyOf(refuted: Refuted, promised: Promised): StoryOfCode {
  const { flow, run, clause } = refuted;
  const { model, stage } = flow;
  const own = new Set(run.deeds.map(({ place }) => place));
  const typeOf = (hop: number, m: number): string => stage.messages.of(hop, m).type ?? "";
  const rootOf = (m: number): number => stage.messages.rootOf(m);
  const rows = rowsOf(run, { model, stores: stage.stores, typeOf, rootOf, own });
  const ending = endingOf(refuted);
  const printed = printedIn(refuted);
  const token = tokenOf(refuted, promised);
  const frame = culpritOf(run.deeds)?.frame;
  const story = { clause, rows, ending, printed, token };
  return { ...story, text: textOf(story, refuted, promised), ...(frame === undefined ? {} : { frame }) };
}

/** The line that a story comes down to: what a dead process never came to, else the last call that was made. */
function culpritOf(deeds: readonly Deed[]): Site | undefined {
  const of = (wanted: Deed["kind"]): Site | undefined =>
    deeds.findLast(({ kind, call }) => kind === wanted && call?.site !== undefined)?.call?.site;
  return of("dropped") ?? of("call");
}

function tokenOf({ clause, scale, atoms, deviations }: Refuted, { flow }: Promised): string {
  const { workload, calls, faults, episodes } = scale;
  const { keys, path } = workload;
  const told = { keys, path, ...(calls === undefined ? {} : { calls }), faults, episodes, isOfCode: true };
  return storyToken(flow.id, clause, told, atoms, deviations);
}

/** Of each message: whether it is owed, and what it did to each store. */
function endingOf({ flow, run, rehearsed, scale }: Refuted): readonly string[] {
  const { stores } = flow.stage;
  const settled = new Map<number, string>();
  for (const { events } of run.result.steps)
    for (const { kind, hop, intent, detail } of events) {
      if (hop !== 0) continue;
      if (kind === "send" && !settled.has(intent)) settled.set(intent, "in doubt");
      if (kind === "sent" && detail === 0) settled.set(intent, "acknowledged");
    }
  return (scale.calls ?? [...settled.keys()]).flatMap((m) => {
    const how = settled.get(m);
    if (how === undefined) return [];
    const usual = rehearsed.reference[m] ?? new Map<number, number>();
    const real = run.effects[m] ?? new Map<number, number>();
    const touched = [...new Set([...usual.keys(), ...real.keys()])];
    const counts = touched.map((store) =>
      countText(stores[store] ?? "", real.get(store) ?? 0, usual.get(store) ?? 0),
    );
    return [`m${m + 1}: ${how}; ${counts.length === 0 ? "no effect" : counts.join("; ")}`];
  });
}

function countText(store: string, count: number, usual: number): string {
  const effects = count === 0 ? "no effect" : count === 1 ? "1 effect" : `${count} effects`;
  return `${effects}${store === "" ? "" : ` on ${store}`}${count === usual ? "" : `, ${usual} when nothing goes wrong`}`;
}

function printedIn({ run }: Refuted): readonly string[] {
  const executions = new Set(run.deeds.flatMap(({ execution }) => execution ?? []));
  return [...executions].flatMap(({ label, said }) => said.map((line) => `${label}: ${line}`));
}

type Parts = Omit<StoryOfCode, "text" | "frame">;

function textOf(story: Parts, refuted: Refuted, promised: Promised): string {
  const { runs, by, shrunkIn } = refuted;
  const how = { story: "a kept story", search: "the search of small workloads", random: "the random runs" }[
    by
  ];
  return [
    `${headOf(promised)}; this run breaks ${brokenText(refuted, promised)}:`,
    ...blocksOf(story),
    `found by ${how} in run ${runs}, made small in ${shrunkIn}; replay it: WAYBILL_REPLAY=${story.token}`,
  ].join("\n\n");
}

function headOf({ flow, text, under, watch }: Promised): string {
  return watch === undefined || watch.names.length === 0
    ? `${flow.id} promises ${text} under ${under}`
    : `${flow.id} is run with faults of ${under}`;
}

/** The clause, or the invariant with what it says. */
function brokenText({ clause, flow, run }: Refuted, { watch }: Promised): string {
  if (watch?.names.includes(clause) !== true) return clause;
  const why = watch.why(clause, flow.told(run.result));
  return `the invariant "${clause}"${why === undefined ? "" : ` (${why})`}`;
}

function blocksOf(story: Parts): readonly string[] {
  const { rows, ending, printed } = story;
  return [
    table(rows),
    ending.map((line) => `  ${line}`).join("\n"),
    ...(printed.length === 0 ? [] : [["printed:", ...printed.map((line) => `  ${line}`)].join("\n")]),
  ];
}

/** A story that was run again: how it ends now, and what of it no longer applies. */
export function replayedText({ told, broken, steps, applied }: Replayed, promised: Promised): string {
  const story = storyOf(told, promised);
  const lost = steps - applied;
  const gone = `${lost} of ${steps} ${steps === 1 ? "step" : "steps"} of it no longer ${lost === 1 ? "applies" : "apply"}`;
  return [
    `${headOf(promised)}; this story ${broken ? `breaks ${brokenText(told, promised)}` : `broke ${story.clause}`}:`,
    ...blocksOf(story),
    `${lost > 0 ? `the code or the spec has changed: ${gone}; ` : ""}${broken ? `${story.clause} is broken again` : "the story now ends well"}`,
  ].join("\n\n");
}

function table(rows: readonly StoryRow[]): string {
  const cells = rows.map(({ timeMs, who, what, where, mark }) => [
    timeText(timeMs),
    who,
    mark === "fault" ? `! ${what}` : mark === "effect" ? `* ${what}` : `  ${what}`,
    where,
  ]);
  const widths = [0, 1, 2].map((c) => Math.max(0, ...cells.map((row) => row[c]?.length ?? 0)));
  return cells
    .map(([time = "", who = "", what = "", where = ""]) =>
      `  ${time.padStart(widths[0] ?? 0)}  ${who.padEnd(widths[1] ?? 0)}  ${what.padEnd(widths[2] ?? 0)}  ${where}`.trimEnd(),
    )
    .join("\n");
}

function timeText(ms: number): string {
  return ms < 1000 ? `${ms}ms` : durationText(Math.round(ms));
}
