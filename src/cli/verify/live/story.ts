/** The events around one message of a live run, in words. */
import type { Example } from "../../../history/judge/verdict.ts";
import { columns } from "../../text.ts";
import type { LiveReport } from "./report.ts";

/** Events that are shown. */
const SHOWN = 24;

type Event = Readonly<Record<string, unknown>>;

/** A line an event: of the message that the example is about, of what came of it, and of the faults meanwhile. */
export function storyAround(example: Example | undefined, { judged, events }: LiveReport): readonly string[] {
  const about = example?.lines.flatMap((line) => idOf(judged.lines.get(line)))[0];
  if (about === undefined) return [];
  const own = events.filter((event) => event["i"] === about || event["r"] === about);
  const leaves = new Set(own.map((event) => event["i"]));
  const all = events.filter(
    (event) => leaves.has(event["i"]) && event["e"] !== "fault" && event["e"] !== "heal",
  );
  const [from, to] = [timeOf(all[0]), timeOf(all.at(-1))];
  const rows = events
    .filter((event) => leaves.has(event["i"]) || isFaultWithin(event, from, to))
    .slice(0, SHOWN)
    .map((event) => [momentText(timeOf(event) - from), textOf(event["by"]), sayingOf(event)]);
  return [`${example?.what ?? ""}:`, ...columns(rows).map((row) => `  ${row}`)];
}

/** Microseconds from the first event on. */
function momentText(us: number): string {
  return `${us < 0 ? "-" : "+"}${(Math.abs(us) / 1_000).toFixed(1)} ms`;
}

/** The message with which it began. */
function idOf(line: string | undefined): readonly (string | number)[] {
  if (line === undefined) return [];
  // cast: a line of a history.
  const { r, i } = JSON.parse(line) as { readonly r?: string | number; readonly i?: string | number };
  return [r ?? i].filter((id) => id !== undefined);
}

function isFaultWithin(event: Event, from: number, to: number): boolean {
  const isFault = event["e"] === "fault" || event["e"] === "heal";
  return isFault && timeOf(event) >= from - AROUND_US && timeOf(event) <= to + AROUND_US;
}

/** Faults of so long before and after belong to the story. */
const AROUND_US = 3_000_000;

function timeOf(event: Event | undefined): number {
  const t = event?.["t"];
  if (typeof t === "number") return t;
  return Array.isArray(t) ? Number(t[1]) : 0;
}

function textOf(value: unknown): string {
  return typeof value === "string" || typeof value === "number" ? String(value) : "";
}

/** Says where, if the event does. */
function placeOf({ ch, p, o }: Event): string {
  return p === undefined ? "" : ` ${textOf(ch)}/${textOf(p)}@${textOf(o)}`;
}

function sayingOf(event: Event): string {
  const [at, place] = [textOf(event["at"]), placeOf(event)];
  switch (event["e"]) {
    case "fault":
      return `✗ ${textOf(event["what"])}`;
    case "heal":
      return `healed: ${textOf(event["what"])}`;
    case "send":
      return `${at} sends ${textOf(event["i"])}`;
    case "sent":
      return `${at} is told: ${textOf(event["out"])}${place}`;
    case "deliver":
      return `${at} is given it${place}`;
    case "settle":
      return `${at} settles it: ${textOf(event["how"])}${place}`;
    case "dispose":
      return `${textOf(event["why"])} to ${textOf(event["to"])}`;
    case "effect":
      return `${at} makes its effect`;
    case "suppressed":
      return `${at} recognises the repetition`;
    case "execute":
      return `${at} handles it`;
    default:
      return `${at} ${textOf(event["e"])}`;
  }
}
