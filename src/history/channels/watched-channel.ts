/** What the checkers of anomalies need to know of a channel. */
import type { Due } from "../judge/watched.ts";

export interface ChannelProducer {
  /** `service.endpoint` */
  readonly at: string;
  /** What is acknowledged to it lies in the channel: no alternate or dead-letter way has to be taken first. */
  readonly isMain: boolean;
  /** Does the declared routing lead such a message here? */
  readonly due: (type: string | undefined, routingKey: string | undefined) => Due;
}

export interface WatchedChannel {
  readonly channel: string;
  /** As histories may call it. */
  readonly names: readonly string[];
  /** A log, which each group reads for itself, or a queue, whose consumers share it. */
  readonly keeps: "log" | "queue";
  readonly producers: readonly ChannelProducer[];
  /** `service.endpoint`: the one group of a log, or all consumers of a queue. */
  readonly consumers: readonly string[];
  /** Every message that is acknowledged to a main producer has to reach a consumer. */
  readonly isPromised: boolean;
  /** No client of a main producer stores a send twice or behind a later one, however often it sends again by itself. */
  readonly storesOnce: boolean;
  /** Somebody else may send here, too: a service that is not under this topology's control, or nobody who is known. */
  readonly isOpen: boolean;
}
