import { describe, expect, test } from "vitest";
import { ANALYSIS_BROKERS } from "../../src/brokers/analysis.ts";
import { draftStrimzi } from "../../src/brokers/kafka/import/strimzi.ts";
import { KAFKA_TOPIC_DIAGNOSTICS } from "../../src/brokers/kafka/import/topic-findings.ts";
import { writeDraft, type Written } from "../../src/drafts/write.ts";
import { codesOfCheck, lineOf } from "./read.ts";

const topic = (name: string, spec: string, cluster = "prod"): string =>
  `---\napiVersion: kafka.strimzi.io/v1beta2\nkind: KafkaTopic\nmetadata:\n  name: ${name}\n  labels: { strimzi.io/cluster: ${cluster} }\nspec: ${spec}\n`;

function drafted(text: string): Written {
  const draft = draftStrimzi([{ path: "topics.yaml", text }]);
  return writeDraft([draft], { topology: "prod", path: "draft.waybill" }, ANALYSIS_BROKERS);
}

const CLUSTER = `apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata: { name: prod }
spec:
  kafka:
    version: 3.7.1
    config: { min.insync.replicas: 2, log.retention.hours: 48, default.replication.factor: 3 }
---
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaNodePool
metadata: { name: brokers, labels: { strimzi.io/cluster: prod } }
spec: { replicas: 5, roles: [broker] }
---
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaNodePool
metadata: { name: controllers, labels: { strimzi.io/cluster: prod } }
spec: { replicas: 3, roles: [controller] }
`;

describe("topics of a cluster whose resource is there", () => {
  const { text, findings } = drafted(
    `${CLUSTER}${topic("orders", '{ partitions: 12, config: { retention.ms: "604800000", cleanup.policy: compact, segment.bytes: 1073741824 } }')}${topic("audit-log", "{ topicName: audit.log, partitions: 1, replicas: 1 }")}`,
  );

  test("have its version and nodes, and its configuration where they say nothing", () => {
    expect(lineOf(text, "broker")).toBe(
      'broker prod { type: kafka, version: "3.7", nodes: 5 } // topics.yaml:1',
    );
    expect(lineOf(text, "topic orders")).toBe(
      'topic orders on prod { key: unknown, partitions: 12, replication: 3, min-in-sync: 2, retention: 7d, cleanup: compact, native: { "segment.bytes": 1073741824 } } // topics.yaml:19',
    );
    expect(lineOf(text, "topic audit-log")).toBe(
      'topic audit-log on prod { name: "audit.log", key: unknown, partitions: 1, replication: 1, min-in-sync: 2, retention: 2d } // topics.yaml:26',
    );
  });

  test("are told what Kafka would refuse: more replicas must be in sync than there are", () => {
    expect(findings.map(({ message }) => message)).toEqual(['one replica: "audit.log" (topics.yaml:26)']);
    expect(codesOfCheck(text)).toContain("WB3102");
  });
});

test("without the resource of the cluster, what it decides is unknown", () => {
  const { text } = drafted(topic("orders", "{ partitions: 3, replicas: 3 }"));
  expect(lineOf(text, "topic orders")).toContain(
    "partitions: 3, replication: 3, min-in-sync: unknown, retention: unknown }",
  );
});

test("hundreds of topics of two clusters are two brokers, each topic with its line", () => {
  const many = Array.from({ length: 400 }, (_, i) =>
    topic(`t.${i}`, "{ partitions: 3 }", i % 2 === 0 ? "a" : "b"),
  );
  const { text } = drafted(many.join(""));
  expect((text ?? "").match(/^topic /gm)).toHaveLength(400);
  expect((text ?? "").match(/^broker /gm)).toHaveLength(2);
  expect(lineOf(text, "topic t-399")).toContain("// topics.yaml:2795");
  expect(codesOfCheck(text)).toEqual([]);
});

test("a user is a service with what its rules name, by prefix too; everything at once names nothing", () => {
  const user = `---\napiVersion: kafka.strimzi.io/v1beta2\nkind: KafkaUser\nmetadata: { name: billing, labels: { strimzi.io/cluster: prod } }
spec:
  authentication: { type: tls }
  authorization:
    type: simple
    acls:
      - { resource: { type: topic, name: orders, patternType: literal }, operations: [Read, Describe] }
      - { resource: { type: group, name: billing }, operations: [Read] }
      - { resource: { type: topic, name: pay, patternType: prefix }, operation: Write }
      - { resource: { type: topic, name: "*" }, operations: [All] }
`;
  const { text } = drafted(
    `${topic("orders", "{ partitions: 3 }")}${topic("payments", "{ partitions: 3 }")}${user}`,
  );
  const service = (text ?? "").slice(
    (text ?? "").indexOf("service billing"),
    (text ?? "").indexOf("service unknown"),
  );
  expect(service).toContain('consumer orders <- orders { group: "billing", start: unknown');
  expect(service).toContain("producer send-payments -> payments { acks: unknown");
  expect(service.match(/(?:producer|consumer) /g)).toHaveLength(2);
});

test("a document that is broken, or a template, is said; the others are read, and secrets stay where they are", () => {
  const { text, findings } = drafted(
    `${topic("orders", "{ partitions: 3, config: { sasl.jaas.config: 'url https://u:hunter2@kafka' } }")}---\nkind: KafkaTopic\napiVersion: kafka.strimzi.io/v1\nmetadata: { name: {{ .Values.name }} }\n`,
  );
  expect(findings.map(({ code }) => code)).toEqual(["WB3303"]);
  expect(findings[0]?.message).toContain("the document in line");
  expect(text).toContain("topic orders");
  expect(text).not.toContain("hunter2");
});

test.each(KAFKA_TOPIC_DIAGNOSTICS)(
  "$code fires on its example and is quiet on the other",
  ({ code, example }) => {
    const run = (source: typeof example.fires): readonly string[] =>
      draftStrimzi(typeof source === "string" ? [] : source).findings.map((each) => each.code);
    expect(run(example.fires)).toEqual([code]);
    expect(run(example.quiet)).toEqual([]);
  },
);

test("what is not known of a topic is not said of it", () => {
  const codes = (text: string): readonly string[] => drafted(text).findings.map(({ code }) => code);
  expect(codes(topic("t", "{ partitions: 1, replicas: 3 }"))).toEqual([]);
  expect(codes(topic("t", "{ partitions: 1 }"))).toEqual([]);
  const kafka = `---\napiVersion: kafka.strimzi.io/v1\nkind: Kafka\nmetadata: { name: prod }\nspec: { kafka: { replicas: 3 } }\n`;
  expect(codes(`${topic("t", "{ partitions: 1, replicas: 3 }")}${kafka}`)).toEqual(["WB3156"]);
});
