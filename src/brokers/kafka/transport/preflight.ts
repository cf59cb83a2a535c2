/** The spec beside the live cluster, before the first message. */
import type { BrokerPlan, ChannelPlan, Value } from "../../../client/plan.ts";

/** A topic as the cluster has it. */
export interface FoundTopic {
  readonly partitions: number;
  readonly replication: number;
  /** Its effective configuration by Kafka's names; undefined where it could not be asked for. */
  readonly configs: ReadonlyMap<string, string> | undefined;
}

/** What the cluster has is less than what the spec says; nothing was sent or read. */
export class TopologyMismatch extends Error {
  override readonly name: string = "TopologyMismatch";
  /** One line each. */
  readonly mismatches: readonly string[];
  constructor(mismatches: readonly string[]) {
    super(`the cluster is not what the spec says:\n${mismatches.map((line) => `  - ${line}`).join("\n")}`);
    this.mismatches = mismatches;
  }
}

/** Every way in which the topics of the plan are weaker than the spec says, in the order of the plan. */
export function mismatchesOf(plan: BrokerPlan, found: ReadonlyMap<string, FoundTopic>): readonly string[] {
  return plan.channels.flatMap((channel) => {
    const topic = found.get(channel.physical);
    if (topic === undefined) return [`topic ${channel.physical} does not exist`];
    return [...shape(channel, topic), ...configs(channel, topic.configs)];
  });
}

/** Bytes that every one of these topics takes at once, at most `most`: the whole batch is refused that is larger (K-PROD-14). */
export function batchOf(
  found: ReadonlyMap<string, FoundTopic>,
  topics: readonly string[],
  most: number,
): number {
  const limits = topics.map((topic) => Number(found.get(topic)?.configs?.get("max.message.bytes") ?? most));
  return Math.max(1, Math.min(most, ...limits));
}

/** Other partition counts send keys elsewhere; more of them may be what the topic has grown to (K-TOPIC-08). */
function shape({ physical, settings }: ChannelPlan, { partitions, replication }: FoundTopic): string[] {
  const lines: string[] = [];
  const wanted = settings["partitions"];
  if (typeof wanted === "number" && partitions < wanted)
    lines.push(`topic ${physical} has ${partitions} partitions, not ${wanted} (partitions)`);
  const copies = settings["replication"];
  if (typeof copies === "number" && replication < copies)
    lines.push(`topic ${physical} is kept by ${replication} brokers, not ${copies} (replication)`);
  return lines;
}

function configs({ physical, settings }: ChannelPlan, live: FoundTopic["configs"]): string[] {
  if (live === undefined) return [];
  const lines: string[] = [];
  for (const { setting, native, weaker, text } of COMPARED) {
    const wanted = settings[setting];
    const has = live.get(native);
    if (wanted === undefined || has === undefined || !weaker(wanted, has)) continue;
    lines.push(`topic ${physical} has ${native}=${has}, not ${text(wanted)} (${setting})`);
  }
  return lines;
}

interface Compared {
  readonly setting: string;
  readonly native: string;
  readonly weaker: (wanted: Value, has: string) => boolean;
  readonly text: (wanted: Value) => string;
}

const COMPARED: readonly Compared[] = [
  { setting: "min-in-sync", native: "min.insync.replicas", weaker: less, text: shown },
  { setting: "retention", native: "retention.ms", weaker: less, text: unlimited },
  { setting: "retention-bytes", native: "retention.bytes", weaker: less, text: unlimited },
  {
    setting: "unclean-election",
    native: "unclean.leader.election.enable",
    weaker: (wanted, has) => wanted === false && has === "true",
    text: shown,
  },
  {
    setting: "cleanup",
    native: "cleanup.policy",
    weaker: (wanted, has) => policies(has.split(",")) !== policies(listOf(wanted)),
    text: (wanted) => policies(listOf(wanted)),
  },
];

/** -1 and `unlimited` are no limit. */
function less(wanted: Value, has: string): boolean {
  const live = has === "-1" ? Number.POSITIVE_INFINITY : Number(has);
  const asked = wanted === "unlimited" ? Number.POSITIVE_INFINITY : wanted;
  return typeof asked === "number" && live < asked;
}

function unlimited(wanted: Value): string {
  return wanted === "unlimited" ? "-1" : shown(wanted);
}

function shown(wanted: Value): string {
  return typeof wanted === "string" ? wanted : JSON.stringify(wanted);
}

function listOf(value: Value): readonly string[] {
  if (typeof value === "string") return [value];
  return Array.isArray(value) ? value.filter((each) => typeof each === "string") : [];
}

function policies(names: readonly string[]): string {
  return names
    .map((name) => name.trim())
    .sort()
    .join();
}
