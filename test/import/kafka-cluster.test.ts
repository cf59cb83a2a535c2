import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, describe, expect, test, vi } from "vitest";
import { ANALYSIS_BROKERS } from "../../src/brokers/analysis.ts";
import { answersOf } from "../../src/brokers/kafka/import/cluster-answers.ts";
import { KAFKA_CLUSTER_DIAGNOSTICS } from "../../src/brokers/kafka/import/cluster-findings.ts";
import { draftOfCluster } from "../../src/brokers/kafka/import/cluster.ts";
import { detected } from "../../src/cli/import/detect.ts";
import { importKafka } from "../../src/cli/import/kafka.ts";
import { kafkaLogin } from "../../src/cli/import/kafka-login.ts";
import type { ImportCall } from "../../src/cli/import/kind.ts";
import { draftsOfSource } from "../../src/cli/import/source.ts";
import type { Draft } from "../../src/drafts/draft.ts";
import { writeDraft, type Written } from "../../src/drafts/write.ts";
import type { Value } from "../../src/model/value.ts";
import { codesOfCheck, lineOf } from "./read.ts";

const root = mkdtempSync(join(tmpdir(), "waybill-kafka-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));
afterEach(() => vi.unstubAllEnvs());

/** As kafkajs 2.2.4 answers of Kafka 4.3: number 1 of a source is the topic's own, 4 the broker's file, 5 Kafka's. */
const ADMIN = `
let connected = 0;
const topic = (name, partitions, replicas) => ({ name, partitions: Array.from({ length: partitions }, () => ({ replicas: replicas })) });
const entry = (configName, configValue, configSource, isSensitive = false) => ({ configName, configValue, configSource, isSensitive });
class Kafka {
  constructor(options) { this.options = options; }
  admin() {
    const { brokers, sasl } = this.options;
    return {
      connect: async () => {
        if (brokers[0] === "nobody:1") { const error = new Error("connect ECONNREFUSED secret-hunter2"); error.name = "KafkaJSConnectionError"; throw error; }
        if (brokers[0] === "locked:1" && sasl?.password !== "hunter2") { const error = new Error("hunter2 is wrong"); error.name = "KafkaJSSASLAuthenticationError"; throw error; }
        connected += 1;
      },
      disconnect: async () => { connected -= 1; },
      describeCluster: async () => ({ brokers: [{ nodeId: 1 }, { nodeId: 2 }, { nodeId: 3 }] }),
      fetchTopicMetadata: async () => ({ topics: [topic("orders.placed", 6, [1, 2, 3]), topic("audit", 1, [1]), topic("__consumer_offsets", 50, [1, 2, 3])] }),
      describeConfigs: async ({ resources }) => ({ resources: resources.map(({ type, name }) => ({
        errorCode: 0, resourceName: name,
        configEntries: type === 4 ? [entry("inter.broker.protocol.version", "3.9-IV0", 5)]
          : [entry("min.insync.replicas", "2", 4), entry("retention.ms", "86400000", 1), entry("segment.bytes", "1048576", 4),
             entry("max.message.bytes", "1048588", 5), entry("password", "hunter2", 1, true)],
      })) }),
      listGroups: async () => ({ groups: [{ groupId: "mail", protocolType: "consumer" }, { groupId: "newer", protocolType: "consumer" }, { groupId: "connect-a", protocolType: "connect" }] }),
      describeGroups: async ([id]) => ({ groups: [id === "newer" ? { groupId: id, state: "Dead", protocol: "", members: [] } : {
        groupId: id, state: "Stable", protocol: "RoundRobinAssigner",
        members: [{ clientId: "mailer", memberAssignment: ["orders.placed"], memberMetadata: ["orders.placed"] }, { clientId: "mailer", memberAssignment: [], memberMetadata: ["orders.placed"] }],
      }] }),
      fetchOffsets: async ({ groupId }) => groupId === "mail" ? [{ topic: "orders.placed", partitions: [{ partition: 0, offset: "40" }, { partition: 1, offset: "-1" }] }]
        : [{ topic: "audit", partitions: [{ partition: 0, offset: "7" }] }],
      fetchTopicOffsets: async () => [{ partition: 0, low: "50", high: "60" }, { partition: 1, low: "0", high: "9" }],
    };
  }
}
const AssignerProtocol = {
  MemberAssignment: { decode: (topics) => ({ assignment: Object.fromEntries(topics.map((each) => [each, [0]])) }) },
  MemberMetadata: { decode: (topics) => { if (topics.length === 0) throw new Error("no bytes"); return { topics }; } },
};
module.exports = { Kafka, AssignerProtocol, connected: () => connected };
`;
mkdirSync(join(root, "node_modules/kafkajs"), { recursive: true });
writeFileSync(join(root, "node_modules/kafkajs/index.js"), ADMIN);
writeFileSync(join(root, "package.json"), '{ "name": "project" }');

const CALL: ImportCall = { cwd: root, beside: "draft.waybill", service: undefined, vhost: undefined };

function written(drafts: readonly Draft[]): Written {
  return writeDraft(drafts, { topology: "it", path: "draft.waybill" }, ANALYSIS_BROKERS);
}

async function imported(source: string, call: Partial<ImportCall> = {}): Promise<Written> {
  return written(await importKafka([source], { ...CALL, ...call }));
}

describe("a running Kafka", () => {
  test("is drafted with topics as they are set, and with groups as services", async () => {
    const { text, findings } = await imported("kafka://one:9092,two:9092");
    expect(lineOf(text, "broker")).toBe(
      'broker kafka { type: kafka, version: "3.9", nodes: 3 } // one:9092,two:9092',
    );
    expect(lineOf(text, "topic orders-placed")).toBe(
      'topic orders-placed on kafka { name: "orders.placed", key: unknown, partitions: 6, replication: 3, min-in-sync: 2, retention: 1d } // one:9092,two:9092',
    );
    expect(lineOf(text, "// Imported")).toContain("2 topics, without 1 internal ones");
    expect(lineOf(text, "service mail")).toContain("clients mailer, assigned by RoundRobinAssigner");
    expect(lineOf(text, "consumer orders-placed")).toContain(
      '{ group: "mail", instances: 2, start: unknown, effect: unknown, steps: unknown, on-failure: unknown } // one:9092,two:9092, 20 records behind when asked',
    );
    expect(lineOf(text, "service newer")).toContain("its members cannot be told");
    expect(findings.map(({ code, message }) => `${code} ${message}`)).toEqual([
      "WB3302 what one group reads is left out (one:9092,two:9092): they are of type connect, not consumers",
      'WB3155 one replica: "audit" (one:9092,two:9092)',
      'WB3154 group "mail" has not read 10 records of topic "orders.placed" that are gone',
      'WB3154 group "newer" has not read 43 records of topic "audit" that are gone',
    ]);
    expect(codesOfCheck(text)).toEqual(["WB3102"]);
    expect(text).not.toContain("hunter2");
  });

  test("is the same again from what was saved of it, which holds no secret", async () => {
    const save = join(root, "answers.json");
    const { text } = await imported("one:9092", { save });
    expect(readFileSync(save, "utf8")).not.toContain("hunter2");
    const again = await imported("answers.json");
    expect(again.text?.replaceAll("answers.json", "one:9092")).toBe(text);
    expect(detected("answers.json", root).map(({ kind }) => kind.kind)).toEqual(["kafka"]);
    expect(detected("kafka://one:9092", root).map(({ kind }) => kind.kind)).toEqual(["kafka"]);
  });

  test("that cannot be asked says why, without what the library says", async () => {
    await expect(imported("nobody:1")).rejects.toThrow(
      /^cannot ask the Kafka at nobody:1: nothing listens there$/,
    );
    await expect(imported("locked:1")).rejects.toThrow(/does not let this user in/);
    vi.stubEnv("WAYBILL_KAFKA_USER", "app");
    vi.stubEnv("WAYBILL_KAFKA_PASSWORD", "hunter2");
    expect((await imported("locked:1")).text).toContain("topic audit");
    await expect(imported("kafka://app:hunter2@one:9092")).rejects.toThrow(/holds no user/);
    await expect(imported("one:9092", { cwd: tmpdir() })).rejects.toThrow(/npm install --save-dev kafkajs/);
  });
});

describe("joined with source code", () => {
  const code = (groupId: string): readonly Draft[] =>
    draftsOfSource(
      {
        files: [
          {
            path: "mailer/mail.ts",
            at: "/repo/mailer/mail.ts",
            text: `import { Kafka } from "kafkajs";
              const consumer = new Kafka({ brokers: [] }).consumer({ groupId: "${groupId}" });
              await consumer.subscribe({ topic: "orders.placed", fromBeginning: true });
              await consumer.run({ eachMessage: async () => {} });`,
          },
        ],
        packages: [{ folder: "/repo/mailer", name: "mailer" }],
        passedOver: [],
      },
      "mailer",
    );

  test("a group is the consumer that the code makes, with how many there are", async () => {
    const { text } = written([...(await importKafka(["one:9092"], CALL)), ...code("mail")]);
    expect(text?.match(/group: "mail"/g)).toHaveLength(1);
    expect(lineOf(text, "consumer orders-placed")).toMatch(
      /start: earliest.*instances: 2.*mailer\/mail\.ts:3/,
    );
    expect(text).toContain("service mailer {");
    expect(text).toContain("min-in-sync: 2");
  });

  test("other groups of one topic are others", async () => {
    const { text } = written([...(await importKafka(["one:9092"], CALL)), ...code("other")]);
    expect(text?.match(/<- orders-placed \{ group: "/g)).toHaveLength(2);
  });
});

test("settings of Kafka's own tools let somebody in", () => {
  writeFileSync(join(root, "ca.pem"), "CERTIFICATE");
  writeFileSync(
    join(root, "client.properties"),
    [
      "# of the platform team",
      "security.protocol=SASL_SSL",
      "sasl.mechanism=SCRAM-SHA-512",
      "sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required \\",
      '  username="app" password="hunter\\"2";',
      "ssl.ca.location=ca.pem",
    ].join("\n"),
  );
  vi.stubEnv("WAYBILL_KAFKA_CONFIG", "client.properties");
  expect(kafkaLogin(root)).toEqual({
    ssl: { ca: "CERTIFICATE" },
    sasl: { mechanism: "scram-sha-512", username: "app", password: 'hunter"2' },
  });
  vi.stubEnv("WAYBILL_KAFKA_MECHANISM", "oauthbearer");
  expect(() => kafkaLogin(root)).toThrow(/plain, scram-sha-256, scram-sha-512/);
});

test.each<[Value, string]>([
  ["text", "no map"],
  [{ waybillKafkaAnswers: 2 }, "another version"],
])("%j are no answers: %s", (value) => {
  expect(answersOf(value)).toBeUndefined();
});

test("names of others stand in strings, and topics of what is no list are none", () => {
  const hostile = '"}\n//\u202e${x}<script>';
  const answers = answersOf({
    waybillKafkaAnswers: 1,
    brokers: 1,
    topics: [
      { name: hostile, partitions: 1, replicas: 1, config: { [hostile]: { value: hostile, own: true } } },
      7,
    ],
    groups: [{ id: hostile, type: "consumer", members: [{ client: hostile, topics: [hostile] }] }],
    refused: [hostile],
  });
  const { text, findings } = written(answers === undefined ? [] : [draftOfCluster(answers, "it")]);
  expect(text).toContain('group: "\\"}\\n//\\u202e${x}<script>"');
  expect(text).not.toContain("\u202e");
  expect(JSON.stringify(findings)).not.toContain("\u202e");
  expect(codesOfCheck(text).filter((code) => code < "WB3")).toEqual([]);
});

test.each(KAFKA_CLUSTER_DIAGNOSTICS)(
  "$code fires on its example and is quiet on the other",
  ({ code, example }) => {
    const run = (source: typeof example.fires): readonly string[] => {
      const files = typeof source === "string" ? [] : source;
      return files.flatMap(({ text }) => {
        // An example of a cluster's finding is JSON.
        const answers = answersOf(JSON.parse(text) as Value);
        return answers === undefined
          ? ["none"]
          : draftOfCluster(answers, "it").findings.map((each) => each.code);
      });
    };
    expect(run(example.fires)).toEqual([code]);
    expect(run(example.quiet)).toEqual([]);
  },
);
