/** What the mechanism does wrong. */
export type Lie =
  | "ack-before-store"
  | "forget-requeue"
  | "last-first"
  | "settle-on-delivery"
  | "store-twice"
  | "swallow"
  | "say-failed"
  | "hide-second"
  | "start-at-end"
  | "refuse"
  | "circle-after-crash";

export interface ToyOptions {
  readonly settle: "awaited" | "posted";
  readonly lie?: Lie;
  /** How long the sender waits for an answer, in ms. */
  readonly timeoutMs?: number;
  /** Says of answers and settles under way that they only arrive; or, wrongly, of every store and delivery. */
  readonly independent?: "arrivals" | "everything";
  /** Keeps what a model must not: a count of sends, which only grows. */
  readonly counts?: boolean;
}
