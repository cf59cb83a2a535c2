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
      "a consumer is left out (shop.js:8): its topics are those that match a pattern",
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

test("topics that a caller gives as a list, and defaults of the environment, are followed", () => {
  const { text, findings } = draftOfCode(
    [
      'const { GROUP = "sink" } = process.env;',
      "class Bus {\n  async listen(topics, groupId) {\n    const c = kafka.consumer({ groupId });",
      "    for (const topic of topics) await c.subscribe({ topic, fromBeginning: true });",
      "    await c.run({ eachMessage: async (m) => { await save(m); } });\n  }\n}",
      'const TOPICS = Object.freeze({ PAID: "payment.paid", FAILED: "payment.failed" });',
      "new Bus().listen([TOPICS.PAID, TOPICS.FAILED], GROUP);",
    ].join("\n"),
  );
  expect(findings).toEqual([]);
  for (const name of ["payment-paid", "payment-failed"])
    expect(lineOf(text, `consumer ${name}`)).toContain('group: "sink", start: earliest');
});

test("a group with a name that is drawn is one of each instance, which begins where it joins", () => {
  const { text, findings } = draftOfCode(
    "const c = kafka.consumer({ groupId: `live-${randomUUID()}` });\nawait c.subscribe({ topic: 'prices' });\n",
  );
  expect(lineOf(text, "consumer prices")).toContain("group: per-instance, start: latest");
  expect(findings).toEqual([]);
});

test("what many topics have in common is said once", () => {
  const sends = Array.from(
    { length: 40 },
    (_, n) => `producer.send({ topic: "t${n}", acks: 1, messages: [] });`,
  );
  const { findings } = draftOfCode(`const producer = kafka.producer();\n${sends.join("\n")}\n`);
  expect(findings.map(({ message }) => message)).toEqual([
    expect.stringMatching(
      / sends to "t0", "t1", "t2" and 37 more with `acks: 1` \(.*, .*, .* and 37 more\)$/,
    ),
  ]);
});

test("other clients, and files that do not parse, are said with their places", () => {
  const { text, findings } = draftOf({
    "package.json": '{ "name": "nest" }',
    "main.ts": 'import { Transport } from "@nestjs/microservices";\n',
    "mq.js": 'const Broker = require("rascal").BrokerAsPromised;\n',
    "broken.js": "\nconst a = {{;\n",
    "worse.js": "const = ;\n",
  });
  expect(text).toBeUndefined();
  expect(findings.map(({ message }) => message.split(": of client")[0])).toEqual([
    "broken.js:2 is not read: it does not parse",
    "worse.js:1 is not read: it does not parse",
    "what goes through rascal is left out (mq.js:1)",
    "what goes through @nestjs/microservices is left out (main.ts:1)",
    "nothing to import in src: no channel is declared or used there",
  ]);
});

test("what a spread may set anew is not known; what it cannot set is", () => {
  const { text, findings } = draftOfCode(
    [
      "const producer = kafka.producer();",
      'function send(options) { producer.send({ topic: "a", acks: 1, messages: [], ...options }); }',
      'producer.send({ topic: "b", acks: 1, messages: [], ...(slow && { timeout: 5 }) });',
      'producer.send({ topic: "c", ...(fast ? { acks: 0 } : {}), messages: [] });',
      "send(config.options);",
    ].join("\n"),
  );
  expect(lineOf(text, "producer send-b")).toContain("acks: 1");
  expect(lineOf(text, "producer send-c")).toContain("acks: unknown");
  expect(lineOf(text, "producer send-a")).toContain("acks: unknown");
  expect(findings.map(({ message }) => message)).toEqual([
    expect.stringContaining('shop sends to "b" with `acks: 1`'),
  ]);
});

test("what is changed after it is made, or is one of two, is not known", () => {
  const { text, findings } = draftOfCode(
    [
      "const producer = kafka.producer();",
      "const changed = { acks: 1 };\nif (slow) changed.acks = -1;",
      'producer.send({ topic: "a", messages: [], ...changed });',
      "let acks = 1;\nif (slow) acks = -1;",
      'producer.send({ topic: "b", acks, messages: [] });',
      "const either = slow ? { acks: 1 } : { acks: -1 };",
      'producer.send({ topic: "c", messages: [], ...either });',
      "const assigned = { acks: 0 };\nObject.assign(assigned, overrides);",
      'producer.send({ topic: "d", messages: [], acks: assigned.acks });',
      'const topics = ["e"];\ntopics.push(process.env.TOPIC);',
      'const c = kafka.consumer({ groupId: "g" });\nawait c.subscribe({ topics, fromBeginning: true });',
    ].join("\n"),
  );
  for (const name of ["a", "b", "c", "d"])
    expect(lineOf(text, `producer send-${name} `)).toContain("acks: unknown");
  expect(findings.map(({ message }) => message)).toEqual([
    expect.stringMatching(/^a consumer is left out .*: the topic is not a literal$/),
  ]);
});
