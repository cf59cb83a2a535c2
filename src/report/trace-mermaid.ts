/** A trace as a Mermaid sequence diagram. */
import { mermaidText } from "../diagram/mermaid.ts";
import { FOLDED, foldText, rowsOf } from "./rows.ts";
import { timeText } from "./space-time.ts";
import type { Arrow, Trace, TraceEvent } from "./trace.ts";

const HEADS: Readonly<Record<Arrow["kind"], string>> = {
  send: "->>",
  deliver: "->>",
  settle: "-->>",
  confirm: "-->>",
  return: "-->>",
};

/** The text of the diagram with a final newline; what matters little is folded. The same trace gives the same bytes. */
export function traceMermaid(trace: Trace): string {
  const lines = ["sequenceDiagram"];
  trace.lanes.forEach(({ name }, lane) => lines.push(`  participant p${lane} as ${worded(name)}`));
  const breaks = new Set(trace.breach?.events);
  let timeMs = 0;
  for (const row of rowsOf(trace, FOLDED)) {
    if (row.kind === "fold") {
      lines.push(`  ${across(trace)}: … ${worded(foldText(row))}`);
      continue;
    }
    const event = trace.events[row.event];
    if (event === undefined) continue;
    const since = event.timeMs === timeMs ? "" : `${timeText(event.timeMs)} · `;
    timeMs = event.timeMs;
    const told = eventLines(trace, event, row.event, since);
    if (breaks.has(row.event))
      lines.push("  rect rgba(207, 34, 46, 0.18)", ...told.map((line) => `  ${line}`), "  end");
    else lines.push(...told);
  }
  if (trace.breach !== undefined) lines.push(`  ${across(trace)}: ✗ ${worded(trace.breach.why)}`);
  return `${lines.join("\n")}\n`;
}

function across({ lanes }: Trace): string {
  return lanes.length > 1 ? `Note over p0,p${lanes.length - 1}` : "Note over p0";
}

function eventLines(trace: Trace, event: TraceEvent, at: number, since: string): readonly string[] {
  const sign = { fault: "✗ ", effect: "● ", heal: "", timer: "", none: "" }[event.mark];
  const text = since + sign + worded(event.text);
  const arriving = trace.arrows.find((arrow) => arrow.to === at && !arrow.lost);
  if (arriving !== undefined)
    return [`  p${arriving.fromLane}${HEADS[arriving.kind]}p${arriving.toLane}: ${text}`];
  const lost = trace.arrows.find((arrow) => arrow.from === at && arrow.lost);
  if (lost !== undefined) return [`  p${lost.fromLane}-xp${lost.toLane}: ${text}`];
  return [`  ${event.lane < 0 ? across(trace) : `Note over p${event.lane}`}: ${text}`];
}

/** Mermaid ends a block at the word `end`, wherever it stands. */
function worded(text: string): string {
  return mermaidText(text).replaceAll(
    /\bend\b/gi,
    (word) => `${word.slice(0, 2)}#${word.codePointAt(2) ?? 0};`,
  );
}
