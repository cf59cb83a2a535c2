/** A violation as callers read it. */
import { EVENT } from "../runtime/event.ts";
import type { FlowModel } from "../runtime/flow-model.ts";
import type { RunResult } from "../runtime/run-result.ts";
import { type Story, tell } from "../verify/story.ts";
import { storyToken } from "../verify/story-token.ts";
import { EventNames, type FlowEvent, type MessageNames } from "./event.ts";
import { ended, type Invariant, initialOf, isAutomaton, judged, stepped } from "./invariant.ts";
import { scaleOf, type Setting } from "./setting.ts";

/** A clause of the promise, or an invariant of the caller, that a run breaks. */
export interface FlowViolation {
  /** Name of the clause or invariant. */
  readonly broken: string;
  readonly by: "clause" | "invariant";
  /** What the invariant says is wrong. */
  readonly why?: string;
  /** What struck, `kind@place`; empty: it breaks without any fault. */
  readonly faults: readonly string[];
  readonly story: Story;
  /** For `waybill replay`, where a clause is broken. */
  readonly token?: string;
}

/** As much of a recorded run as its events and its end. */
export type ToldRun = Pick<RunResult, "steps" | "end" | "unsettled">;

/** What the events of a run are named by. */
interface Told {
  readonly workload: MessageNames;
  readonly stores?: readonly string[];
}

/** The events of a recorded run, with names. */
function eventsOf(setting: Told, model: FlowModel, run: ToldRun): readonly FlowEvent[] {
  const names = new EventNames(model, setting.workload, setting.stores);
  return run.steps.flatMap((step) =>
    step.events.map((event) => names.event({ ...event, kind: EVENT[event.kind] })),
  );
}

/** What an invariant says of a recorded run; undefined = nothing. */
export function whyBroken(
  invariant: Invariant,
  setting: Told,
  model: FlowModel,
  run: ToldRun,
): string | undefined {
  const events = eventsOf(setting, model, run);
  if (!isAutomaton(invariant)) {
    const seen: FlowEvent[] = [];
    for (const event of events) {
      const why = judged(invariant, event, seen);
      if (why !== undefined) return why;
      seen.push(event);
    }
    return undefined;
  }
  let state = initialOf(invariant, setting.workload.names.length);
  for (const event of events) {
    const answer = stepped(invariant, state, event, false);
    if (typeof answer === "string") return answer;
    state = answer;
  }
  if (run.end === "bound") return undefined;
  const names = new EventNames(model, setting.workload);
  const unsettled = names.messagesIn(run.unsettled);
  return ended(invariant, state, { unsettled, circles: run.end === "livelock" });
}

/** Tells a recorded run that breaks `broken`. */
export function violationOf(
  setting: Setting,
  model: FlowModel,
  run: RunResult,
  broken: { readonly name: string; readonly calls?: readonly number[] },
): FlowViolation {
  const invariant = setting.invariants.find(({ name }) => name === broken.name);
  const faults = [...run.struck].sort();
  const story = tell(model, run);
  if (invariant !== undefined) {
    const why = whyBroken(invariant, setting, model, run);
    return { broken: broken.name, by: "invariant", ...(why === undefined ? {} : { why }), faults, story };
  }
  const isReplayable = setting.workload.waits === undefined && setting.faults.placed.length === 0;
  const token = storyToken(
    setting.analysed.flow.id,
    broken.name,
    scaleOf(setting, broken.calls),
    faults,
    run.deviations,
  );
  return { broken: broken.name, by: "clause", faults, story, ...(isReplayable ? { token } : {}) };
}
