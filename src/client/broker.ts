/** What a transport gives to the runtime of clients: on a real broker, and in the simulation. */
import type { Observed } from "./observed.ts";
import type { BrokerPlan, ConsumerPlan, ProducerPlan } from "./plan.ts";

/** The broker has it, as safely as the spec demands. */
export interface Receipt {
  readonly outcome: "stored";
  /** Where, as far as the broker tells: `orders/3@17`, else the channel's name. */
  readonly at: string;
  readonly partition?: number;
  readonly offset?: number;
}

/** A message on its way to the broker. */
export interface Outgoing {
  readonly type: string;
  /** The value at the message's `identity`. */
  readonly id?: string | undefined;
  readonly key?: string | undefined;
  readonly routingKey?: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
  /** Further routing keys. */
  readonly copies?: readonly string[] | undefined;
  readonly body: Uint8Array;
  readonly content: "json" | "bytes";
  readonly signal?: AbortSignal | undefined;
  /** The delivery whose handler sends: for transactions, and for the simulation. */
  readonly cause?: Incoming | undefined;
}

/** One delivery of a message. */
export interface Incoming {
  readonly id?: string | undefined;
  readonly type?: string | undefined;
  readonly key?: string | undefined;
  readonly routingKey?: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  /** The parsed body, where the transport has it already; `body` holds the same. */
  readonly json?: unknown;
  /** From 1, as far as the broker and the client know. */
  readonly attempt: number;
  /** `orders/3@17`, `email#12` */
  readonly at: string;
  readonly partition?: number;
  readonly offset?: number;
  /** Aborts when the broker took the message away, or when a stop has waited long enough. A lazy getter. */
  readonly signal: AbortSignal;
}

/** How a handler ended. */
export type Handled = (
  | { readonly kind: "done" }
  | { readonly kind: "failed"; readonly error: unknown }
  | { readonly kind: "parked"; readonly reason: string }
) & {
  /** Sends that were still open when the handler returned: nobody awaited them. Absent: none. */
  readonly unawaited?: number;
};

/** What a service has of one broker. Producers and consumers are named by their keys in the plan. */
export interface Connection {
  /** Order of calls = order on the wire. Rejects with a `SendError`. */
  send(producer: string, message: Outgoing): Promise<Receipt>;
  /**
   * Resolves at the first assignment or consume-ok. `handle` never rejects; the transport settles, retries in place,
   * returns and parks as the plan says. A retry in place calls `handle` again, with a higher `attempt`.
   */
  consume(consumer: string, handle: (delivery: Incoming) => Promise<Handled>): Promise<void>;
  /** Fetches nothing new, lets handlers finish for `drainMs`, settles, flushes. What is unfinished comes again. */
  stop(options: { readonly drainMs: number }): Promise<void>;
  close(): Promise<void>;
}

/** What a broker is asked to connect for. */
export interface Connecting {
  readonly service: string;
  readonly topology: string;
  /** Key of the broker in the service's plan. */
  readonly broker: string;
  readonly plan: BrokerPlan;
  readonly producers: Readonly<Record<string, ProducerPlan>>;
  readonly consumers: Readonly<Record<string, ConsumerPlan>>;
  /** Takes events of the history format; time and instance are filled in. */
  readonly observe?: (event: Observed) => void;
  /** A consumer ended that nobody asked to end, or something went wrong that no call reports. */
  readonly trouble: (error: Error) => void;
  /** The process's name, where its user gave it one. */
  readonly instance?: string;
  readonly signal?: AbortSignal;
}

export interface Broker<Kind extends string = string> {
  readonly kind: Kind;
  /** Takes what its services observe, beside their own `observe`: for who gives brokers to services that he does not start. */
  readonly observe?: (event: Observed) => void;
  connect(plan: Connecting): Promise<Connection>;
}
