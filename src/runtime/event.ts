/**
 * What a history is made of. Inside a simulation an event is five small integers; a recorded history carries the
 * same events with names. Clauses read events and nothing else.
 */

/** Kinds of events, in the order of their codes: the code of a kind is its position. */
export const EVENT_KINDS = [
  "send",
  "sent",
  "append",
  "replicate",
  "route",
  "dispose",
  "deliver",
  "execute",
  "effect",
  "suppressed",
  "settle",
  "failed",
  "elect",
  "rebalance",
  "timer",
  "fault",
  "heal",
  "lost",
  "refused",
  "return",
  "start",
  "leave",
  "reset",
] as const;

export type EventKind = (typeof EVENT_KINDS)[number];

type Codes = { readonly [Kind in EventKind]: number };

/** Code of each kind, for the hot path. */
export const EVENT: Codes = Object.fromEntries(EVENT_KINDS.map((kind, code) => [kind, code])) as Codes;

/** How a send settled: `failed` promises that no copy exists or ever will, `unknown` is everything else. */
export const OUTCOMES = ["ok", "failed", "unknown"] as const;
export const OK = 0;
export const FAILED = 1;
export const UNKNOWN_OUTCOME = 2;

const OFFSET_BITS = 16;

/** Detail of `append` and `deliver` where copies have places: partition and offset. Without a place it is 0. */
export const copyPlace = {
  of: (partition: number, offset: number): number => ((partition << OFFSET_BITS) | offset) + 1,
  partition: (detail: number): number => (detail - 1) >> OFFSET_BITS,
  offset: (detail: number): number => (detail - 1) & ((1 << OFFSET_BITS) - 1),
} as const;

/** An event about no intent carries this as its intent. */
export const NO_INTENT = -1;

/**
 * One event of a simulated run.
 * `place` names the lane of the story (a broker node, a client, an instance); `detail` is an outcome, an offset,
 * a reason, by kind; `timeMs` is virtual.
 */
export interface SimulatedEvent {
  readonly kind: EventKind;
  readonly timeMs: number;
  readonly hop: number;
  readonly place: number;
  readonly intent: number;
  readonly detail: number;
}
