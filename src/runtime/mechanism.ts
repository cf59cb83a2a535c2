/**
 * The contract between the flow model (core: application, handlers, stores, instances) and a broker's mechanism
 * (its nodes, its producer and consumer clients, the links between them), for one hop of a flow.
 *
 * A mechanism reserves its state and registers its operations, timers and atoms when it is built. It never learns
 * which guarantee was declared.
 */
import type { Layout, State } from "../base/layout.ts";
import type { FaultKind } from "../model/guarantee.ts";
import type { Context, Nature, MoveCode, Moves, Run } from "./model.ts";
import type { PartView } from "./state-view.ts";

/** A registered operation, able to offer itself as a move. Arguments are below 256. */
export interface Op {
  code(a?: number, b?: number): MoveCode;
  /** Offers the move as prompt: a message on a healthy link, a step of a running process. */
  prompt(out: Moves, a?: number, b?: number): void;
  /** Offers the move as wide: at any time (an application call, a heal, a resume, a restart). */
  wide(out: Moves, a?: number, b?: number): void;
}

/** A registered timer: one-shot, armed with a duration in milliseconds. */
export interface Alarm {
  arm(s: State, ms: number): void;
  disarm(s: State): void;
  armed(s: State): boolean;
}

/** What the flow model offers to the mechanism of one hop. */
export interface Host {
  readonly layout: Layout;
  readonly hop: number;
  /** Number of intents of the workload; an intent is 0 … intents - 1 and keeps its number over all hops. */
  readonly intents: number;
  /** How often faults may strike at most: sizes lists (copies <= intents * (2 + faults) or so). */
  readonly faults: number;
  /** Senders of this hop: 1 application on the first hop, else the instances of the consumer before it. */
  readonly senders: number;
  /** Instances of this hop's consumer. */
  readonly instances: number;
  /** Which value of `path` intent `m` carries: equal numbers, equal values. */
  valueOf(path: string, m: number): number;
  /** A lane of the story, e.g. `broker 1`, `email (queue)`; returns its number for events. */
  place(name: string): number;
  /** Name of a lane. */
  placeName(place: number): string;
  /** Lanes that core named already. */
  senderPlace(sender: number): number;
  instancePlace(instance: number): number;
  op(label: (a: number, b: number) => string, run: Run, nature?: Nature): Op;
  timer(name: string, fire: (s: State, ctx: Context) => void): Alarm;
  /** Name of a choice inside a move, for {@link Context.pick}. */
  site(name: string): number;
  /**
   * Registers the fault `kind@place`. Core spends the budget; `enabled` says whether it can strike now (not: whether
   * it would do harm; an atom may strike an idle flow). The mechanism offers the heal itself, as a wide move.
   */
  atom(name: string, enabled: (s: State) => boolean, strike: (s: State, ctx: Context) => void): void;
  emit(ctx: Context, kind: number, place: number, m: number, detail: number): void;

  /** The sender's process runs (neither crashed nor paused). */
  senderUp(s: State, sender: number): boolean;
  /** The send `item` of `sender` settled: outcome code of event.ts. Only while the sender lives; at most once an item. */
  settled(s: State, ctx: Context, sender: number, item: number, outcome: number): void;
  /** The intent an item is about. Items are opaque, positive integers below 4096; a copy stored at the broker keeps only the intent. */
  intentOf(item: number): number;

  /** Instance `i` of the consumer runs: its client and handlers act (false while crashed, paused, or not yet started). */
  instanceUp(s: State, i: number): boolean;
  /** The instance takes nothing new for the moment (slow@consumer); running handlers, heartbeats and commits go on. */
  instanceSlow(s: State, i: number): boolean;
  /** A handler slot is free in instance `i` for a message of this key (declared concurrency). */
  slotFree(s: State, i: number, m: number): boolean;
  /** Handlers running in instance `i`. */
  running(s: State, i: number): number;
  /**
   * Starts a handler of instance `i` on a copy of intent `m`. `ref` (0 … 4095) comes back in {@link Mechanism.settle}
   * and {@link Mechanism.failed}: enough to find the delivery. `steps` runs from its first group.
   */
  begin(s: State, ctx: Context, i: number, m: number, ref: number): void;
  /** Answers a settle that returned `pending`: the handler goes on, or (not ok) fails. */
  settleAnswered(s: State, ctx: Context, i: number, ref: number, ok: boolean): void;
  /** Refs of the handlers that run in instance `i`, appended to `out` (cleared first). */
  runningRefs(s: State, i: number, out: number[]): void;
  /** Stops the handler with this ref between two groups without a trace (its partition was taken away by a client that does so). */
  abandon(s: State, ctx: Context, i: number, ref: number): void;
}

