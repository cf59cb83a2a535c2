import { describe, expect, test } from "vitest";
import { codesOfCheck, draftOf, lineOf } from "./read.ts";

/** One file on a channel `ch` of one service. */
function draftOfCode(code: string): ReturnType<typeof draftOf> {
  const connected =
    'const connection = await connect("amqp://mq");\nconst ch = await connection.createChannel();\n';
  return draftOf({
    "package.json": '{ "name": "mailer" }',
    "mail.ts": `import { connect } from "amqplib";\n${connected}${code}`,
  });
}

test("the queue of direct reply-to is none that is declared", () => {
  const { text, findings } = draftOfCode(
    'ch.consume("amq.rabbitmq.reply-to", () => {}, { noAck: true });\nch.assertQueue("q");\n',
  );
  expect(findings.map(({ code }) => code)).toEqual(["WB3302"]);
  expect(codesOfCheck(text)).toEqual([]);
});

test("items of a list keep their own names, also in loops within loops", () => {
  const { text } = draftOfCode(
    'await ch.assertExchange("e", "topic");\nconst all = { queues: [{ name: "a", keys: ["x", "y"] }, { name: "b", keys: ["z"] }] };\nfor (const q of all.queues) {\nawait ch.assertQueue(q.name);\nfor (const key of q.keys) await ch.bindQueue(q.name, "e", key);\n}\nexport const later = (q: (typeof all.queues)[number]) => ch.assertQueue(q.name);\n',
  );
  expect((text ?? "").match(/^queue \S+/gm)).toEqual(["queue a", "queue b"]);
  expect((text ?? "").match(/^bind .*key: "\w"/gm)).toEqual([
    'bind e -> a { key: "x"',
    'bind e -> a { key: "y"',
    'bind e -> b { key: "z"',
  ]);
  expect(text).toContain("left out: a queue (mail.ts:10): its name `q.name` is not a literal");
});

describe("what is no loss", () => {
  const fleeting =
    'await ch.assertExchange("news", "fanout", { durable: false });\nconst q = await ch.assertQueue("", { exclusive: true });\nawait ch.bindQueue(q.queue, "news", "");\nawait ch.consume(q.queue, () => {}, { noAck: true });\nch.publish("news", "", Buffer.from(""));\n';

  test("is not said: a queue that ends with its connection keeps nothing from a crash in any case", () => {
    expect(draftOfCode(fleeting).findings.map(({ code }) => code)).toEqual(["WB3262"]);
  });
});

test("a queue of a type that is not modelled is left out with all that uses it, wherever it is declared", () => {
  const { text } = draftOfCode(
    'ch.sendToQueue("log", Buffer.from(""));\nawait ch.assertQueue("log", { arguments: { "x-queue-type": "stream" } });\nawait ch.assertQueue("q");\n',
  );
  expect(text).not.toMatch(/^queue log/m);
  expect(text).not.toContain("producer send-log");
});

test("a callback is told what its call gave", () => {
  const { text } = draftOf({
    "package.json": '{ "name": "mailer" }',
    "mail.js":
      'require("amqplib/callback_api").connect((error, connection) => {\nconnection.createChannel((error, ch) => {\nch.assertExchange("news", "fanout", {}, () => {\nch.assertQueue("", { exclusive: true }, (error, ok) => {\nch.bindQueue(ok.queue, "news", "");\nch.consume(ok.queue, () => {});\n}); }); }); });\n',
  });
  expect(text).toContain("bind news -> server-named-mail-js-4 {}");
  expect(lineOf(text, "consumer")).toContain("<- server-named-mail-js-4");
});

test("files that import each other in a long chain are read like any others", () => {
  const chain = Array.from({ length: 3000 }, (_, i): readonly [string, string] => [
    `f${i}.ts`,
    `import { n } from "./f${i + 1}";\nexport { n };\n`,
  ]);
  const { text } = draftOf({
    "package.json": '{ "name": "mailer" }',
    ...Object.fromEntries(chain),
    "f3000.ts":
      'import { connect } from "amqplib";\nexport const n = 1;\nconst ch = await (await connect("")).createChannel();\nch.assertQueue("q");\n',
  });
  expect(lineOf(text, "queue q")).toContain("f3000.ts:4");
});
