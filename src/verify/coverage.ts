/** What the passes over a promise reached, and what of the topology they never did. */
import { endpointId, type Flow, type Hop } from "../model/flow.ts";
import type { Coverage, EventCount } from "../runtime/coverage.ts";
import type { EventKind } from "../runtime/event.ts";
import type { Registry } from "../runtime/model.ts";
import type { PassCoverage } from "./report.ts";

/** Words of events that are marks only where they happened; `C` is the consumer of the hop. */
const SEEN: Readonly<Partial<Record<EventKind, string>>> = {
  elect: "another replica leads on the way to C",
  rebalance: "the partitions of C are dealt out anew",
  refused: "a message to C is refused",
  return: "a message of C is put back",
  lost: "something on the way to C is lost",
};

/**
 * Marks of a flow, with how often each was reached: its stages and time-outs and the choices inside them, as the brokers
 * of the flow registered them, and what follows from its ways and settings (each way taken, a repetition recognised where
 * a store is to recognise it, a handler that fails where the fault model lets it).
 */
export function marksOf(
  { hops }: Flow,
  model: Registry,
  { coverage, atoms }: { readonly coverage: Coverage; readonly atoms: ReadonlySet<string> },
): Readonly<Record<string, number>> {
  const { operations, timers, sites, events } = coverage;
  return added([
    ...hops.map((hop, h) =>
      hopMarks(
        hop,
        atoms,
        events.filter((event) => event.hop === h),
      ),
    ),
    ...model.operations.map(({ label }, i) => ({ [general(label(0, 0))]: operations[i] ?? 0 })),
    ...model.timers.map(({ name }, i) => ({ [general(name)]: timers[i] ?? 0 })),
    ...model.sites.map((site, i) => ({ [`choice: ${site}`]: sites[i] ?? 0 })),
  ]);
}

function hopMarks(
  hop: Hop,
  atoms: ReadonlySet<string>,
  events: readonly EventCount[],
): Readonly<Record<string, number>> {
  const consumer = endpointId(hop.consumer);
  const count = (wanted: EventKind): number =>
    events.reduce((sum, { kind, count: n }) => (kind === wanted ? sum + n : sum), 0);
  const way = hop.channels.map(({ name }) => name).join(" > ");
  const { effect } = hop.consumer;
  return {
    [`a message reaches ${consumer} by ${way}${hop.aside === true ? " (aside)" : ""}`]: count("deliver"),
    ...(effect.kind === "idempotent" ? { [`${consumer} recognises a repetition`]: count("suppressed") } : {}),
    ...(atoms.has(`handler-failure@${consumer}`)
      ? { [`a handler of ${consumer} fails`]: count("failed") }
      : {}),
    ...Object.fromEntries(events.flatMap((event) => seenMark(hop, consumer, event))),
  };
}

function seenMark(hop: Hop, consumer: string, event: EventCount): readonly (readonly [string, number])[] {
  const { kind, how, count } = event;
  if (kind === "sent") return [[`${endpointId(hop.producer)} learns of a send: ${how ?? ""}`, count]];
  if (kind === "dispose") return [[`a copy to ${consumer} is given up: ${how ?? ""}`, count]];
  const words = SEEN[kind];
  return words === undefined ? [] : [[words.replace("C", consumer), count]];
}

/** The name of a move without the message and instance that it is about. */
function general(label: string): string {
  return label
    .replaceAll(/\bm1\b/g, "a message")
    .replaceAll(/#\d+\b/g, "")
    .replaceAll(/\breplica 0\b/g, "a replica")
    .replaceAll(/\bpartition 0\b/g, "a partition");
}

/** Counts of several passes as one. */
export function addedCoverage(passes: readonly PassCoverage[]): PassCoverage {
  return {
    struck: added(passes.map(({ struck }) => struck)),
    premises: added(passes.map(({ premises }) => premises)),
    marks: sorted(added(passes.map(({ marks }) => marks))),
  };
}

/** Which marks there are is not known before all passes are: only a sorted list is the same for all orders of passes. */
function sorted(marks: Readonly<Record<string, number>>): Readonly<Record<string, number>> {
  return Object.fromEntries(Object.entries(marks).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Sums by name, in the order in which names first come. */
function added(counts: readonly Readonly<Record<string, number>>[]): Readonly<Record<string, number>> {
  const total: Record<string, number> = {};
  for (const each of counts)
    for (const [name, count] of Object.entries(each)) total[name] = (total[name] ?? 0) + count;
  return total;
}