/** What happens to a handler that threw: it runs again in place from its first group, or it is over. */
export type AfterFailure = "again" | "over";

/** A broker's mechanism for one hop. */
export interface Mechanism {
  /**
   * A settle is sent, not awaited, and nothing but a fault comes between it and what its handler did before: the kernel
   * may take it at once where no fault can strike.
   */
  readonly postsSettles?: boolean;
  /** Adds broker and client moves, prompt first. Must not offer moves of senders or instances that are not up. */
  moves(s: State, out: Moves): void;
  /** The application or a handler of `sender` hands `item` to its producer client. */
  send(s: State, ctx: Context, sender: number, item: number): void;
  /** The sender's process died: its client's memory is gone, what was written to the socket arrives as a prefix. */
  senderStopped(s: State, ctx: Context, sender: number): void;
  /** It restarted with a new client session. */
  senderStarted(s: State, ctx: Context, sender: number): void;
  /** The handler with `ref` settles: `done` at once (posted, or nothing to wait for), or `pending` until {@link Host.settleAnswered}. */
  settle(s: State, ctx: Context, i: number, ref: number): "done" | "pending";
  /**
   * `[effect, settle]` in one group: is instance `i` still entitled to store its progress with the effect (the stored
   * progress is what it read)? Called before the effect; when true the mechanism records the progress atomically.
   * Only where the broker supports it.
   */
  settleWithEffect?(s: State, ctx: Context, i: number, ref: number): boolean;
  /** The handler with `ref` ended after its last group (settled or not). */
  ended(s: State, ctx: Context, i: number, ref: number): void;
  /** The handler with `ref` threw. The mechanism applies the consumer's `on-failure`. */
  failed(s: State, ctx: Context, i: number, ref: number): AfterFailure;
  /** The handler with `ref` gives its message up for good, at once: to where it is parked. Absent: not possible. */
  park?(s: State, ctx: Context, i: number, ref: number): void;
  /**
   * Instance `i` crashed: client memory gone; its handlers have been dropped by core already. `outageMs` is the upper
   * bound of an outage that it is part of (arms what so long an absence lets expire), 0 for a plain crash.
   */
  instanceStopped(s: State, ctx: Context, i: number, outageMs: number): void;
  instanceStarted(s: State, ctx: Context, i: number): void;
  /** Instance `i` fell silent (pause) for at most `boundMs`: arms what its silence lets expire. */
  instancePaused(s: State, ctx: Context, i: number, boundMs: number): void;
  instanceResumed(s: State, ctx: Context, i: number): void;
  /** slow@consumer began (at most `boundMs`) or ended at instance `i`: arms or disarms what a backlog lets expire. */
  instanceSlowed(s: State, ctx: Context, i: number, boundMs: number): void;
  instanceCaughtUp(s: State, ctx: Context, i: number): void;
  /**
   * late-start: undoes the start-up that the initial state contains, as if no instance had ever started. Called in
   * the initial state only; `instanceStarted` follows for each instance, after the first send.
   */
  lateStart(s: State, ctx: Context): void;
  /** Bit m: a copy of intent m lies unsettled on this hop (in flight, stored and not settled by the group). */
  unsettled(s: State): number;
  /** No fault of the mechanism is active, all nodes are back, all members joined: the mechanism has recovered. */
  recovered(s: State): boolean;
  /**
   * What the broker and its clients are and hold in `s`, for people; the same parts in every state, in the same order.
   * `elections`: how many leaders this hop has had elected so far, since a state keeps no number that only grows.
   */
  view(s: State, elections: number): readonly PartView[];
}

/** Settings of a fault model that bound timing faults, in ms; 0 = the fault is not in the model. */
export interface FaultBounds {
  /** Upper bound of a fault kind's duration in ms. */
  boundMs(kind: FaultKind): number;
}
