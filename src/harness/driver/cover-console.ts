/** What user code prints belongs to the story of its run: it is kept, and shown only where that run fails. */
import { format, inspect } from "node:util";
import type { Covers } from "./cover.ts";
import type { Execution } from "./execution.ts";

/** A run that prints in a loop keeps its first lines. */
const mostLines = 200;

function say(execution: Execution, text: string): void {
  if (execution.said.length < mostLines) execution.said.push(...text.split("\n"));
}

export function coverConsole(covers: Covers): void {
  const { console } = globalThis;
  for (const method of ["log", "info", "warn", "error", "debug", "trace", "group", "groupCollapsed"])
    covers.replace(console, method, (execution, args) => say(execution, format(...args)));
  for (const method of ["dir", "table", "dirxml"])
    covers.replace(console, method, (execution, [value]) => say(execution, inspect(value)));
  for (const method of ["groupEnd", "time", "timeEnd", "timeLog", "count"])
    covers.replace(console, method, () => undefined);
  covers.replace(console, "assert", (execution, [condition, ...args]) => {
    if (condition !== true && !condition) say(execution, `Assertion failed: ${format(...args)}`);
  });
}
