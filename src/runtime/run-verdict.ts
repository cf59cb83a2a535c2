/** What the end of a run says of its clauses. */
import type { State } from "../base/layout.ts";
import type { Engine } from "./engine.ts";
import { closedCircle } from "./livelock.ts";
import type { Monitor } from "./model.ts";
import type { RunEnd } from "./run-result.ts";

/** States looked at to see whether a circle has a way out. */
export const CIRCLE_MAX = 50_000;

/** Bits of the intents that still have an unsettled copy at the end, or somewhere in the circle; nothing is known at a bound. */
export function unsettledAt(engine: Engine, s: State, end: RunEnd): number {
  if (end === "bound") return 0;
  return end === "livelock" ? (closedCircle(engine, s, CIRCLE_MAX) ?? 0) : engine.model.unsettled(s);
}

/** Bits of the clauses that are broken where a run ends. */
export function verdictAt(monitor: Monitor, s: State, end: RunEnd, unsettled: number): number {
  if (end === "bound") return monitor.broken(s);
  return end === "livelock" ? monitor.inCircles(s, unsettled) : monitor.atEnd(s, unsettled);
}

/** Names of the clauses whose bits are set. */
export function namesOf(clauses: readonly string[], bits: number): readonly string[] {
  return clauses.filter((_, c) => (bits & (1 << c)) !== 0);
}
