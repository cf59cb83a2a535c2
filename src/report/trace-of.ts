/** Replays a story and tells it as a trace. */
import type { Analysis } from "../compiler/infer/analyse.ts";
import type { FullBroker } from "../verify/case.ts";
import { type Replay, replay } from "../verify/replay.ts";
import type { StoryToken } from "../verify/story-token.ts";
import { messageName } from "../runtime/state-view.ts";
import { arrowsOf } from "./arrows.ts";
import { breachOf } from "./breach.ts";
import { eventsOf } from "./events.ts";
import { Lanes } from "./lanes.ts";
import { StateRecord } from "./state-record.ts";
import type { Trace, TraceStep } from "./trace.ts";

/** The trace of `story` on a topology; undefined where it has no such flow. Deterministic. */
export function traceOf(
  analysis: Analysis,
  brokers: readonly FullBroker[],
  story: StoryToken,
): Trace | undefined {
  let record: StateRecord | undefined;
  const replayed = replay(analysis, brokers, story, (model) => {
    record = new StateRecord(model);
    return record.seen;
  });
  if (replayed === undefined || record === undefined) return undefined;
  return told(analysis.topology.name, replayed, record);
}

/** Tells a run of which `record` has seen every step. */
export function told(topology: string, { report, model, run, keys }: Replay, record: StateRecord): Trace {
  const lanes = new Lanes(model, run.steps);
  const bySteps = run.steps.map((step, at) => eventsOf(model, lanes, step, at));
  const events = bySteps.flat();
  let first = 0;
  const steps = run.steps.map(({ label, timeMs, strike }, at): TraceStep => {
    const count = bySteps[at]?.length ?? 0;
    const changed = record.changes[at] ?? [];
    const step = { label, timeMs, fault: strike, first, count, changed };
    first += count;
    return step;
  });
  const { clause } = report;
  const situation = {
    events,
    target: model.target,
    keys,
    circles: run.end === "livelock",
    goneAfter: (message: string) => record.goneAfter(message),
  };
  const breach = report.broken ? breachOf(situation, clause, record.brokenAfter(clause)) : undefined;
  return {
    version: 1,
    topology,
    flow: report.flow,
    clause,
    end: run.end,
    lanes: lanes.lanes,
    messages: keys.map((key, m) => ({ name: messageName(m), key })),
    events: events.map((event) => event.told),
    arrows: arrowsOf(events, lanes),
    steps,
    state: record.initial,
    ...(breach === undefined ? {} : { breach }),
    ending: report.story.ending,
  };
}
