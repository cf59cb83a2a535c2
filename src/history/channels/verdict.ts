/** What is said of a channel: anomalies that were found, and what could not be looked at. */
import type { Example } from "../judge/verdict.ts";
import type { WatchedChannel } from "./watched-channel.ts";

export interface ChannelAnomaly {
  readonly anomaly: string;
  readonly count: number;
  /** Why it is no error here; absent where it is one. */
  readonly allowed?: string;
  /** The first, or the worst. */
  readonly examples: readonly Example[];
}

export interface ChannelVerdict {
  readonly channel: string;
  readonly keeps: "log" | "queue";
  readonly consumers: readonly string[];
  readonly verdict: "violated" | "holds" | "not judged";
  /** Calls of send, and messages handed to consumers. */
  readonly sends: number;
  readonly reads: number;
  readonly anomalies: readonly ChannelAnomaly[];
  /** What could not be looked at, and because of what. */
  readonly lacking: readonly string[];
}

/**
 * Why nothing can be looked for; undefined where something can. A simulation records every delivery, so that there
 * the absence of any says something.
 */
export function whyNotJudged(
  source: "simulation" | "live",
  { consumers }: WatchedChannel,
  { sends, reads }: Pick<ChannelVerdict, "sends" | "reads">,
): string | undefined {
  if (reads > 0) return undefined;
  if (source === "live") return `no \`deliver\` and no \`poll\` of ${consumers.join(" or ")}`;
  return sends === 0 ? "nothing was sent" : undefined;
}

export const WHY_ALLOWED = {
  promised: "no guarantee promises that every message reaches its reader",
  once: "a client that sends here may store again, or later, what it sends again by itself",
  read: "a fault was recorded, and all that was overwritten had been read",
  open: "others send here whose sends are not recorded",
  subscribe: "the group hands partitions over",
  always: "every log or queue may do it",
} as const;
