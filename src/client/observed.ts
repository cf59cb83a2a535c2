/** What clients tell of what happens: events of the history format, so that `waybill judge` reads production. */

/** A whole number, or a text. */
export type ObservedId = number | string;

/** One event. Keys as docs/histories.md has them; which of them an event has depends on `e`. */
export interface Observed {
  readonly e:
    | "send"
    | "sent"
    | "deliver"
    | "execute"
    | "failed"
    | "effect"
    | "suppressed"
    | "settle"
    | "dispose"
    | "subscribed"
    | "assigned"
    | "revoked"
    | "poll"
    | "begin"
    | "commit"
    | "abort";
  /** Milliseconds since 1970, or [begin, end] of what lasts. */
  readonly t?: number | readonly [begin: number, end: number];
  /** `service.endpoint` */
  readonly at?: string;
  /** The instance. */
  readonly by?: ObservedId;
  /** Names the message: its type and identity, {@link messageName}. */
  readonly i?: ObservedId;
  /** Value of the message's identity. */
  readonly id?: ObservedId;
  readonly type?: string;
  /** Name of the message with which it began, where this one was sent while another was handled. */
  readonly r?: ObservedId;
  readonly k?: ObservedId;
  readonly rk?: string;
  readonly x?: ObservedId;
  readonly n?: number;
  readonly ch?: string;
  readonly p?: number;
  readonly o?: number;
  readonly d?: ObservedId;
  readonly tx?: ObservedId;
  readonly out?: "ok" | "failed" | "unknown";
  readonly how?: "ack" | "nack" | "reject" | "commit";
  readonly why?: "dead-letter" | "reject";
  readonly to?: string;
  readonly parts?: readonly (readonly [channel: string, partition: number])[];
  readonly recs?: readonly (readonly [
    channel: string,
    partition: number,
    offset: number,
    intent: ObservedId | null,
  ])[];
}

/** One name in all events of all services. */
export const messageName = (type: string, id: ObservedId): string => `${type} ${id}`;

/** Carries the name of the message with which it all began, where somebody observes. */
export const ROOT_HEADER = "waybill-root";

/**
 * Writes a history: the header, then an event a line. `write` takes whole lines without their end, in order.
 * Instances write a file each; `skew`: by how many milliseconds their clocks differ at most, where that is known.
 */
export function historyOf(
  topology: string,
  write: (line: string) => void,
  skew?: number,
): (event: Observed) => void {
  const header = { format: "waybill-history", version: 1, topology, source: "live", clock: "ms" };
  write(JSON.stringify(skew === undefined ? header : { ...header, skew }));
  return (event) => write(JSON.stringify(event));
}
