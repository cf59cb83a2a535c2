/** What a running Kafka shows by itself, whatever else is true of the topology. */
import {
  defineDiagnostics,
  type Diagnostics,
  type DiagnosticSpec,
  type ExampleSource,
  type Finding,
  type Span,
  type SpecsOf,
} from "../../../diagnostics/define.ts";
import { plain, shown } from "../../../drafts/quote.ts";
import { ANSWERS_MARK, type ClusterAnswers, type GroupAnswer, type TopicAnswer } from "./cluster-answers.ts";

const answers = (committed: number): ExampleSource => [
  {
    path: "answers.json",
    text: JSON.stringify({
      [ANSWERS_MARK]: 1,
      brokers: 3,
      topics: [{ name: "orders", partitions: 1, replicas: 3, begins: { "0": 500 } }],
      groups: [{ id: "mail", type: "consumer", members: [], offsets: { orders: { "0": committed } } }],
    }),
  },
];

const messages = {
  missed: "group {group} has not read {count} records of topic {topic} that are gone",
} as const;

const specs = {
  missed: {
    code: "WB3154",
    severity: "warning",
    message: messages.missed,
    why: "The group's committed offset lies before the first record that the topic still has: what stood between was removed, by age, size or by hand, before the group had read it (K-TOPIC-01).",
    fix: "Give the topic a longer `retention.ms`, or see why the group fell behind; a group that nobody runs any more can be deleted.",
    example: { fires: answers(100), quiet: answers(500) },
  },
} as const;

const observed: Diagnostics<SpecsOf<typeof messages>> = defineDiagnostics(specs);

/** Entries of what a cluster shows. Their examples are saved answers. */
export const KAFKA_CLUSTER_DIAGNOSTICS: readonly DiagnosticSpec[] = Object.values(specs);

/** One finding for each group and topic. */
export function clusterFindings(at: Span, { topics, groups }: ClusterAnswers): readonly Finding[] {
  const byName = new Map(topics.map((topic) => [topic.name, topic]));
  return groups.flatMap((group) =>
    [...group.offsets.keys()].flatMap((name): readonly Finding[] => {
      const topic = byName.get(name);
      const count = topic === undefined ? 0 : missedBy(group, topic);
      if (count === 0) return [];
      return [
        observed.report.missed(at, { group: shown(group.id), topic: shown(name), count: plain(`${count}`) }),
      ];
    }),
  );
}

/** Offsets between what was committed and what is still there. Compaction leaves gaps behind the first record, and moves it not. */
function missedBy({ offsets }: GroupAnswer, { name, begins }: TopicAnswer): number {
  const committed = offsets.get(name) ?? new Map<string, number>();
  return [...committed].reduce((sum, [partition, offset]) => {
    const begin = begins.get(partition) ?? 0;
    return sum + (offset >= 0 && offset < begin ? begin - offset : 0);
  }, 0);
}
