/**
 * What generated code says of a service: plain data but for the codecs. Names of the spec stand beside the broker's own
 * ("physical") ones; every record is keyed as user code writes it. Paths and templates are read on the wire form.
 */

/** A setting's value: durations are milliseconds, sizes bytes. */
export type Value = string | number | boolean | null | readonly Value[] | { readonly [key: string]: Value };
export type Settings = Readonly<Record<string, Value>>;

/** Names of fields from the message inwards. */
export type Path = readonly string[];

/** Text and fields in turn: `["order.", ["region"], ".placed"]`. */
export type Template = readonly (string | Path)[];

/** Turns messages of one type into their wire form and back. */
export interface Codec<T> {
  /** Name of the message type as it travels. */
  readonly type: string;
  /** Field that makes two messages the same one. */
  readonly identity?: Path;
  /** `bytes`: an opaque message, T is Uint8Array. */
  readonly content: "json" | "bytes";
  /** To the wire form, a JSON value; throws where the message is not valid. */
  readonly encode: (message: T) => unknown;
  /** From the wire form; throws where it is not valid. */
  readonly decode: (wire: unknown) => T;
}

/** A codec of whatever type. */
export type AnyCodec = Omit<Codec<unknown>, "encode"> & { readonly encode: (message: never) => unknown };

/** How the types of one channel are told apart on the wire. */
export type Discriminator =
  | { readonly by: "only"; readonly type: string }
  /** The header holds the type's name. */
  | { readonly by: "header"; readonly name: string }
  /** `values`: type by the text at `path`; sending fills the field in where it is absent. */
  | { readonly by: "field"; readonly path: Path; readonly values: Readonly<Record<string, string>> }
  /** `patterns`: type by pattern (`*` one word, `#` any number); the first that matches counts. */
  | { readonly by: "routing-key"; readonly patterns: Readonly<Record<string, string>> };

/** Names a channel as the broker does. */
export interface ChannelRef {
  readonly kind: string;
  readonly name: string;
}

export interface ChannelPlan {
  readonly kind: string;
  /** In the spec. */
  readonly name: string;
  /** On the broker. */
  readonly physical: string;
  readonly settings: Settings;
}

/** Ends by their physical names. */
export interface BindingPlan {
  readonly from: ChannelRef;
  readonly to: ChannelRef;
  readonly settings: Settings;
}

/** What of a broker the service touches: compared with the live one before the first message. */
export interface BrokerPlan {
  readonly kind: string;
  readonly version: string;
  readonly settings: Settings;
  readonly channels: readonly ChannelPlan[];
  readonly bindings: readonly BindingPlan[];
}

export interface ProducerPlan {
  /** In the spec. */
  readonly name: string;
  /** Key of the broker in the service's plan. */
  readonly broker: string;
  readonly channel: ChannelRef;
  /** Keys of codecs. */
  readonly types: readonly string[];
  readonly key?: Path;
  readonly routingKey?: Template;
  readonly headers?: Readonly<Record<string, Template>>;
  /** Further routing keys, by all of which the message is routed. */
  readonly copies?: readonly Template[];
  readonly discriminator: Discriminator;
  /** `send-again`: a send whose end nobody knows is made again, until it is stored or the service stops. */
  readonly onUnknown?: "give-up" | "send-again";
  /** Under the names of the spec, every modelled value explicit. */
  readonly settings: Settings;
  /** Where it was declared, `shop.waybill:55`. */
  readonly where: string;
}

/** A gate that recognises repetitions: the text at `path`, remembered in `store`. */
export interface GatePlan {
  readonly path: Path;
  readonly store: string;
  readonly keepMs?: number;
  readonly gates: "effect" | "handler";
}

/** How long a retry waits: always `firstMs`, or twice as long each time up to `mostMs`. */
export interface BackOffPlan {
  readonly kind: "fixed" | "exponential";
  readonly firstMs: number;
  readonly mostMs?: number;
}

/** What a throw of the handler does. */
export type OnFailurePlan =
  | {
      readonly kind: "retry";
      /** Repetitions in place; absent: for ever. */
      readonly times?: number;
      readonly backOff?: BackOffPlan;
      readonly then?: OnFailurePlan;
    }
  | { readonly kind: "requeue" | "reject" | "skip" | "stop" }
  | { readonly kind: "park"; readonly target: ChannelRef };

export interface SendUsePlan {
  readonly producer: string;
  readonly least: number;
  readonly most: number;
}

export interface ConsumerPlan {
  /** In the spec. */
  readonly name: string;
  /** Key of the broker in the service's plan. */
  readonly broker: string;
  readonly channel: ChannelRef;
  readonly group?: string;
  /** Keys of codecs, and of the consumer's handlers. */
  readonly types: readonly string[];
  readonly discriminator: Discriminator;
  /** Handlers at once in one instance: a number, or one a value of a path. */
  readonly concurrency: number | { readonly per: Path };
  /** Groups of acts in order: `effect`, `settle`, or a producer's key. Where the first group settles, the transport settles before the handler. */
  readonly steps: readonly (readonly string[])[];
  readonly settle:
    | { readonly kind: "act" }
    | { readonly kind: "auto"; readonly ms: number }
    | { readonly kind: "on-delivery" };
  readonly gate?: GatePlan;
  readonly onFailure: OnFailurePlan;
  readonly sends: readonly SendUsePlan[];
  readonly settings: Settings;
  readonly where: string;
}

export interface ServicePlan {
  readonly topology: string;
  readonly name: string;
  readonly brokers: Readonly<Record<string, BrokerPlan>>;
  readonly producers: Readonly<Record<string, ProducerPlan>>;
  readonly consumers: Readonly<Record<string, ConsumerPlan>>;
  readonly codecs: Readonly<Record<string, AnyCodec>>;
}
