/** Writes a history as its lines. */
import { type Header, type HistoryEvent, FORMAT, VERSION } from "./event.ts";

/** The header and the events as JSON Lines, a line end after each. */
export function writeLines(
  header: Omit<Header, "format" | "version">,
  events: Iterable<HistoryEvent>,
): string {
  const lines = [JSON.stringify({ format: FORMAT, version: VERSION, ...header })];
  for (const event of events) lines.push(JSON.stringify(event));
  return `${lines.join("\n")}\n`;
}
