/** Bugs that can be planted in the simulated broker, to see whether anybody notices. */
export const LIES = [
  "answers-before-replicating",
  "shows-above-watermark",
  "ignores-min-in-sync",
  "forgets-sequences",
  "forgets-truncation",
  "elects-anyone",
  "forgets-resend",
  "resends-in-order",
  "commits-early",
  "commits-for-zombies",
  "takes-the-newest-first",
  "starts-at-the-end",
  "forgets-commits-on-rebalance",
  "stores-without-condition",
] as const;

export type Lie = (typeof LIES)[number];
