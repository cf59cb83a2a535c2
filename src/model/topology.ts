/**
 * The narrow waist: a resolved topology as plain, readonly data. The compiler makes it, everything else reads it.
 * It names no broker: kinds of channels, their types and settings are the vocabulary of a broker's folder.
 */
import type { Clause, FaultModel } from "./guarantee.ts";
import type { EnumType, MessageType } from "./message-type.ts";
import type { Origin, Origins } from "./origin.ts";
import type { Settings } from "./value.ts";

export interface Broker {
  readonly name: string;
  /** The folder under src/brokers that knows it. */
  readonly type: string;
  readonly version: string;
  readonly nodes: number;
  /** What it was called before it was renamed, for who compares. */
  readonly was?: string;
  readonly settings: Settings;
  readonly origin?: Origin;
  readonly origins?: Origins;
}

/** A place a broker keeps or routes messages: a topic, exchange, queue, … */
export interface Channel {
  readonly kind: string;
  readonly name: string;
  readonly broker: string;
  /** Names of the message types it carries; empty where nothing is said. */
  readonly carries: readonly string[];
  /** What the broker calls it, where that differs from `name`: `name:`, or the broker's `names:` scheme. */
  readonly physicalName?: string;
  readonly owner?: string;
  /** The endpoint that declares it when it starts, `service.endpoint`; absent = it is there before anything runs. */
  readonly declaredBy?: string;
  /** How the message types on it are told apart; absent = by the header `type`, see `taggedBy`. */
  readonly by?: TypeTag;
  /** What it was called before it was renamed, for who compares. */
  readonly was?: string;
  /** Not written by the author: what a short form stands for. */
  readonly implied?: true;
  readonly settings: Settings;
  readonly origin?: Origin;
  readonly origins?: Origins;
}

/**
 * Where a message says of which type it is. In a header, or in a field of its own, it is the name of the type; a field that has
 * one value only says it by that. `routing-key`: producers of different types use keys that differ.
 */
export type TypeTag =
  | { readonly kind: "header"; readonly name: string }
  | { readonly kind: "field"; readonly path: string }
  | { readonly kind: "routing-key" };

/** Names a channel; an exchange and a queue may share a name, hence the kind. */
export interface ChannelRef {
  readonly kind: string;
  readonly name: string;
}

export interface Binding {
  readonly from: ChannelRef;
  readonly to: ChannelRef;
  /** Not written by the author: what a short form stands for. */
  readonly implied?: true;
  readonly settings: Settings;
  readonly origin?: Origin;
  readonly origins?: Origins;
}

export interface Store {
  readonly name: string;
  readonly service: string;
  /** How long a key is remembered, in ms; absent = for ever. */
  readonly keepMs?: number;
  readonly scope: "shared" | "instance";
  readonly origin?: Origin;
  readonly origins?: Origins;
}

export interface Producer {
  readonly name: string;
  readonly service: string;
  readonly to: ChannelRef;
  readonly sends: readonly string[];
  /** `give-up` or `send-again`: what the application does about a send that did not settle ok. */
  readonly onUnknown: "give-up" | "send-again" | "unknown";
  readonly awaits: boolean;
  /** How the application joins a write of its store with the send; absent = it writes nothing. */
  readonly writes?: Writes;
  /** Where answers to what it sends come in. */
  readonly reply?: Reply;
  /** What it was called before it was renamed, for who compares. */
  readonly was?: string;
  readonly settings: Settings;
  readonly origin?: Origin;
  readonly origins?: Origins;
}

/**
 * An application that writes its state and sends. `outbox`: row and write are one transaction, and a relay sends the row
 * and marks it. `write-first` and `send-first` are two steps, with a moment between them.
 */
export interface Writes {
  readonly store: string;
  readonly order: "write-first" | "send-first" | "outbox";
}

export interface Reply {
  /** Read by the service of the producer. */
  readonly channel: ChannelRef;
  /** Path of the field that an answer has in common with its question. */
  readonly correlate: string;
  /** How long the application waits for the answer, in ms; absent = for ever. */
  readonly withinMs?: number;
}

