/** What the reader of one queue is given. */
import type { Handled, Incoming } from "../../../client/broker.ts";
import type { Observed } from "../../../client/observed.ts";
import type { ChannelRef, ConsumerPlan } from "../../../client/plan.ts";
import type { RabbitDelivery } from "./delivery.ts";
import type { Session } from "./session.ts";
import type { Letters } from "./verdict.ts";

export interface Reading {
  readonly session: Session;
  readonly plan: ConsumerPlan;
  /** `service.consumer` */
  readonly at: string;
  /** Name of its queue in the spec. */
  readonly channelName: string;
  readonly letters: Letters;
  /** Other instances take over in order only when the channel closes with all it holds (R-CONS-14), or get a return's place wrong. */
  readonly keepsUntilClosed: boolean;
  readonly handle: (delivery: Incoming) => Promise<Handled>;
  /** Publishes a copy to a channel, confirmed. */
  readonly park: (delivery: RabbitDelivery, target: ChannelRef, reason: string) => Promise<void>;
  readonly observe: ((event: Observed) => void) | undefined;
  readonly trouble: (error: Error) => void;
}
