/** What a judge needs to know of a promise and of the topology around it. */
import type { Clause } from "../../model/guarantee.ts";

/** `unknown`: the history does not say enough to tell. */
export type Due = "yes" | "no" | "unknown";

/** One declared guarantee, with as much of the way between its ends as clauses ask for. */
export interface WatchedGuarantee {
  /** `service.endpoint` of the producer and of the consumer group. */
  readonly from: string;
  readonly to: string;
  /** As declared. */
  readonly promised: string;
  readonly under: string;
  /** `valid` and `live` are among them. */
  readonly clauses: readonly Clause[];
  /** Producer of what `to` reads: `from` itself, or that of the last hop. */
  readonly leaf: string;
  /** Leaves that every root has at least, by the declared multiplicities. */
  readonly leaves: number;
  /** Path of the first channel's key, which `k` of a send is the value of. */
  readonly keyPath?: string;
  /** All producers from which something leads to `to`. */
  readonly producers: readonly string[];
  /** Does the declared routing lead such a message of `from` to `to`? */
  readonly due: (type: string | undefined, routingKey: string | undefined) => Due;
  /** The channel is on the way. */
  readonly onTheWay: (channel: string) => boolean;
  /** A dead letter rests there: `to` cannot be reached from it. */
  readonly isTerminal: (channel: string) => boolean;
  /** Every message of `from` declares an `identity`. */
  readonly hasIdentity: boolean;
  /** Why a history cannot be judged by this guarantee at all. */
  readonly because: readonly string[];
}
