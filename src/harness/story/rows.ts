/** A run of user code as rows of a table: who did what when, and in which line. */
import type { SimulatedEvent } from "../../runtime/event.ts";
import type { FlowModel } from "../../runtime/flow-model.ts";
import type { RunStep } from "../../runtime/run-result.ts";
import { eventText, faultText, placeOfAtom } from "../../verify/story.ts";
import type { Deed } from "../flow/stage.ts";
import type { UserRun } from "../flow/user-case.ts";

export interface StoryRow {
  readonly timeMs: number;
  readonly who: string;
  readonly what: string;
  /** The user's line, `src/notifier.ts:12:5`; empty where the simulation acts. */
  readonly where: string;
  readonly mark: "fault" | "effect" | "none";
}

/** What a row of the simulation may be about; the rest is the broker's business. */
const SHOWN: ReadonlySet<string> = new Set([
  ...["send", "sent", "dispose", "execute", "effect", "suppressed", "settle", "elect", "rebalance"],
  ...["leave", "reset", "timer", "lost", "refused", "start", "heal"],
]);

/** What of the events is told beside what the code did: the code tells its sends, effects and throws itself. */
interface Told {
  readonly model: FlowModel;
  readonly stores: readonly string[];
  readonly typeOf: (hop: number, m: number) => string;
  /** The message of the workload that an intent comes of. */
  readonly rootOf: (m: number) => number;
  /** Lanes in which user code runs. */
  readonly own: ReadonlySet<number>;
}

export function rowsOf(run: UserRun, told: Told): readonly StoryRow[] {
  return run.result.steps.flatMap((step, at) => {
    const deeds = run.deeds.filter(({ move }) => move === at);
    return [...strikeRow(step), ...deedRows(step, deeds, told), ...eventRows(step, deeds, told)];
  });
}

function strikeRow({ strike, label, timeMs }: RunStep): readonly StoryRow[] {
  if (!strike) return [];
  return [{ timeMs, who: placeOfAtom(label), what: faultText(label), where: "", mark: "fault" }];
}

function deedRows({ timeMs, events }: RunStep, deeds: readonly Deed[], told: Told): readonly StoryRow[] {
  return deeds.map(({ kind, place, text, call, site }, d) => {
    const isLast = d === deeds.length - 1;
    const effects =
      isLast && kind === "call"
        ? events.filter(({ kind }) => kind === "effect" || kind === "suppressed")
        : [];
    const came = effects.map((event) => effectText(event, told));
    return {
      timeMs,
      who: told.model.places[place] ?? "",
      what: [text, ...came].join(": "),
      where: (call?.site ?? site)?.where ?? "",
      mark: effects.some(({ kind }) => kind === "effect") ? "effect" : "none",
    };
  });
}

function effectText({ kind, intent, detail }: SimulatedEvent, { stores }: Told): string {
  const m = `m${intent + 1}`;
  const store = stores[detail] ?? "";
  return kind === "effect" ? `effect of ${m} on ${store}` : `no effect of ${m}, ${store} has it already`;
}

function eventRows({ timeMs, events }: RunStep, deeds: readonly Deed[], told: Told): readonly StoryRow[] {
  return events.flatMap((event) => {
    if (!SHOWN.has(event.kind)) return [];
    const isOwn = told.own.has(event.place);
    if (isOwn && deeds.length > 0 && ["effect", "suppressed", "send"].includes(event.kind)) return [];
    const root = event.intent < 0 ? event.intent : told.rootOf(event.intent);
    const text = eventText(told.model, { ...event, intent: root });
    if (text === undefined) return [];
    const who = event.kind === "timer" ? "" : (told.model.places[event.place] ?? "");
    return [{ timeMs, who, what: withType(event, text, told), where: "", mark: markOf(event) }];
  });
}

function withType({ kind, hop, intent }: SimulatedEvent, text: string, { typeOf }: Told): string {
  return kind === "send" || kind === "execute" ? `${text} (${typeOf(hop, intent)})` : text;
}

function markOf({ kind }: SimulatedEvent): StoryRow["mark"] {
  return kind === "effect" ? "effect" : "none";
}
