/** What may be wrong with a message at one point of a flow. Everything empty = perfect. */
import type { DisposeReason } from "../../model/guarantee.ts";
import { limited, NONE, plus, sum } from "./cuts.ts";
import type { Cuts, DupClass, Lane } from "./stage.ts";

/** Cuts by what a receiver can recognise the repetition by; an absent class is impossible. */
export type ByClass = Readonly<Partial<Record<DupClass, Cuts>>>;

/** Messages that the lane does not keep together change places. */
export interface Split {
  readonly lane: Lane;
  readonly cuts: Cuts;
}

export interface Stream {
  /** Silent. */
  readonly loss: Cuts;
  /** Left the main path for a reason; whether that is a loss is the clause's business. */
  readonly disposed: ReadonlyMap<DisposeReason, Cuts>;
  /** Told to the application. */
  readonly refused: Cuts;
  /** Never moves on. */
  readonly stuck: Cuts;
  /** Seen though it should not be. */
  readonly ghost: Cuts;
  readonly dup: ByClass;
  /** First occurrences inverted, also of messages that every scope keeps together. */
  readonly swap: Cuts;
  /** First occurrences inverted, of messages of different lanes only. */
  readonly splits: readonly Split[];
  /** A repeat after its successor. */
  readonly back: ByClass;
  /** … and the successor is not repeated. */
  readonly stale: ByClass;
  /** Fault sets of more than three atoms were left out somewhere. */
  readonly incomplete: boolean;
}

/** What a rule adds to a stream. */
export type Delta = Partial<Omit<Stream, "incomplete">>;

export const PERFECT: Stream = {
  loss: NONE,
  disposed: new Map(),
  refused: NONE,
  stuck: NONE,
  ghost: NONE,
  dup: {},
  swap: NONE,
  splits: [],
  back: {},
  stale: {},
  incomplete: false,
};

export const DUP_CLASSES: readonly DupClass[] = [
  "session-resend",
  "app-resend",
  "re-execution",
  "redelivery",
  "branch",
];

/** Σ over the classes. */
export function allClasses(by: ByClass): Cuts {
  return sum(Object.values(by));
}

/** Sum of both, class by class. */
export function plusByClass(a: ByClass, b: ByClass | undefined): ByClass {
  if (b === undefined) return a;
  let out: Partial<Record<DupClass, Cuts>> | undefined;
  for (const k of DUP_CLASSES) {
    const more = b[k];
    if (more === undefined || more.length === 0) continue;
    out ??= { ...a };
    out[k] = plus(out[k] ?? NONE, more);
  }
  return out ?? a;
}

/** The same function of the cuts of each class; a class that becomes impossible is absent. */
export function mapByClass(by: ByClass, change: (cuts: Cuts, k: DupClass) => Cuts): ByClass {
  const out: Partial<Record<DupClass, Cuts>> = {};
  for (const k of DUP_CLASSES) {
    const cuts = by[k];
    if (cuts === undefined) continue;
    const changed = change(cuts, k);
    if (changed.length > 0) out[k] = changed;
  }
  return out;
}

/** The stream with what the rules add. */
export function merged(stream: Stream, deltas: readonly Delta[]): Stream {
  let { loss, disposed, refused, stuck, ghost, dup, swap, splits, back, stale } = stream;
  for (const delta of deltas) {
    if (delta.loss !== undefined) loss = plus(loss, delta.loss);
    if (delta.disposed !== undefined) disposed = plusByReason(disposed, delta.disposed);
    if (delta.refused !== undefined) refused = plus(refused, delta.refused);
    if (delta.stuck !== undefined) stuck = plus(stuck, delta.stuck);
    if (delta.ghost !== undefined) ghost = plus(ghost, delta.ghost);
    if (delta.swap !== undefined) swap = plus(swap, delta.swap);
    if (delta.splits !== undefined) splits = [...splits, ...delta.splits];
    dup = plusByClass(dup, delta.dup);
    back = plusByClass(back, delta.back);
    stale = plusByClass(stale, delta.stale);
  }
  return { ...stream, loss, disposed, refused, stuck, ghost, dup, swap, splits, back, stale };
}

type Disposed = Stream["disposed"];

function plusByReason(a: Disposed, b: Disposed): Disposed {
  if (b.size === 0) return a;
  const out = new Map(a);
  for (const [reason, cuts] of b) out.set(reason, plus(out.get(reason) ?? NONE, cuts));
  return out;
}

/**
 * The stream as the next hop's publish sees it: a handler that gets a message twice sends twice, and no broker behind it
 * recognises that as its own session's resend or as a redelivery of its own copy.
 */
export function handedOn(stream: Stream): Stream {
  const again = (by: ByClass): ByClass => {
    const cuts = allClasses(by);
    return cuts.length === 0 ? {} : { "re-execution": cuts };
  };
  return { ...stream, dup: again(stream.dup), back: again(stream.back), stale: again(stream.stale) };
}

/** The stream without fault sets of more than `atoms` atoms; `incomplete` if there were any. */
export function bounded(stream: Stream, atoms: number): Stream {
  let cutOff = false;
  const keep = (cuts: Cuts): Cuts => {
    const kept = limited(cuts, atoms);
    if (kept.cutOff) cutOff = true;
    return kept.cuts;
  };
  const disposed = new Map([...stream.disposed].map(([reason, cuts]) => [reason, keep(cuts)]));
  const bounds = {
    loss: keep(stream.loss),
    refused: keep(stream.refused),
    stuck: keep(stream.stuck),
    ghost: keep(stream.ghost),
    swap: keep(stream.swap),
    dup: mapByClass(stream.dup, keep),
    back: mapByClass(stream.back, keep),
    stale: mapByClass(stream.stale, keep),
  };
  return { ...stream, ...bounds, disposed, incomplete: stream.incomplete || cutOff };
}
