/** The events of a told run, step by step, in words. */
import type { SimulatedEvent } from "../runtime/event.ts";
import type { FlowModel } from "../runtime/flow-model.ts";
import type { RunStep } from "../runtime/run.ts";
import { eventText, faultText, placeOfAtom } from "../verify/story.ts";
import type { Lanes } from "./lanes.ts";
import type { TraceEvent } from "./trace.ts";

/** An event and what it was made from: absent where the move itself or the fault is told. */
export interface ToldEvent {
  readonly told: TraceEvent;
  readonly source?: SimulatedEvent;
}

/** At least one for each step. */
export function eventsOf(model: FlowModel, lanes: Lanes, step: RunStep, at: number): readonly ToldEvent[] {
  const told = step.events.flatMap((event): readonly ToldEvent[] => {
    const text = eventText(model, event);
    if (text === undefined) return [];
    return [{ told: toldEvent(lanes, step, at, event, text), source: event }];
  });
  if (step.strike) return [{ told: fault(lanes, step, at) }, ...told];
  return told.length > 0 ? told : [{ told: move(lanes, step, at) }];
}

function toldEvent(
  lanes: Lanes,
  { timeMs }: RunStep,
  step: number,
  { kind, place, intent }: SimulatedEvent,
  text: string,
): TraceEvent {
  const lane = kind === "timer" ? lanes.spokenOf(text) : lanes.at(place);
  const message = intent < 0 ? {} : { message: intent };
  return { step, timeMs, lane, kind, ...message, text, mark: markOf(kind) };
}

function markOf(kind: SimulatedEvent["kind"]): TraceEvent["mark"] {
  if (kind === "effect" || kind === "timer") return kind;
  return kind === "heal" || kind === "start" ? "heal" : "none";
}

/** A fault strikes a lane, where one is its place; else it says whom. */
function fault(lanes: Lanes, { label, timeMs, events }: RunStep, step: number): TraceEvent {
  const place = placeOfAtom(label);
  const struck = events.find(
    ({ kind, place: at }) => kind === "lost" && lanes.named(place) >= 0 && lanes.at(at) >= 0,
  );
  const same =
    struck !== undefined && lanes.lanes[lanes.at(struck.place)]?.name.startsWith(`${place}#`) === true;
  const lane = same ? lanes.at(struck.place) : lanes.named(place);
  const own = lanes.lanes[lane]?.name.split("#")[0] === place;
  const text = own ? faultText(label) : `${place} ${faultText(label)}`;
  return { step, timeMs, lane, kind: "fault", text, mark: "fault" };
}

/** Which of several moves of one name: the lane says it. */
const SAME = / \(\d+\)$/;
/** Which client of an endpoint: the lane says it. */
const CLIENT = / of \S+#\d+$/;
const MESSAGE = /\bm(\d{1,2})\b/;

function move(lanes: Lanes, { label, timeMs }: RunStep, step: number): TraceEvent {
  const lane = lanes.spokenOf(label);
  const name = lanes.lanes[lane]?.name ?? "";
  const text = (label.startsWith(`${name} `) ? label.slice(name.length + 1) : label)
    .replace(SAME, "")
    .replace(CLIENT, "");
  const [, number] = MESSAGE.exec(label) ?? [];
  const message = number === undefined ? {} : { message: Number(number) - 1 };
  return { step, timeMs, lane, kind: "move", ...message, text, mark: "none" };
}
