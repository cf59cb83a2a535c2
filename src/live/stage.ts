/** What the player of scripts asks of a real broker, and what it is told. One stage plays one script, once. */
import type { FaultKind } from "../model/guarantee.ts";
import type { Condition, Instance, Place, Settlement } from "../model/script.ts";
import type { Traffic } from "./link.ts";

/** Conditions that only the broker can answer; the player answers the others from what it has been told. */
export type BrokerCondition = Exclude<Condition, { readonly kind: "settled" | "called" }>;

/** What happens on the stage, as it happens. */
export interface Audience {
  /** The send of `message` settled. */
  settled(message: string, how: Exclude<Settlement, "open">): void;
  /** A copy reached the application of an instance. `ref` names the delivery to {@link Stage}. */
  delivered(instance: string, message: string, again: boolean, ref: number): void;
  /** The instance's client has lost what it had received; deliveries not begun will not begin. */
  withdrawn(instance: string): void;
  /** Nothing that the script planned: the play ends with it. */
  failed(trouble: Error): void;
}

/**
 * A topology on a real broker, clients included. All operations return when what they ask for has been done on the side
 * of the client; what the broker makes of it shows in {@link Stage.met} and in what the audience is told.
 */
export interface Stage {
  /** Hands the message to its producer's client. */
  send(message: string): Promise<void>;
  start(instance: Instance): Promise<void>;
  stop(instance: Instance): Promise<void>;
  /** Settles a delivery: `refused` if the broker says that it no longer is this instance's. */
  settle(instance: Instance, ref: number): Promise<"ok" | "refused">;
  /** The handler of this delivery is over, settled or not. */
  ended(instance: Instance, ref: number): Promise<void>;
  /** The handler threw: the consumer's `on-failure` follows. */
  thrown(instance: Instance, ref: number): Promise<void>;
  strike(fault: FaultKind, at: Place): Promise<void>;
  heal(fault: FaultKind, at: Place): Promise<void>;
  hold(link: string, traffic: Traffic): void;
  release(link: string, traffic: Traffic): void;
  met(condition: BrokerCondition): Promise<boolean>;
  /** The instances have got everything that they can get now. Asked only while no handler runs. */
  atRest(instances: readonly Instance[]): Promise<boolean>;
  /** Ends the clients, heals what is left, removes what was declared. The broker is as it was before. */
  close(): Promise<void>;
}
