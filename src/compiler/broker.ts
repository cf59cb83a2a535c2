/** What a broker's folder contributes to compiling. Core receives brokers as a value and names none. */
import type { DiagnosticSpec, Finding } from "../diagnostics/define.ts";
import type { Hop } from "../model/flow.ts";
import type { Binding, Channel, OnFailure, Producer, Topology } from "../model/topology.ts";
import type { SettingTable } from "./vocabulary.ts";

/** A kind of place a broker keeps or routes messages, e.g. declared as `<kind> orders on events { … }`. */
export interface ChannelKind {
  readonly kind: string;
  /** Key of the YAML form under which channels of this kind stand. */
  readonly plural: string;
  readonly doc: string;
  /** Without the settings every channel has: carries, name, owner, native, allow. */
  readonly settings: SettingTable;
  /** A consumer can read it. */
  readonly readable: boolean;
  /** How it keeps messages: a log is read by each group for itself, a queue is shared by its consumers. Of readable kinds. */
  readonly keeps?: "log" | "queue";
  /** A producer can name it as its target. */
  readonly writable: boolean;
}

/** Which kinds a `bind` joins, and what can be said there. */
export interface BindingRules {
  readonly from: readonly string[];
  readonly to: readonly string[];
  readonly settings: SettingTable;
}

/** One way from a producer to a channel that can be read. */
export interface Route {
  /** In the order a message passes them: first what the producer names, last what can be read. */
  readonly channels: readonly Channel[];
  /** Declared bindings taken, in order; fewer than channels - 1 where the broker routes by itself. */
  readonly bindings: readonly Binding[];
  /** `main`: what the routing is meant to do. `aside`: takes an alternate or a dead-letter way at least once. */
  readonly kind: "main" | "aside";
}

/** One broker of this type is one folder; everything here is data or pure. */
export interface CompileBroker {
  /** Word of `type:` on a broker; also the folder's name. */
  readonly type: string;
  /** Versions that are modelled, ascending, as people write them: "4.0". A spec without `version:` gets the last. */
  readonly versions: readonly string[];
  /** Of the broker itself, without type, version, nodes, names, native, allow. */
  readonly settings: SettingTable;
  readonly kinds: readonly ChannelKind[];
  /** Absent where the broker has nothing to bind. */
  readonly bindings?: BindingRules;
  /** Without what every producer has: sends, on-unknown, awaits, native, allow. */
  readonly producer: SettingTable;
  /** Without what every consumer has: effect, gates, steps, settle, unfenced, on-failure, sends, instances, concurrency, takes, reads, native, allow. */
  readonly consumer: SettingTable;
  /** Client library profiles that have endpoints on this broker; `generated` among them. */
  readonly clients: readonly string[];
  /** `settle:` beside the act of the same name. */
  readonly settles: readonly ("auto" | "on-delivery")[];
  /** What a throw does where nothing is said, and what may be said. */
  readonly onFailure: { readonly default: OnFailure; readonly kinds: readonly OnFailure["kind"][] };
  /** The path that decides which messages of this producer stay in order; undefined where it has none. */
  readonly orderingKey: (topology: Topology, producer: Producer) => string | undefined;
  /**
   * The topology with the broker's sugar written down: what is added is marked `implied` and has the origin of the setting
   * that caused it. Must leave alone what stands on brokers of other types, and what has been expanded before.
   */
  readonly expand: (topology: Topology) => Topology;
  /** Every way from `producer` (of a broker of this type) to every channel that can be read. Each channel at most once a way. */
  readonly routes: (topology: Topology, producer: Producer) => readonly Route[];
  /**
   * What the producer of the hop sends is stored once and in the order of its calls, whatever its client sends again by
   * itself. Absent where the broker has no such thing.
   */
  readonly storesOnce?: (hop: Hop) => boolean;
  /** What the broker would refuse or ignore, on its own entities. Called with an expanded topology whose names all resolve. */
  readonly checks: (topology: Topology) => readonly Finding[];
  /** Every entry that `checks` may report. */
  readonly diagnostics: readonly DiagnosticSpec[];
}
