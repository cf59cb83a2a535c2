/** What a broker's folder contributes so that scripts can be played on its simulation. */
import type { State } from "../base/layout.ts";
import type { CompileBroker } from "../compiler/broker.ts";
import type { Hop } from "../model/flow.ts";
import type { FaultKind } from "../model/guarantee.ts";
import type { Condition, Place, Script } from "../model/script.ts";
import type { ChannelRef, Producer, Topology } from "../model/topology.ts";
import type { FaultBounds, Host, Mechanism } from "../runtime/mechanism.ts";
import type { Context } from "../runtime/model.ts";

export type Traffic = "requests" | "answers";

/** Which links a script holds at the moment: the name of a producer or an instance, and a direction. */
export interface Links {
  holds(s: State, link: string, traffic: Traffic): boolean;
}

/** What a script's word does to the mechanism. */
export interface ScriptAct {
  readonly act: (s: State, ctx: Context) => void;
}

/**
 * How a fault of a script strikes: an atom of the model, with the choices that the script leaves none of (by the name of
 * their site), or an act of the mechanism where no atom says just this.
 */
export type ScriptStrike =
  | { readonly atom: string; readonly picks?: (s: State) => Readonly<Record<string, number>> }
  | ScriptAct;

/** One hop of a script's flow: its mechanism, and the script's words about it. Undefined = this word cannot be played. */
export interface ScriptScene {
  /** Builds the mechanism; once, before anything else is asked. */
  build(host: Host): Mechanism;
  /** A wide move that happens without the script's saying so. */
  byItself(label: string): boolean;
  /** The moves by which something passes on the link in that direction; they do not happen while it is held. */
  passing(link: string, traffic: Traffic): ((label: string) => boolean) | undefined;
  /** The script has begun or ceased to hold a link, or its connection was cut (which ends every hold). */
  linkChanged(s: State, ctx: Context): void;
  strike(fault: FaultKind, at: Place): ScriptStrike | undefined;
  /** The moves that heal it, all of which are taken; or the act that does. */
  heal(fault: FaultKind, at: Place): ((label: string) => boolean) | ScriptAct | undefined;
  met(condition: Condition): ((s: State) => boolean) | undefined;
  /** So much time has passed on a clock of the script; timers have fired already. */
  elapsed?(s: State, ctx: Context, ms: number): void;
  /** Nothing is owed to the instances that only time brings. */
  atRest(s: State): boolean;
}

/** What of a script a scene needs to know. */
export interface SceneSetting {
  readonly hop: Hop;
  readonly script: Script;
  /** The script's message of each intent. */
  readonly messages: readonly string[];
  readonly bounds: FaultBounds;
  readonly links: Links;
  /** A planted lie, by its name in the script. */
  readonly liar?: string;
}

/** A broker on whose simulation scripts can be played. */
export interface ScriptBroker extends Pick<CompileBroker, "type" | "routes" | "expand"> {
  readonly scene: (setting: SceneSetting) => ScriptScene;
  /** The producer as if its messages could have any key; absent where keys do not route. */
  readonly anyKey?: (producer: Producer) => Producer;
  /** How long it takes, in ms, until this comes true somewhere beside a flow: a script's clock. */
  readonly clockMs?: (topology: Topology, condition: Condition) => number | undefined;
  /** What the hop's queue dead-letters goes there, and nothing else does. */
  readonly letters?: (hop: Hop) => readonly ChannelRef[];
  /** Why this hop is not what is simulated; empty where it is. */
  readonly beyond?: (hop: Hop) => readonly string[];
}
