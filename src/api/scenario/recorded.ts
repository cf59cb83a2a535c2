/** A way of a scenario, recorded for its story. */
import { EVENT_KINDS, type SimulatedEvent } from "../../runtime/event.ts";
import type { Context } from "../../runtime/model.ts";
import { Picks } from "../../runtime/picks.ts";
import type { RunStep } from "../../runtime/run-result.ts";
import type { Director } from "./director.ts";
import { isPass, walk, type WayStep } from "./search.ts";

/** The moves of the way with their events, and which messages have an unsettled copy where it ends. */
export function recorded(
  director: Director,
  way: readonly WayStep[],
): { readonly steps: readonly RunStep[]; readonly unsettled: number } {
  const { engine, model } = director;
  const s = model.initial();
  const picks = new Picks(model);
  const steps: RunStep[] = [];
  let timeMs = 0;
  for (const step of way) {
    const events: SimulatedEvent[] = [];
    const context: Context = {
      emit: (kind, hop, place, intent, detail) => {
        picks.emit(kind, hop, place, intent, detail);
        events.push({ kind: EVENT_KINDS[kind] ?? "start", timeMs, hop, place, intent, detail });
      },
      pick: (site, subject, count) => picks.pick(site, subject, count),
    };
    const label = isPass(step) ? "" : engine.label(step.code);
    timeMs += walk(director, s, step, picks, context);
    if (isPass(step)) continue;
    steps.push({ label, timeMs, strike: engine.isStrike(step.code), events, recovered: model.recovered(s) });
  }
  return { steps, unsettled: model.unsettled(s) };
}
