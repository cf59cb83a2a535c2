/** Bugs that tests plant into the mechanism to see that the law, the guarantees and the scripts notice them. */
export const LIES = [
  "confirm-before-persisting",
  "forget-requeue-on-close",
  "requeue-at-the-wrong-end",
  "deliver-newest-first",
  "drop-the-binding",
  "lost-ack-is-done",
  "store-twice",
  "ignore-prefetch",
  "dead-letter-removes-first",
  "do-not-count-returns",
  "confirm-what-is-refused",
  "settle-on-delivery",
  "restart-keeps-transient",
  "page-cache-survives",
  "expire-what-is-held",
  "reject-requeues",
  "nack-keeps-the-message",
  "confirm-unroutable",
] as const;

export type Lie = (typeof LIES)[number];
