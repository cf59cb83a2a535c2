/** A simulated run as a recorded history, so that one judge reads both. */
import { present } from "../base/assert.ts";
import type { HistoryEvent, Id } from "../history/event.ts";
import { writeLines } from "../history/writer.ts";
import { endpointId, type Flow } from "../model/flow.ts";
import { DISPOSALS } from "../model/guarantee.ts";
import { copyPlace, OUTCOMES, type SimulatedEvent } from "../runtime/event.ts";
import type { FlowModel } from "../runtime/flow-model.ts";
import { type FlowPlan, valueOf } from "../runtime/plan.ts";
import type { RunResult, RunStep } from "../runtime/run.ts";

/** What was run. */
export interface Ran {
  readonly topology: string;
  readonly flow: Flow;
  /** The values that its messages had. */
  readonly workload: Pick<FlowPlan, "keys" | "path">;
  readonly model: FlowModel;
  /** Recorded. */
  readonly run: RunResult;
}

/** The history of a run in the format of docs/histories.md. Deterministic. */
export function writeHistory(ran: Ran): string {
  return writeLines(
    { topology: ran.topology, source: "simulation", clock: "ms", skew: 0, flows: [ran.flow.id] },
    new HistoryOfRun(ran).events(),
  );
}

const END = { rest: "rest", stuck: "stuck", livelock: "circles" } as const;

class HistoryOfRun {
  readonly #ran: Ran;
  readonly #late: Set<string>;
  #isDisturbed = false;

  constructor(ran: Ran) {
    this.#ran = ran;
    this.#late = new Set(
      ran.run.struck.flatMap((atom) => (atom.startsWith("late-start@") ? [placeOf(atom)] : [])),
    );
  }

  *events(): Generator<HistoryEvent> {
    const { flow, run } = this.#ran;
    for (const { consumer } of flow.hops)
      if (!this.#late.has(endpointId(consumer))) yield { e: "subscribed", t: 0, at: endpointId(consumer) };
    for (const step of run.steps) yield* this.#step(step);
    if (run.end === "bound") return;
    const open = this.#ran.workload.keys.flatMap((_, m) => ((run.unsettled & (1 << m)) === 0 ? [] : [m + 1]));
    const how = END[run.end];
    yield { e: "rest", t: run.steps.at(-1)?.timeMs ?? 0, open, ...(how === "rest" ? {} : { how }) };
  }

  *#step(step: RunStep): Generator<HistoryEvent> {
    const t = step.timeMs;
    if (step.strike) yield { e: "fault", t, what: step.label };
    this.#isDisturbed ||= step.strike;
    for (const event of step.events) yield* this.#event(event, t);
    if (this.#isDisturbed && step.recovered) {
      this.#isDisturbed = false;
      yield { e: "recovered", t };
    }
  }

  *#event(event: SimulatedEvent, t: number): Generator<HistoryEvent> {
    // Part of the strike that is written already.
    if (event.kind === "fault") return;
    const by = this.#ran.model.places[event.place] ?? "";
    yield eventOf(this.#ran, event, t, by);
    if (event.kind !== "start") return;
    const group = by.replace(/#\d+$/, "");
    if (this.#late.delete(group)) yield { e: "subscribed", t, at: group, by };
  }
}

function placeOf(atom: string): string {
  return atom.slice(atom.indexOf("@") + 1);
}

/** An intent of each hop is one of its own: the handler's send says something new, which comes of the root. */
function intentOf({ workload }: Ran, { hop, intent }: SimulatedEvent): { readonly i?: Id; readonly r?: Id } {
  if (intent < 0) return {};
  return hop === 0 ? { i: intent + 1 } : { i: intent + 1 + hop * workload.keys.length, r: intent + 1 };
}

function valuesOf(
  { workload }: Ran,
  m: number,
): { readonly k?: Id; readonly v?: Readonly<Record<string, Id>> } {
  const { path } = workload;
  if (path === undefined) return { k: workload.keys[m] ?? 0 };
  return path === "" ? { k: m } : { v: { [path]: valueOf(workload, path, m) } };
}

function producerAt({ hops, follow }: Flow, hop: number): string {
  const producer = hops[hop]?.producer;
  if (producer !== undefined) return endpointId(producer);
  const { consumer } = present(hops.at(-1), "a flow has a hop");
  return follow === "effect" ? endpointId(consumer) : `${consumer.service}.${follow.send}`;
}

function consumerAt(flow: Flow, hop: number): string {
  const consumer = flow.hops[hop]?.consumer;
  return consumer === undefined ? producerAt(flow, hop) : endpointId(consumer);
}

/** Names of what brokers do, where they differ from those of the simulation. */
const BROKER_EVENT = {
  replicate: "replicated",
  route: "routed",
  elect: "elected",
  rebalance: "rebalanced",
  leave: "rebalanced",
  reset: "rebalanced",
  timer: "timer",
  lost: "lost",
  refused: "refused",
  return: "returned",
  start: "started",
} as const;

/** Where a copy lies, if its broker numbers copies. */
function placeIn(
  { hops }: Flow,
  { hop, detail }: SimulatedEvent,
): { readonly ch?: string; readonly p?: number; readonly o?: number } {
  const channel = hops[hop]?.channels.at(-1);
  if (detail === 0 || channel === undefined) return {};
  return { ch: channel.name, p: copyPlace.partition(detail), o: copyPlace.offset(detail) };
}

function eventOf(ran: Ran, event: SimulatedEvent, t: number, by: string): HistoryEvent {
  const { kind, hop, detail } = event;
  const which = intentOf(ran, event);
  switch (kind) {
    case "send":
    case "sent":
      return producerEvent(ran, event, t, by);
    case "dispose":
      return { e: kind, t, ...which, by, why: DISPOSALS[detail] ?? "drop" };
    case "deliver":
    case "settle":
      return {
        e: kind,
        t,
        at: consumerAt(ran.flow, hop),
        by,
        ...(which.i === undefined ? {} : { i: which.i }),
        ...(kind === "deliver" ? placeIn(ran.flow, event) : {}),
      };
    case "append":
      return { e: "stored", t, ...which, by, ...placeIn(ran.flow, event) };
    case "execute":
    case "failed":
    case "effect":
    case "suppressed":
      return { e: kind, t, at: consumerAt(ran.flow, hop), by, ...which };
    case "fault":
    case "heal":
      return { e: "heal", t, what: by };
    case "timer":
      return { e: kind, t, what: ran.model.timers[detail]?.name ?? "a time-out" };
    default:
      return { e: BROKER_EVENT[kind], t, ...which, by };
  }
}

function producerEvent(ran: Ran, event: SimulatedEvent, t: number, by: string): HistoryEvent {
  const { kind, hop, detail } = event;
  const at = producerAt(ran.flow, hop);
  const which = intentOf(ran, event);
  if (kind === "send")
    return { e: kind, t, at, by, ...which, ...(hop === 0 ? valuesOf(ran, event.intent) : {}) };
  return { e: "sent", t, at, by, i: which.i ?? 0, out: OUTCOMES[detail] ?? "unknown" };
}
