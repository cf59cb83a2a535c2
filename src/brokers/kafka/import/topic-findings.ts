/** What the settings of topics show by themselves, whoever sends and reads. */
import {
  defineDiagnostics,
  type Diagnostics,
  type DiagnosticSpec,
  type ExampleSource,
  type Finding,
  type Span,
  type SpecsOf,
} from "../../../diagnostics/define.ts";
import type { DraftChannel } from "../../../drafts/draft.ts";
import { FindingGroups } from "../../../drafts/finding-groups.ts";
import { shown } from "../../../drafts/quote.ts";

const topic = (replicas: number, minInSync: number): ExampleSource => [
  {
    path: "topic.yaml",
    text: `apiVersion: kafka.strimzi.io/v1
kind: KafkaTopic
metadata: { name: orders, labels: { strimzi.io/cluster: prod } }
spec: { partitions: 6, replicas: ${replicas}, config: { min.insync.replicas: ${minInSync} } }
`,
  },
];

const messages = {
  single: "one replica: {topics} ({where})",
  alone: "`min.insync.replicas: 1` with {replicas} replicas: {topics} ({where})",
  stopped: "`min.insync.replicas: {replicas}` with as many replicas: {topics} ({where})",
} as const;

const specs = {
  single: {
    code: "WB3155",
    severity: "warning",
    message: messages.single,
    why: "All records of a partition lie on one broker: while it is down nobody sends or reads, and with its disk everything is gone (K-REPL-14).",
    fix: "Give the topic three replicas and `min.insync.replicas: 2`.",
    example: { fires: topic(1, 1), quiet: topic(3, 2) },
  },
  alone: {
    code: "WB3156",
    severity: "warning",
    message: messages.alone,
    why: "When the followers lag, `acks: all` is answered by the leader alone: its crash then loses what was acknowledged (K-REPL-08).",
    fix: "Set `min.insync.replicas: 2`.",
    example: { fires: topic(3, 1), quiet: topic(3, 2) },
  },
  stopped: {
    code: "WB3157",
    severity: "warning",
    message: messages.stopped,
    why: "Each send with `acks: all` is refused while any one of the brokers is down or restarts (K-REPL-05).",
    fix: "Set `min.insync.replicas` to one less than there are replicas.",
    example: { fires: topic(3, 3), quiet: topic(3, 2) },
  },
} as const;

const observed: Diagnostics<SpecsOf<typeof messages>> = defineDiagnostics(specs);

/** Entries of what topics show. Their examples are resources of Strimzi. */
export const KAFKA_TOPIC_DIAGNOSTICS: readonly DiagnosticSpec[] = Object.values(specs);

/** One finding for each kind and topic; one for all topics where they are many. What is not known is not said. */
export function topicFindings(at: Span, channels: readonly DraftChannel[]): readonly Finding[] {
  const { report } = observed;
  const found = new FindingGroups();
  for (const { key, settings, origins } of channels) {
    const replicas = countIn(settings, "replication");
    const minInSync = countIn(settings, "min-in-sync") ?? (isSaid(settings) ? 1 : undefined);
    const add = (kind: string, make: (topics: string, where: string) => Finding): void =>
      found.add({ family: `${kind} ${replicas}`, subject: shown(key.name), origins, make });
    if (replicas === 1) add("single", (topics, where) => report.single(at, { topics, where }));
    else if (replicas === undefined) continue;
    else if (minInSync === 1) add("alone", (topics, where) => report.alone(at, { topics, replicas, where }));
    else if (minInSync === replicas)
      add("stopped", (topics, where) => report.stopped(at, { topics, replicas, where }));
  }
  return found.findings();
}

type Settings = DraftChannel["settings"];

/** Undefined where it is not set, or unknown. */
function countIn(settings: Settings, name: string): number | undefined {
  const text = settings.find((each) => each.name === name)?.text ?? "";
  return /^\d+$/.test(text) ? Number(text) : undefined;
}

/** A topic that leaves it out has Kafka's own default, which is 1. */
function isSaid(settings: Settings): boolean {
  return !settings.some(({ name }) => name === "min-in-sync");
}