/** One act of a handler. `send` names a producer of the same service. */
export type Act =
  | { readonly kind: "effect" }
  | { readonly kind: "settle" }
  | { readonly kind: "send"; readonly producer: string };

export type Effect =
  | { readonly kind: "plain" }
  | { readonly kind: "idempotent"; readonly path: string; readonly store: string }
  /** The effect of a key takes the place of the one before; with a version, only where that is older. */
  | { readonly kind: "overwrite"; readonly path: string; readonly version?: string }
  | { readonly kind: "unknown" };

/** How long a retry waits: always `firstMs`, or twice as long each time up to `mostMs`. */
export interface BackOff {
  readonly kind: "fixed" | "exponential";
  readonly firstMs: number;
  readonly mostMs?: number;
}

/** What a throw of the handler does. */
export type OnFailure =
  | { readonly kind: "retry"; readonly times?: number; readonly backOff?: BackOff; readonly then?: OnFailure }
  | { readonly kind: "requeue" }
  | { readonly kind: "reject" }
  | { readonly kind: "skip" }
  | { readonly kind: "stop" }
  | { readonly kind: "park"; readonly target: ChannelRef }
  | { readonly kind: "unknown" };

export interface SendUse {
  readonly producer: string;
  readonly least: number;
  readonly most: number;
  /** `entry`: one for each entry of the list at the path. `value`: one for all messages of one value there. */
  readonly per?: { readonly kind: "entry" | "value"; readonly path: string };
}

export interface Consumer {
  readonly name: string;
  readonly service: string;
  readonly from: ChannelRef;
  readonly instances: number;
  /** Handlers at once in one instance: a number, or one a value of a path. */
  readonly concurrency: number | { readonly per: string };
  readonly effect: Effect;
  readonly gates: "effect" | "handler";
  /** Groups in order; the acts of one group are atomic. `unknown` where an import could not see the handler. */
  readonly steps: readonly (readonly Act[])[] | "unknown";
  /** `unfenced: true` of a group that stores the progress with the effect. */
  readonly unfenced: boolean;
  /** How progress is told where `settle` is no act: `auto` with its interval, or `on-delivery`. */
  readonly settle:
    | { readonly kind: "act" }
    | { readonly kind: "auto"; readonly ms: number }
    | { readonly kind: "on-delivery" };
  readonly onFailure: OnFailure;
  readonly sends: readonly SendUse[];
  /** What a handler takes at most, in ms. */
  readonly takesMsMost?: number;
  /** Paths of the fields it uses; absent = all. */
  readonly reads?: readonly string[];
  /** What it was called before it was renamed, for who compares. */
  readonly was?: string;
  readonly settings: Settings;
  readonly origin?: Origin;
  readonly origins?: Origins;
}

export interface Service {
  readonly name: string;
  readonly owner?: string;
  /** Client library profile: `generated`, `java`, `amqplib`, … */
  readonly client: string;
  readonly external: boolean;
  /** The module that it belongs to, where that is another. */
  readonly module?: string;
  /** What it was called before it was renamed, for who compares. */
  readonly was?: string;
  readonly producers: readonly Producer[];
  readonly consumers: readonly Consumer[];
  readonly stores: readonly Store[];
  readonly origin?: Origin;
}

/** `service.endpoint` of a producer and of a consumer. */
export interface FlowEnds {
  readonly from: string;
  readonly to: string;
}

export interface Guarantee extends FlowEnds {
  /** Written as declared, for people: `exactly-once, per-key`. */
  readonly text: string;
  readonly clauses: readonly Clause[];
  readonly under: FaultModel;
  readonly origin?: Origin;
  /** Origin of single settings: `delivery`, `order`, … */
  readonly origins?: Origins;
}

export interface Topology {
  readonly name: string;
  readonly brokers: readonly Broker[];
  readonly channels: readonly Channel[];
  readonly bindings: readonly Binding[];
  readonly services: readonly Service[];
  readonly types: readonly MessageType[];
  readonly enums: readonly EnumType[];
  readonly guarantees: readonly Guarantee[];
}
