/** Anomalies of the history of a queue. Source: the total-queue checker of Jepsen. */

export const QUEUE_ANOMALIES = [
  {
    name: "lost",
    allowed: "never",
    fires: "A value was enqueued ok more often than it was dequeued, after the queue was drained.",
    means: "The broker acknowledged a message and nobody ever got it.",
  },
  {
    name: "unexpected",
    allowed: "never",
    fires: "A value was dequeued that nobody tried to enqueue.",
    means: "The message was made up or altered, or the history is not complete.",
  },
  {
    name: "duplicated",
    allowed: "always",
    fires: "A value was dequeued more often than somebody tried to enqueue it.",
    means: "Delivered again, which at-least-once allows.",
  },
  {
    name: "recovered",
    allowed: "always",
    fires: "A value was dequeued, within what was tried, more often than its enqueue ended ok.",
    means: "An enqueue that nobody knew the end of, or that was said to have failed, had happened.",
  },
] as const;
