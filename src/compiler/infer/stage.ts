/**
 * What a broker's folder lowers a hop to: steps (an actor doing acts) and rests (a place where copies lie).
 * The inference composes them and knows no broker. The fields are those of docs/inference.md.
 */
import type { ClauseKind, DisposeReason } from "../../model/guarantee.ts";

/**
 * `kind@place`, for instance `process-crash@orders.leader`. An atom that must strike k > 1 times ends in `#k`; hence a
 * place never ends in `#` and digits. `name#k` with a name of {@link Lowered.counted} is k strikes of any of its members.
 */
export type Atom = string;

/** What the workload must contain for a hazard to show. */
export type Need =
  | { readonly kind: "messages"; readonly count: number }
  | { readonly kind: "same-key" }
  | { readonly kind: "pipelined" }
  | { readonly kind: "instances"; readonly count: number };

/** Where a cut comes from. Terms take no part in the equality of cuts. */
export interface Term {
  /** The broker's name for the stage, e.g. `publish`, `log`, `consume`. */
  readonly stage: string;
  readonly rule: string;
  /** Label of the choice point of the mechanism at which the atoms strike, most telling first. */
  readonly points: readonly string[];
  readonly needs: readonly Need[];
  /** Statement numbers of the semantics reference, e.g. `K-REPL-11`. */
  readonly cites: readonly string[];
  /** Set by the inference, not by a lowering: hop of the flow, constructor, and the user's name of actor or place. */
  readonly hop?: number;
  readonly form?: Stage["kind"];
  readonly of?: string;
}

export interface Cut {
  /** Sorted; empty = needs no fault. */
  readonly atoms: readonly Atom[];
  readonly term: Term;
  /** A hash of the atoms that makes comparing quick; {@link import("./cuts.ts").cut} sets it. */
  readonly bits?: number;
}

/** An antichain of minimal fault sets: [] = impossible, one cut without atoms = needs no fault. */
export type Cuts = readonly Cut[];

/** By what a receiver can recognise a repetition. */
export type DupClass = "session-resend" | "app-resend" | "re-execution" | "redelivery" | "branch";

export type ActKind = "append" | "release" | "send" | "effect" | "settle";

export interface Gate {
  /** Group of the gated effect. */
  readonly at: number;
  readonly covers: "effect" | "handler";
  /** What is sure to wipe its memory, not only to give it time to forget; absent = whatever defeats the recognition. */
  readonly wipes?: Cuts;
}

/** An actor doing acts in order, each group atomic; `release` (a producer's) or `settle` (a consumer's) lets go. */
export interface Step {
  readonly kind: "step";
  /** The broker's name for the stage: one of {@link import("./lowering.ts").Lowering.slots}. */
  readonly name: string;
  /** The user's name of the actor; absent = the producer of the hop (with a `release`) or its consumer. */
  readonly of?: string;
  readonly groups: readonly (readonly ActKind[])[];
  /** Group of the act followed; absent = the group of the `append`, else the only one of the act that is asked for. */
  readonly follow?: number;
  /** What is repeated when a group fails: the whole program, the group, or nothing. */
  readonly retries: "program" | "group" | "none";
  /** The release is sent, not awaited. */
  readonly posted: boolean;
  /** Group i is not done at the first try. */
  readonly fails: readonly Cuts[];
  /** Group i is done, but the actor stops or is not told. */
  readonly unheard: readonly Cuts[];
  /**
   * Group i is done, but a living handler is told that it is not. Filled where a chain is composed: an inner send that
   * ends in doubt. A lowering leaves it out.
   */
  readonly denied?: readonly Cuts[];
  /** The actor stops and starts over from what it stored: an outbox relay. Empty for an application that forgets. */
  readonly dies: Cuts;
  /** What makes the client give up; whether the application sends again; whether it awaits each send. */
  readonly gives: Cuts;
  readonly again: boolean;
  readonly awaits: boolean;
  readonly inFlight: "one" | "fifo" | "many";
  /** What `many` keeps apart (one handler a value of a path); absent = nothing. */
  readonly lane?: Lane;
  /** One publish, several queues: what fails at another queue, so that this one holds a copy and the answer is no. */
  readonly joint?: Cuts;
  /** The receiver checks sequences. */
  readonly sequenced: boolean;
  /** May the next message begin before this one's settle is known to be done? */
  readonly unsettled: "one" | "many";
  readonly returns: "rewind" | "origin" | "head" | "tail" | "side";
  /** A handler that fails is run again where it is: its message is not returned, nothing overtakes it. */
  readonly inPlace?: boolean;
  readonly gate?: Gate;
  /** For each class the receiver or the gate recognises: what defeats the recognition. */
  readonly recognises: ReadonlyMap<DupClass, Cuts>;
  readonly steals: Cuts;
  /** First group conditional on ownership; `groups.length` if none. */
  readonly fence: number;
  /** Can somebody else take over? */
  readonly others: boolean;
  /** Hand-written terms, same data, for what the rules cannot say yet. */
  readonly extra?: Partial<Readonly<Record<StreamPart, Cuts>>>;
}

export type Lane =
  | { readonly kind: "by"; readonly path: string }
  | { readonly kind: "one" }
  | { readonly kind: "none" };

/** A place where copies lie: it loses its tail, or each copy by itself, or disposes of copies for a reason. */
export interface Rest {
  readonly kind: "rest";
  /** The broker's name for the stage: one of {@link import("./lowering.ts").Lowering.slots}. */
  readonly name: string;
  /** The user's name of the place; absent = the last channel of the hop. */
  readonly of?: string;
  readonly tail: Cuts;
  readonly each: Cuts;
  readonly disposes: ReadonlyMap<DisposeReason, Cuts>;
  readonly lane: Lane;
  /** Where the lane keeps a scope only while its partition count is stable: what changes the count. */
  readonly resplit: Cuts;
  /** A consumer's progress outlives the tail (a committed offset, an offset in a store). */
  readonly progressOutlives: boolean;
  /** What loses copies that were read once and are read again; what loses any of them where nothing is said. */
  readonly again?: Cuts;
  /** What loses copies here while it keeps a handler that reads here from acting, and a gate from remembering. */
  readonly meanwhile?: Cuts;
  readonly extra?: Partial<Readonly<Record<StreamPart, Cuts>>>;
}

export type Stage = Step | Rest;

/** Components of a stream that a hand-written term may add to. */
export type StreamPart = "loss" | "refused" | "stuck" | "ghost" | "dup" | "swap" | "back" | "stale";

/** a ⊢ b: whoever suffers `cause` suffers `effect` too. */
export interface Entailment {
  readonly cause: Atom;
  readonly effect: Atom;
}

export interface Lowered {
  readonly stages: readonly Stage[];
  readonly entails: readonly Entailment[];
  /** Settings on the flow that no stage models; a verdict is *not judged* because of them. */
  readonly notModelled: readonly string[];
  /** Settings that are `unknown`; a verdict is *undecided* because of them. */
  readonly unknown: readonly string[];
  /** Names of counted atoms (`returns@jobs`), and the atoms of which any one counts once: `returns@jobs#6`. */
  readonly counted?: ReadonlyMap<string, readonly Atom[]>;
}

/** A way in which a flow breaks a clause: a minimal fault set and where it comes from. */
export interface Hazard {
  readonly clause: ClauseKind;
  readonly cut: Cut;
}
