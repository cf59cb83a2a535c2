/**
 * What happened to queues, in one order, as only a simulated or instrumented broker can tell it. A message has one
 * name on its whole way; a queue holds it at most once.
 */
import type { Value } from "../operation.ts";

export type QueueTruthEvent =
  /** A publisher sent it. `mandatory`: it wants it back if no queue takes it. `persistent`: a confirm promises the disk. */
  | {
      readonly kind: "publish";
      readonly message: Value;
      readonly mandatory?: boolean;
      readonly persistent?: boolean;
    }
  /** The queues that took it, once; none for an unroutable message. They hold it in the order of these events. */
  | { readonly kind: "route"; readonly message: Value; readonly queues: readonly Value[] }
  /** The queue has written it where a crash leaves it. */
  | { readonly kind: "durable"; readonly queue: Value; readonly message: Value }
  | { readonly kind: "confirm"; readonly message: Value }
  | { readonly kind: "return"; readonly message: Value }
  /** A consumer may hold so many unsettled deliveries; 0 for no limit. */
  | { readonly kind: "prefetch"; readonly consumer: Value; readonly limit: number }
  | {
      readonly kind: "deliver";
      readonly queue: Value;
      readonly message: Value;
      readonly consumer: Value;
      readonly tag: number;
      readonly redelivered: boolean;
    }
  /** The broker took an acknowledgement; `requeue` puts the message back where it was. */
  | {
      readonly kind: "settle";
      readonly consumer: Value;
      readonly tag: number;
      readonly as: "ack" | "requeue";
    }
  /** The consumer's channel is gone: all it held is back. */
  | { readonly kind: "closed"; readonly consumer: Value }
  /** The message left the queue without a consumer, for a stated reason. */
  | {
      readonly kind: "disposed";
      readonly queue: Value;
      readonly message: Value;
      readonly reason: "dead-lettered" | "expired" | "overflow" | "purged";
    }
  /** At the end: what still lies in a queue. */
  | { readonly kind: "remains"; readonly queue: Value; readonly messages: readonly Value[] };
