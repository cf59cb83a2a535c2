/** Anomalies that need to know what really happened: a simulated or an instrumented broker tells it. */

export const LOG_TRUTH_ANOMALIES = [
  {
    name: "torn-transaction",
    allowed: "never",
    fires:
      "Of the messages of a committed transaction that a group has passed, some were handed to it and some were not.",
    means: "A transaction is all or nothing, and this group saw a part.",
  },
  {
    name: "zombie-write",
    allowed: "never",
    fires: "A message was handed over that a producer appended with an epoch that had been fenced.",
    means: "A producer that was replaced could still write.",
  },
  {
    name: "committed-offset-regression",
    allowed: "never",
    fires: "A group's stored place in a log went back, and nobody had reset it.",
    means: "Work that was settled will be done again.",
  },
  {
    name: "committed-offset-overshoot",
    allowed: "never",
    fires:
      "A group's place was stored behind a message that was not handed to it, further than it ever came. Messages of aborted transactions do not count.",
    means: "Messages are settled that nobody got.",
  },
  {
    name: "effect-count",
    allowed: "never",
    fires:
      "At the end, a message below a group's stored place (in no transaction, or in a committed one) does not have exactly one effect of the group.",
    means: "Not exactly once: 0 is a loss, 2 a repetition.",
  },
  {
    name: "order-inversion",
    allowed: "never",
    fires:
      "The first effects of two messages of one path come in the opposite order of the calls that sent them, at one group.",
    means: "Messages of one key were worked on in the wrong order.",
  },
  {
    name: "unbounded-duplicate",
    allowed: "never",
    fires: "A message was handed to a group again although the group's stored place was already behind it.",
    means: "Repetition is only normal inside the window of what is not committed.",
  },
  {
    name: "stale-read",
    allowed: "never",
    fires: "A reader was told an end of a log below one that was told before.",
    means: "A new leader lacks what readers have seen.",
  },
] as const;

export const QUEUE_TRUTH_ANOMALIES = [
  {
    name: "redelivered-missing",
    allowed: "never",
    fires: "A queue delivers a message for the second time without the redelivered flag.",
    means: "A consumer that trusts the flag takes the message for a new one.",
  },
  {
    name: "wrong-requeue-position",
    allowed: "never",
    fires: "A queue delivers a message while one that was put back lies before it.",
    means: "A message that is put back has to return to its place.",
  },
  {
    name: "prefetch-exceeded",
    allowed: "never",
    fires: "A consumer holds more unsettled deliveries than its limit.",
    means: "The limit does not protect the consumer.",
  },
  {
    name: "unknown-tag-accepted",
    allowed: "never",
    fires: "The broker accepts the settlement of a tag that the consumer does not hold.",
    means: "A mistake of the consumer stays hidden, or settles a message of somebody else.",
  },
  {
    name: "lost-without-reason",
    allowed: "never",
    fires:
      "At the end, a message that a queue took was not acknowledged, not disposed of for a stated reason, and does not remain.",
    means: "The queue lost it.",
  },
  {
    name: "confirm-before-durable",
    allowed: "never",
    fires:
      "A persistent message is confirmed before it was routed, or while a queue that holds it has not written it.",
    means: "A crash now loses a message that was promised.",
  },
  {
    name: "unroutable-not-returned",
    allowed: "never",
    fires: "At the end, a mandatory message that no queue took was not returned.",
    means: "The publisher does not learn that nobody gets it.",
  },
] as const;
