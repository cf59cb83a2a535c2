/**
 * A recorded history: what producers, consumers and the environment did, an event a line. The same events come from
 * a simulated run and from clients in production; clauses read nothing else. The format in words: docs/histories.md.
 */

import type { DisposeReason } from "../model/guarantee.ts";

export const FORMAT = "waybill-history";
export const VERSION = 1;

/** A name that the recorder gives: a whole number, or a text where the system has names already. */
export type Id = number | string;

/** A moment, or [begin, end] of what lasts; in units of the header's clock. */
export type When = number | readonly [begin: number, end: number];

/** How a call ended: `failed` promises that nothing came of it and never will; whoever does not know says `unknown`. */
export type Outcome = "ok" | "failed" | "unknown";

export type Clock = "ms" | "us" | "ns";

/** The first line. */
export interface Header {
  readonly format: typeof FORMAT;
  readonly version: typeof VERSION;
  /** Name of the topology that was recorded. */
  readonly topology: string;
  /** A simulation has one clock, and writes its events in the order in which they happened. */
  readonly source: "simulation" | "live";
  /** Unit of all times. */
  readonly clock: Clock;
  /** By how much the clocks of two processes differ at most; absent: nothing is known, and they are not compared. */
  readonly skew?: number;
  /** What was recorded, each as `service.endpoint -> service.endpoint`; absent: everything. */
  readonly flows?: readonly string[];
}

/** What every event may say. */
interface Happened<Kind extends string> {
  readonly e: Kind;
  /** Line order counts where it is absent. */
  readonly t?: When;
}

/** What a process did at an endpoint of the topology. */
interface Acted<Kind extends string> extends Happened<Kind> {
  /** `service.endpoint` */
  readonly at: string;
  /** The process or instance; the same one after a restart, where it is the same one. Absent: the endpoint has only one. */
  readonly by?: Id;
}

/** Which message an event is about: by its intent, else by the value of its `identity`. */
interface OfMessage {
  readonly i?: Id;
  /** Value of the message's `identity`, where clients carry no intent. */
  readonly id?: Id;
  /** Message type. */
  readonly type?: string;
  /** Digest of the content. */
  readonly h?: Id;
}

/** Where a copy lies: channel, partition, offset. */
interface Placed {
  readonly ch?: string;
  readonly p?: number;
  readonly o?: number;
}

/** The call of a send; `sent` says how it ended. */
export interface SendEvent extends Acted<"send">, OfMessage, Placed {
  /** Intent of the workload that this one comes of; absent: it is one itself. */
  readonly r?: Id;
  /** Attempt, where an intent has several. */
  readonly a?: Id;
  /** Execution of the handler that sends. */
  readonly x?: Id;
  /** Value of the channel's key. */
  readonly k?: Id;
  /** Values of other paths, by path. */
  readonly v?: Readonly<Record<string, Id>>;
  readonly rk?: string;
  readonly tx?: Id;
}

export interface SentEvent extends Acted<"sent">, OfMessage, Placed {
  readonly out: Outcome;
  readonly a?: Id;
  readonly tx?: Id;
}

/** An application took an intent on and owes it from here on, as when an outbox has stored it. */
export interface AcceptEvent extends Acted<"accept">, OfMessage {
  readonly k?: Id;
  readonly v?: Readonly<Record<string, Id>>;
}

export interface DeliverEvent extends Acted<"deliver">, OfMessage, Placed {
  readonly d?: Id;
  readonly c?: Id;
  /** How often this copy has been delivered, this time included, as the broker counts. */
  readonly n?: number;
}

/** A run of a handler, a failure of it, an effect, or a repetition that was recognised. */
export interface HandledEvent
  extends Acted<"execute" | "failed" | "effect" | "suppressed">,
    OfMessage,
    Placed {
  /** Root intent, where the message comes of another one. */
  readonly r?: Id;
  readonly x?: Id;
  readonly d?: Id;
  readonly c?: Id;
  /** Attempt whose copy is handled. */
  readonly a?: Id;
  readonly tx?: Id;
  /** Position that the effect store gave to an effect: orders effects of all instances. */
  readonly seq?: number;
}

export interface SettleEvent extends Acted<"settle">, OfMessage, Placed {
  readonly how?: "ack" | "nack" | "reject" | "commit";
  readonly out?: Outcome;
  readonly d?: Id;
  readonly tx?: Id;
}

export interface DisposeEvent extends Happened<"dispose">, OfMessage, Placed {
  readonly why: DisposeReason;
  readonly r?: Id;
  readonly c?: Id;
  /** Channel where a dead letter went. */
  readonly to?: string;
  /** Who did it, where it is known. */
  readonly by?: Id;
}

/** What the environment did, as `kind@place`. */
export interface FaultEvent extends Happened<"fault" | "heal"> {
  readonly what: string;
  /** The message, of a fault that is about one. */
  readonly i?: Id;
}

/** Everything is back in its place, and nothing is in flight: the time since the fault was recovery. */
export type RecoveredEvent = Happened<"recovered">;

/** Nothing more will happen: all faults are healed, and everybody has had the time to end what is due. */
export interface RestEvent extends Happened<"rest"> {
  /** Intents that still have an unsettled copy; absent where nobody looked. */
  readonly open?: readonly Id[];
  /** `rest` when absent; `stuck`, `circles`: what was due did not end and never will. */
  readonly how?: "rest" | "stuck" | "circles";
}

/** A group finished its first assignment, or a consumer was accepted. */
export type SubscribedEvent = Acted<"subscribed">;

/** Partitions that an instance has from here on, as [channel, partition]. */
export interface AssignedEvent extends Acted<"assigned" | "revoked"> {
  readonly parts: readonly (readonly [channel: string, partition: number])[];
}

/** One fetched record: [channel, partition, offset, intent]; the intent is `null` where the record carries none. */
export type PolledRecord = readonly [channel: string, partition: number, offset: number, intent: Id | null];

export interface PollEvent extends Acted<"poll"> {
  readonly recs: readonly PolledRecord[];
  readonly out?: Outcome;
  readonly tx?: Id;
}

export interface TransactionEvent extends Acted<"begin" | "commit" | "abort"> {
  readonly tx: Id;
  /** Of `commit` and `abort`; `ok` when absent. */
  readonly out?: Outcome;
}

/** What only a simulation, or a broker itself, can tell. */
export interface BrokerEvent
  extends Happened<
    | "stored"
    | "replicated"
    | "routed"
    | "elected"
    | "rebalanced"
    | "timer"
    | "lost"
    | "refused"
    | "returned"
    | "started"
  > {
  readonly i?: Id;
  readonly r?: Id;
  /** The node, client or process. */
  readonly by?: Id;
  readonly at?: string;
  readonly ch?: string;
  readonly p?: number;
  readonly o?: number;
  readonly c?: Id;
  readonly what?: string;
}

export type HistoryEvent =
  | SendEvent
  | SentEvent
  | AcceptEvent
  | DeliverEvent
  | HandledEvent
  | SettleEvent
  | DisposeEvent
  | FaultEvent
  | RecoveredEvent
  | RestEvent
  | SubscribedEvent
  | AssignedEvent
  | PollEvent
  | TransactionEvent
  | BrokerEvent;

export type HistoryEventKind = HistoryEvent["e"];
