import { describe, expect, test } from "vitest";
import { KAFKA_SOURCE_DIAGNOSTICS } from "../../src/brokers/kafka/import/source/observations.ts";
import { codesOfCheck, draftOf, lineOf } from "./read.ts";
import { SHOP, TUTORIAL } from "./services.ts";

const KAFKA =
  'const { Kafka } = require("kafkajs");\nconst kafka = new Kafka({ brokers: ["kafka:9092"] });\n';

function draftOfCode(code: string): ReturnType<typeof draftOf> {
  return draftOf({ "package.json": '{ "name": "shop" }', "shop.js": `${KAFKA}${code}` });
}

describe("a service on kafkajs", () => {
  const { text, findings } = draftOf(SHOP);

  test("has the topics that it creates, with their configuration in the words of the language", () => {
    expect(lineOf(text, "topic shop-orders")).toBe(
      'topic shop-orders on kafka { name: "shop.orders", key: unknown, partitions: 6, replication: 3, min-in-sync: 2, retention: 7d, retention-bytes: 1GiB, cleanup: [compact, delete], native: { "segment.ms": "3600000" } } // src/setup.ts:5',
    );
    expect(lineOf(text, "topic shop-payments")).toContain(
      "partitions: unknown, replication: unknown, min-in-sync: unknown, retention: unknown",
    );
  });

  test("has its producer with what kafkajs does where nothing is said", () => {
    expect(lineOf(text, "producer send-shop-orders")).toContain(
      "{ acks: 1, idempotent: false, on-unknown: unknown } // src/producer.ts:14",
    );
  });

  test("has a consumer for each topic of each group, with where it begins and what its handler does", () => {
    expect(lineOf(text, "consumer shop-orders <-")).toContain(
      'group: "shop-billing", start: latest, effect: unknown, steps: [effect, settle], on-failure: retry }',
    );
    expect(lineOf(text, "consumer shop-payments <-")).toContain(
      "group: unknown, start: earliest, concurrency: unknown, effect: unknown, steps: [effect, settle], on-failure: skip }",
    );
  });

  test("hears what it loses, and is accepted by `check`; no password comes out", () => {
    expect(findings.map(({ message }) => message)).toEqual([
      'shop sends to "shop.orders" with `acks: 1` (src/producer.ts:14)',
      'shop reads "shop.orders" from its end when its group is new (src/consumers.ts:6)',
    ]);
    expect(codesOfCheck(text)).toEqual([]);
    expect(text).not.toContain("hunter2");
  });
});

describe("what code on kafkajs does not say", () => {
  test("is unknown: options that are passed in, topics by pattern, handlers that wait for nothing", () => {
    const { text, findings } = draftOfCode(
      'module.exports = async (options, topic) => {\nconst p = kafka.producer(options);\nawait p.send({ topic: "orders", messages: [] });\nawait p.send({ topic, messages: [] });\nconst c = kafka.consumer({ groupId: "g" });\nawait c.subscribe({ topic: /orders-.*/ });\nconst d = kafka.consumer({ groupId: "h" });\nawait d.subscribe({ topic: "orders", fromBeginning: true });\nawait d.run({ eachMessage: async ({ message }) => { save(message); } });\n};\n',
    );
    expect(lineOf(text, "producer")).toContain("{ acks: all, idempotent: unknown, on-unknown: unknown }");
    expect(lineOf(text, "consumer orders")).toContain("steps: unknown");
    expect(findings.map(({ message }) => message)).toEqual([
      "a send is left out (shop.js:6): the topic `topic` is not a literal",
      "a consumer is left out (shop.js:8): the topic is not a literal",
    ]);
  });
});

test("a wrapper that makes a consumer and runs it is one consumer for each call of it", () => {
  const { text } = draftOfCode(
    'async function on(topic, groupId, eachMessage) {\nconst c = kafka.consumer({ groupId });\nawait c.subscribe({ topic, fromBeginning: true });\nawait c.run({ eachMessage });\n}\non("a", "g1", async (m) => { await save(m); });\non("b", "g2", async (m) => { save(m); });\n',
  );
  expect(lineOf(text, "consumer a")).toContain(
    'group: "g1", start: earliest, effect: unknown, steps: [effect, settle]',
  );
  expect(lineOf(text, "consumer b")).toContain(
    'group: "g2", start: earliest, effect: unknown, steps: unknown',
  );
});

test("a service on two brokers is one service, without a client, which would have to be one of both", () => {
  const { text } = draftOf({
    ...TUTORIAL,
    "kafka.js": `${KAFKA}kafka.producer().send({ topic: "done", messages: [] });\n`,
  });
  expect((text ?? "").match(/^service worker/gm)).toHaveLength(1);
  expect(text).not.toContain("client:");
  expect(codesOfCheck(text)).toEqual([]);
});

test.each(KAFKA_SOURCE_DIAGNOSTICS)(
  "$code fires on its example and is quiet on the other",
  ({ code, example }) => {
    const run = (source: typeof example.fires): readonly string[] => {
      const files = typeof source === "string" ? [] : source;
      return draftOf(Object.fromEntries(files.map(({ path, text }) => [path, text]))).findings.map(
        (each) => each.code,
      );
    };
    expect(run(example.fires)).toEqual([code]);
    expect(run(example.quiet)).toEqual([]);
  },
);
