/** What people write against a generated client. */
import type { Receipt } from "./broker.ts";
import type { Observed } from "./observed.ts";
import type { SendError } from "./send-error.ts";

/** Things by name. */
export type Named<T = object> = Readonly<Record<string, T>>;

export interface SendOptions {
  /** Beside those that the spec declares, which win. */
  readonly headers?: Named<string>;
  /** Gives up waiting: the send ends as `unknown` once it has left. */
  readonly signal?: AbortSignal;
}

type SendAs<M, R> = <T extends keyof M & string>(type: T, message: M[T], options?: SendOptions) => Promise<R>;

export interface Sending<S> {
  /** Rejects with `SendError`: a failure nobody looks at fails the handler, and the message comes again. */
  readonly send: { readonly [P in keyof S]: SendAs<S[P], Receipt> };
  /** Never rejects: for outboxes and loops of your own. */
  readonly trySend: { readonly [P in keyof S]: SendAs<S[P], Receipt | SendError> };
}

/** One delivery: the same on every broker and in the simulation. */
export interface Delivery {
  /** Value of the message's identity, where it has one; else the broker's name of the delivery. */
  readonly id: string;
  readonly type: string;
  readonly key: string | undefined;
  /** From 1, as far as the broker and the client know. */
  readonly attempt: number;
  readonly headers: Named<string>;
  /** Aborts when the broker took the message away (rebalance, channel closed), or when a stop has waited long enough. */
  readonly signal: AbortSignal;
  /**
   * A UUID that is the same whenever this message is handled again by this consumer: the identity of what the handler
   * sends. Throws where the message declares no identity.
   */
  readonly derivedId: (slot: string) => string;
  readonly now: () => Date;
  readonly random: () => number;
  /** Rejects when {@link signal} aborts. */
  readonly sleep: (ms: number) => Promise<void>;
}

/** The gated effect of this message: `work` runs unless its key is known. */
export interface Gate<Tx> {
  readonly once: (work: (tx: Tx) => Promise<void>) => Promise<"done" | "duplicate">;
}

/**
 * Yours, over your database: runs `work` and records `key` in one transaction, or does neither. Keys are
 * `<store>:<value>`, so that one table serves all stores of a service.
 */
export interface Inbox<Tx> {
  once(key: string, work: (tx: Tx) => Promise<void>): Promise<"done" | "duplicate">;
}

/** Around every handler, the first one outermost. */
export type Middleware = (delivery: Delivery, next: () => Promise<void>) => Promise<void>;

/** Sees both ends of a message's way, for tracing. */
export interface Telemetry {
  /** Adds to the headers of a message; what it returns is told how the send ended. */
  sending(at: string, headers: Record<string, string>): (error: SendError | undefined) => void;
  readonly handling: Middleware;
}

export interface Running<S> extends Sending<S>, AsyncDisposable {
  /** Stops fetching, lets handlers finish for `drainMs` (10 s), settles, flushes, closes. What is unfinished comes again. */
  stop(options?: { readonly drainMs?: number }): Promise<void>;
}

/** What the spec says of a consumer, as types. */
export interface Consumer {
  readonly gets: object;
  readonly returns: unknown;
  readonly inbox: boolean;
}

/** What the spec says of all consumers of a service, as types. */
export type Consumers<C> = { readonly [N in keyof C]: Consumer };

export type Handlers<S, C extends Consumers<C>, Tx> = {
  readonly [N in keyof C]: {
    readonly [T in keyof C[N]["gets"]]: (
      message: C[N]["gets"][T],
      context: Delivery & Sending<S> & (C[N]["inbox"] extends true ? Gate<Tx> : unknown),
    ) => Promise<C[N]["returns"]>;
  };
};

/** What goes wrong outside any call. */
export type Trouble = (error: Error) => void;

export type Start<B, S, C extends Consumers<C>, Tx> = {
  /** Each connects once; one object may serve several services. */
  readonly brokers: B;
  readonly use?: readonly Middleware[];
  /** Stops the service when it aborts. */
  readonly signal?: AbortSignal;
  /** Takes what happens, as events of the history format. */
  readonly observe?: (event: Observed) => void;
  readonly telemetry?: Telemetry;
  /** Name of this process among those of its service, in what is observed (a random one where absent) and in transactions. */
  readonly instance?: string;
  /** Handlers that failed, lost connections, consumers that ended. Absent: written to stderr. */
  readonly trouble?: Trouble;
} & ([keyof C] extends [never] ? unknown : { readonly handlers: Handlers<S, C, Tx> }) &
  (true extends C[keyof C]["inbox"] ? { readonly inbox: Inbox<Tx> } : unknown);

export interface Service<B, S, C extends Consumers<C>> {
  readonly name: string;
  /**
   * Connects, compares what the spec declares with the live brokers, and resolves when every consumer has its first
   * assignment. Rejects, with nothing left open, where a broker cannot be reached or differs.
   */
  start<Tx = never>(options: Start<B, S, C, Tx>): Promise<Running<S>>;
}
