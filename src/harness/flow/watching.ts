/** Joins what a caller watches with what is promised: both see every event, the caller's by the messages of the workload. */
import type { State } from "../../base/layout.ts";
import type { Extensible, Extension } from "../../runtime/extension.ts";
import type { Monitor } from "../../runtime/model.ts";
import type { RunResult } from "../../runtime/run-result.ts";
import type { EffectsMonitor } from "./effects-monitor.ts";
import type { Messages } from "./messages.ts";
import type { ToldRun, Watch } from "./user-case.ts";

type Step = Monitor["step"];

/** `monitor` as one that is told of nothing: somebody else tells it. */
function told(monitor: Monitor, step: Step): Monitor {
  return {
    clauses: monitor.clauses,
    step,
    atEnd: (s: State, unsettled: number) => monitor.atEnd(s, unsettled),
    broken: (s: State) => monitor.broken(s),
    inCircles: (s: State, unsettled: number) => monitor.inCircles(s, unsettled),
    pending: (s: State) => monitor.pending(s),
    due: (s: State) => monitor.due(s),
    premises: (s: State) => monitor.premises(s),
  };
}

export function joined(
  effects: EffectsMonitor,
  model: Extensible,
  messages: Messages,
  extend: (model: Extensible) => Extension,
): Extension {
  const extension = extend({ ...model, monitor: told(effects, () => undefined) });
  const { monitor } = extension;
  const step: Step = (s, kind, hop, place, intent, detail) => {
    effects.step(s, kind, hop, place, intent, detail);
    monitor.step(s, kind, hop, place, intent < 0 ? intent : messages.rootOf(intent), detail);
  };
  return { ...extension, monitor: told(monitor, step) };
}

/** A recorded run by the messages of the workload. */
export function byRoots(run: RunResult, messages: Messages): ToldRun["run"] {
  const steps = run.steps.map((step) => ({
    ...step,
    events: step.events.map((event) =>
      event.intent < 0 ? event : { ...event, intent: messages.rootOf(event.intent) },
    ),
  }));
  return { steps, end: run.end, unsettled: run.unsettled & ((1 << messages.roots) - 1) };
}

/** The run with what only its history breaks. */
export function withHistory(run: RunResult, watch: Watch | undefined, toldOf: () => ToldRun): RunResult {
  const more = watch?.inHistory?.(toldOf()) ?? [];
  return more.length === 0 ? run : { ...run, broken: [...run.broken, ...more] };
}
