/** Anomalies of logs. Source of all but `reused-value` and `phantom-read`: Jepsen's workload for logs. */

export const LOG_ANOMALIES = [
  {
    name: "inconsistent-offsets",
    allowed: "never",
    fires: "One offset of a log holds two or more values, by what sends were told and polls were given.",
    means: "A message was overwritten, or two readers see different logs.",
  },
  {
    name: "duplicate",
    allowed: "never",
    fires: "One value lies at two or more offsets of a log. Reading one offset again is not this.",
    means: "The broker stored one send twice: every reader gets it twice.",
  },
  {
    name: "duplicate-nonzero",
    allowed: "never",
    fires: "As `duplicate`, and at two or more offsets that are not 0.",
    means: "A duplicate that is not only the offset 0 which some brokers tell when they do not know.",
  },
  {
    name: "lost-write",
    allowed: "never",
    fires:
      "A value whose send must have committed was never read by an operation that ended ok, and it lies at or below the highest place that such operations read.",
    means: "Readers have passed an acknowledged message without getting it: it is gone.",
  },
  {
    name: "unseen",
    allowed: "never",
    fires:
      "A value was sent by an operation that ended ok, and no operation that ended ok had read it when the history ended.",
    means: "Not read yet or never readable: readers have to drain the log before a history ends.",
  },
  {
    name: "G1a",
    allowed: "never",
    fires: "An operation that ended ok read a value whose send definitely failed.",
    means: "Aborted read: a reader acted on what never happened.",
  },
  {
    name: "precommitted-read",
    allowed: "never",
    fires: "One operation both sent and read the same value, however it ended.",
    means: "A consumer saw a message before its transaction was decided.",
  },
  {
    name: "phantom-read",
    allowed: "never",
    fires: "A value was read that no operation of the history sent.",
    means: "The message was made up or altered, or the history is not complete.",
  },
  {
    name: "reused-value",
    allowed: "never",
    fires: "Two operations sent the same value to one log.",
    means:
      "The history cannot be judged exactly: each send has to say a value of its own, also when an application tries again.",
  },
  {
    name: "int-poll-skip",
    allowed: "never",
    fires:
      "Inside one operation, two consecutive reads of a log have a known message between them. Not asked of logs that were rebalanced meanwhile.",
    means: "The consumer was not given a message that is there.",
  },
  {
    name: "int-nonmonotonic-poll",
    allowed: "never",
    fires:
      "Inside one operation, a read of a log comes from the same place as the one before it, or from an earlier one. Not asked of logs that were rebalanced meanwhile.",
    means: "The consumer went back without being told to.",
  },
  {
    name: "int-send-skip",
    allowed: "always",
    fires:
      "Inside one operation, two consecutive sends to a log have a message of somebody else between them.",
    means: "Normal: the writes of a transaction are not isolated from those of others.",
  },
  {
    name: "int-nonmonotonic-send",
    allowed: "never",
    fires: "Inside one operation, a send lies at or before the place of the one before it.",
    means: "The broker reordered the messages of one producer.",
  },
  {
    name: "poll-skip",
    allowed: "subscribe",
    fires:
      "A process read a log on from a place with a known message between it and where its last ok operation on that log ended. An aborted operation must rewind; a new assignment keeps only the logs that it lists.",
    means: "A message was skipped between two polls.",
  },
  {
    name: "nonmonotonic-poll",
    allowed: "subscribe",
    fires:
      "A process began to read a log at or before the place where its last ok operation on that log ended.",
    means:
      "Messages were handed over again: harmless after a rebalance, wrong for a consumer that chose its logs.",
  },
  {
    name: "nonmonotonic-send",
    allowed: "never",
    fires:
      "A send of a process lies at or before the place of the last send of its operation before, on the same log. Operations that failed do not count.",
    means: "The broker reordered the messages of one producer.",
  },
  {
    name: "G0",
    allowed: "always",
    fires:
      "Each operation of a cycle wrote a message directly before one of the next. Looked for with `writeOrder`.",
    means: "Normal: a log does not isolate writes.",
  },
  {
    name: "G0-realtime",
    allowed: "always",
    fires: "As `G0`, with at least one step where an operation ended before the next was invoked.",
    means: "Normal as `G0`, and the offsets contradict real time.",
  },
  {
    name: "G1c",
    allowed: "writeOrder",
    fires:
      "Each operation of a cycle was read by the next (or, with `writeOrder`, wrote directly before it), at least one read.",
    means:
      "Circular flow: each transaction depends on the other. Without write order no correct broker shows it.",
  },
  {
    name: "G1c-realtime",
    allowed: "writeOrder",
    fires: "As `G1c`, with at least one step where an operation ended before the next was invoked.",
    means: "A message was read before it was sent, seen over several operations.",
  },
  {
    name: "PL-1-cycle-exists",
    allowed: "always",
    fires: "A `G0` is proved, and no concrete one was extracted.",
    means: "As `G0`.",
  },
  {
    name: "PL-2-cycle-exists",
    allowed: "writeOrder",
    fires: "A `G1c` is proved, and no concrete one was extracted.",
    means: "As `G1c`.",
  },
  {
    name: "strong-PL-1-cycle-exists",
    allowed: "always",
    fires: "A `G0-realtime` is proved, and no concrete one was extracted.",
    means: "As `G0-realtime`.",
  },
  {
    name: "strong-PL-2-cycle-exists",
    allowed: "writeOrder",
    fires: "A `G1c-realtime` is proved, and no concrete one was extracted.",
    means: "As `G1c-realtime`.",
  },
  {
    name: "cycle-search-timeout",
    allowed: "never",
    fires:
      "The search for a concrete cycle of one component ran out of its steps (`cycleSteps`) before it found one.",
    means: "The cycle exists, and nobody knows what it looks like.",
  },
  {
    name: "empty-transaction-graph",
    allowed: "never",
    fires: "No operation depends on another: there is nothing to look for cycles in.",
    means: "A history in which nothing happened does not pass.",
  },
] as const;
