/** Numbers and policies of topics that Kafka refuses, caps or ignores. */
import { defineDiagnostics, type Finding } from "../../../diagnostics/define.ts";
import { numberSetting, placeOf, textsSetting } from "../../../model/setting.ts";
import type { Channel } from "../../../model/topology.ts";
import { TOPIC_SETTINGS } from "../vocabulary/channels.ts";
import { example, sendingExample } from "./examples.ts";
import { effectiveNumber, isAtLeast, type Scene, type RuleGroup } from "./scene.ts";

/** From this many partitions in one request the controller refuses it (K-TOPIC-15). */
const PARTITIONS_REFUSED = 10_000;

const { specs, report } = defineDiagnostics({
  "replication-over-nodes": {
    code: "WB3101",
    severity: "error",
    message: "topic {topic} wants {replication} replicas and broker {broker} has {nodes} nodes",
    why: "Kafka refuses to create the topic: InvalidReplicationFactor (K-TOPIC-09).",
    fix: "Lower `replication:`, or raise `nodes:` of the broker.",
    example: {
      fires: example("topic orders on events { replication: 4 }"),
      quiet: example("topic orders on events { replication: 3 }"),
    },
  },
  "min-in-sync-capped": {
    code: "WB3102",
    severity: "warning",
    message: "topic {topic} wants {minInSync} replicas in sync and has {replication}",
    why: "Kafka takes the smaller number (K-REPL-04), so `acks: all` promises less than is written here.",
    fix: "Raise `replication:`, or lower `min-in-sync:` to what it is in effect.",
    example: {
      fires: example("topic orders on events { replication: 1, min-in-sync: 2 }"),
      quiet: example("topic orders on events { replication: 3, min-in-sync: 2 }"),
    },
  },
  "min-in-sync-unreachable": {
    code: "WB3103",
    severity: "error",
    message:
      "topic {topic} wants {minInSync} replicas in sync and has {replication}, so every `acks: all` send is refused",
    why: "Before Kafka 3.7 the in-sync set can never be large enough: NotEnoughReplicas for ever (K-REPL-04).",
    fix: "Raise `replication:`, or lower `min-in-sync:`.",
    example: {
      fires: example("topic orders on events { replication: 1, min-in-sync: 2 }", "3.6"),
      quiet: example("topic orders on events { replication: 3, min-in-sync: 2 }", "3.6"),
    },
  },
  "topic-number": {
    code: "WB3104",
    severity: "error",
    message: "topic {topic} cannot have `{setting}: {value}`: {reason}",
    why: "Kafka refuses to create the topic (K-TOPIC-15).",
    fix: "Write a number in range, or nothing for the broker's default.",
    example: {
      fires: example("topic orders on events { partitions: 0 }"),
      quiet: example("topic orders on events { partitions: 1 }"),
    },
  },
  "compact-without-key": {
    code: "WB3105",
    severity: "error",
    message: "{producer} sends records without key to the compacted topic {topic}",
    why: "A compacted topic refuses a record that has no key: InvalidRecord (K-TOPIC-06).",
    fix: "Give the topic a `key:`.",
    example: {
      fires: sendingExample(
        "topic latest on events { carries: Placed, cleanup: compact }\nservice shop { producer put -> latest { sends: Placed } }",
      ),
      quiet: sendingExample(
        "topic latest on events { carries: Placed, key: orderId, cleanup: compact }\nservice shop { producer put -> latest { sends: Placed } }",
      ),
    },
  },
  "retention-ignored": {
    code: "WB3106",
    severity: "warning",
    message: "`{setting}` has no effect on topic {topic}, which is only compacted",
    why: "Age and size count only where `cleanup:` contains `delete` (K-TOPIC-07, K-TOPIC-14).",
    fix: "Write `cleanup: [compact, delete]`, or take the setting away.",
    example: {
      fires: example("topic latest on events { cleanup: compact, retention: 7d }"),
      quiet: example("topic latest on events { cleanup: [compact, delete], retention: 7d }"),
    },
  },
});

export const topicChecks: RuleGroup = { diagnostics: Object.values(specs), rule };

function* rule(scene: Scene): Iterable<Finding> {
  for (const topic of scene.topics) {
    yield* replicas(scene, topic);
    yield* numbers(topic);
    yield* cleanup(scene, topic);
  }
}

function* replicas({ broker }: Scene, topic: Channel): Iterable<Finding> {
  const replication = effectiveNumber(broker, TOPIC_SETTINGS, topic, "replication");
  const minInSync = effectiveNumber(broker, TOPIC_SETTINGS, topic, "min-in-sync");
  if (replication === undefined || replication < 1) return;
  if (replication > broker.nodes) {
    yield report["replication-over-nodes"](
      placeOf(topic, "replication"),
      { topic: topic.name, replication, broker: broker.name, nodes: broker.nodes },
      { related: [{ span: placeOf(broker, "nodes"), label: `${broker.nodes} nodes` }] },
    );
  }
  if (minInSync === undefined || minInSync <= replication) return;
  const key = isAtLeast(broker, "3.7") ? "min-in-sync-capped" : "min-in-sync-unreachable";
  const related = [{ span: placeOf(topic, "replication"), label: `${replication} replicas` }];
  yield report[key](
    placeOf(topic, "min-in-sync"),
    { topic: topic.name, minInSync, replication },
    { related },
  );
}

function* numbers(topic: Channel): Iterable<Finding> {
  const bad = (setting: string, value: number, reason: string): Finding =>
    report["topic-number"](placeOf(topic, setting), { topic: topic.name, setting, value, reason });
  for (const setting of ["partitions", "replication", "min-in-sync"]) {
    const value = numberSetting(topic.settings, setting);
    if (value !== undefined && value < 1) yield bad(setting, value, "it is less than 1");
  }
  const partitions = numberSetting(topic.settings, "partitions") ?? 0;
  if (partitions >= PARTITIONS_REFUSED) {
    yield bad("partitions", partitions, `Kafka refuses ${PARTITIONS_REFUSED} and more in one request`);
  }
}

function* cleanup(scene: Scene, topic: Channel): Iterable<Finding> {
  const policy = textsSetting(topic.settings, "cleanup");
  if (!policy.includes("compact")) return;
  if (!policy.includes("delete")) {
    for (const setting of ["retention", "retention-bytes"]) {
      if (!(setting in topic.settings)) continue;
      yield report["retention-ignored"](placeOf(topic, setting), { setting, topic: topic.name });
    }
  }
  if ("key" in topic.settings) return;
  for (const producer of scene.producers.filter(({ to }) => to.name === topic.name)) {
    yield report["compact-without-key"](
      placeOf(producer),
      { producer: `${producer.service}.${producer.name}`, topic: topic.name },
      { related: [{ span: placeOf(topic, "cleanup"), label: "compacted here" }] },
    );
  }
}
