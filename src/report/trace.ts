/**
 * A told run as plain data: what every picture of it is drawn from, and what `grammar/trace.schema.json` describes.
 * Everything refers to everything else by position: an event to its lane and step, an arrow to its events.
 */
import type { EventKind } from "../runtime/event.ts";
import type { PartView } from "../runtime/state-view.ts";

/** Somebody who acts: a process, a node, a queue. From left to right. */
export interface Lane {
  readonly name: string;
  readonly actor: "producer" | "broker" | "consumer";
}

export interface TraceMessage {
  /** `m1`, `m2`, … */
  readonly name: string;
  /** Messages of equal keys carry the same value of the path that an order is promised for. */
  readonly key: number;
}

/** `move`: something that only changes the state. */
export type TraceEventKind = EventKind | "move";

export interface TraceEvent {
  /** Position of the step that it is part of. */
  readonly step: number;
  /** Virtual, in ms. */
  readonly timeMs: number;
  /** Position of its lane; -1 for what strikes several, or none. */
  readonly lane: number;
  readonly kind: TraceEventKind;
  /** Position of the message that it is about. */
  readonly message?: number;
  /** What happens, without the name of the lane. */
  readonly text: string;
  readonly mark: "fault" | "heal" | "effect" | "timer" | "none";
}

/** What travels: a publish, a delivery, a settle, a confirm, something that comes back. */
export type ArrowKind = "send" | "deliver" | "settle" | "confirm" | "return";

export interface Arrow {
  readonly kind: ArrowKind;
  readonly fromLane: number;
  readonly toLane: number;
  /** Position of the event that it starts at. */
  readonly from: number;
  /** Position of the event that it ends at; the same as `from` where sending and arriving are one step. */
  readonly to: number;
  /** It never arrives. */
  readonly lost: boolean;
}

/** One move of the run. */
export interface TraceStep {
  /** The label of the move, as in tokens. */
  readonly label: string;
  readonly timeMs: number;
  /** A fault of the environment. */
  readonly fault: boolean;
  /** Position of its first event, and how many it has. */
  readonly first: number;
  readonly count: number;
  /** Parts of the state that are another than before, whole. */
  readonly changed: readonly PartView[];
}

/** How the clause was broken. */
export interface Breach {
  readonly clause: string;
  /** The step after which it was; undefined where it is broken by how the run ends. */
  readonly step?: number;
  /** Positions of the events that break it together, in order. */
  readonly events: readonly number[];
  /** Positions of the messages that it is about. */
  readonly messages: readonly number[];
  /** One sentence. */
  readonly why: string;
}

export interface Trace {
  readonly version: 1;
  readonly topology: string;
  readonly flow: string;
  /** The clause that the story is about. */
  readonly clause: string;
  readonly end: "rest" | "stuck" | "livelock" | "bound";
  readonly lanes: readonly Lane[];
  readonly messages: readonly TraceMessage[];
  readonly events: readonly TraceEvent[];
  readonly arrows: readonly Arrow[];
  readonly steps: readonly TraceStep[];
  /** Parts of the state before the first step. */
  readonly state: readonly PartView[];
  /** Absent where the clause is not broken. */
  readonly breach?: Breach;
  /** What came of each message, one sentence each. */
  readonly ending: readonly string[];
}

/** The parts of the state after `step`; before the first one for -1. */
export function stateAfter(trace: Trace, step: number): readonly PartView[] {
  const latest = new Map(trace.state.map((part) => [part.id, part]));
  for (const { changed } of trace.steps.slice(0, step + 1))
    for (const part of changed) latest.set(part.id, part);
  return [...latest.values()];
}
