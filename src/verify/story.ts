/** A run as people read it: who did what when, in the user's names. */
import { assert } from "../base/assert.ts";
import { DISPOSALS } from "../model/guarantee.ts";
import { OUTCOMES, type SimulatedEvent } from "../runtime/event.ts";
import type { FlowModel } from "../runtime/flow-model.ts";
import type { RunResult, RunStep } from "../runtime/run.ts";

export interface StoryLine {
  readonly timeMs: number;
  /** The lane: a process, a node, a queue. Empty for what the environment did. */
  readonly place: string;
  readonly text: string;
  /** `fault` and `effect` lines stand out. */
  readonly mark: "fault" | "effect" | "none";
}

export interface Story {
  readonly lines: readonly StoryLine[];
  /** What is wrong at the end, one sentence a message. */
  readonly ending: readonly string[];
  /** Moves of the run. */
  readonly steps: number;
}

/** As much of a recorded run as its story takes. */
type Told = Pick<RunResult, "steps" | "end">;

/** Tells a recorded run. */
export function tell(model: FlowModel, run: Told): Story {
  const lines = run.steps.flatMap((step) => linesOf(model, step));
  return { lines, ending: [...endings(model, run)], steps: run.steps.length };
}

/** Number of the first line that tells of a step, among those of the story; undefined where none does. */
export function lineOf(model: FlowModel, run: RunResult, step: number): number | undefined {
  const counts = run.steps.slice(0, step + 1).map((each) => linesOf(model, each).length);
  const own = counts.at(-1) ?? 0;
  return own === 0 ? undefined : counts.reduce((sum, count) => sum + count, 0) - own;
}

function linesOf(model: FlowModel, step: RunStep): StoryLine[] {
  if (step.strike)
    return [
      { timeMs: step.timeMs, place: placeOfAtom(step.label), text: faultText(step.label), mark: "fault" },
      ...eventLines(model, step),
    ];
  return eventLines(model, step);
}

function eventLines(model: FlowModel, step: RunStep): StoryLine[] {
  const lines: StoryLine[] = [];
  for (const event of step.events) {
    const text = eventText(model, event);
    if (text === undefined) continue;
    const place = event.kind === "timer" ? "" : (model.places[event.place] ?? "");
    lines.push({ timeMs: step.timeMs, place, text, mark: event.kind === "effect" ? "effect" : "none" });
  }
  return lines;
}

/** Where a fault strikes. */
export function placeOfAtom(atom: string): string {
  return atom.slice(atom.indexOf("@") + 1);
}

const FAULT_WORDS: Readonly<Record<string, string>> = {
  "process-crash": "crashes",
  "power-loss": "loses power",
  "disk-loss": "loses its disk",
  pause: "falls silent (alive, but paused)",
  cut: "loses its connection",
  "lost-request": "has a request lost on the way",
  "lost-response": "has an answer lost on the way",
  "delayed-request": "has a request delayed",
  slow: "is slow",
  outage: "is down",
  "handler-failure": "has a handler that fails",
  rebalance: "is rebalanced",
  "late-start": "starts only after the first send",
  "rolling-restart": "is restarted",
};

/** What a fault does to its place. */
export function faultText(atom: string): string {
  return FAULT_WORDS[atom.slice(0, atom.indexOf("@"))] ?? atom;
}

/** What happens, without saying where; undefined for what its fault says already. */
export function eventText(model: FlowModel, event: SimulatedEvent): string | undefined {
  const m = `m${event.intent + 1}`;
  switch (event.kind) {
    case "send":
      return `sends ${m}`;
    case "sent":
      return {
        ok: `is told that ${m} is safe`,
        failed: `is told that ${m} was refused`,
        unknown: `does not know whether ${m} is stored`,
      }[OUTCOMES[event.detail] ?? "unknown"];
    case "append":
      return `stores ${m}`;
    case "replicate":
      return event.intent < 0 ? "followers copy what they lack" : `copies ${m}`;
    case "route":
      return `routes ${m}`;
    case "dispose":
      return `gives ${m} up (${DISPOSALS[event.detail] ?? "drop"})`;
    case "deliver":
      return `gets ${m}`;
    case "execute":
      return `begins to handle ${m}`;
    case "effect":
      return `effect of ${m}`;
    case "suppressed":
      return `knows ${m} already: no second effect`;
    case "settle":
      return event.intent < 0 ? "settles" : `settles ${m}`;
    case "failed":
      return `handler of ${m} fails`;
    case "elect":
      return "another replica leads now";
    case "rebalance":
      return "the partitions are dealt out anew";
    case "leave":
      return "is no longer a member of the group";
    case "reset":
      return "finds nothing at its position, and begins elsewhere";
    case "timer":
      return model.timers[event.detail]?.name ?? "a time-out";
    case "lost":
      return event.intent < 0 ? "loses what it had in memory" : `loses ${m}`;
    case "refused":
      return `refuses ${m}`;
    case "return":
      return `puts ${m} back`;
    case "start":
      return "starts";
    case "heal":
      return "is well again";
    case "fault":
      return undefined;
  }
}

function* endings(model: FlowModel, run: Told): Generator<string> {
  const sent = new Map<number, string>();
  const effects = new Map<number, number>();
  const { hop: target, place } = model.target;
  for (const step of run.steps) {
    for (const event of step.events) {
      if (event.hop === 0 && event.kind === "send")
        sent.set(event.intent, sent.get(event.intent) ?? "in doubt");
      if (event.hop === 0 && event.kind === "sent" && event.detail === 0)
        sent.set(event.intent, "acknowledged");
      if (event.kind === "effect" && event.hop === target)
        effects.set(event.intent, (effects.get(event.intent) ?? 0) + 1);
    }
  }
  assert(model.intents >= sent.size, "a story tells of the intents of its model");
  for (const [m, how] of [...sent].sort(([a], [b]) => a - b)) {
    const n = effects.get(m) ?? 0;
    yield `m${m + 1}: ${how}, ${n === 0 ? "no effect" : n === 1 ? "1 effect" : `${n} effects`} at ${place}`;
  }
  if (run.end === "livelock") yield "it goes in circles like this for ever";
}
