import { describe, expect, test } from "vitest";
import { SOURCE_DIAGNOSTICS } from "../../src/brokers/rabbitmq/import/source/observations.ts";
import { DRAFT_DIAGNOSTICS } from "../../src/drafts/import.diagnostics.ts";
import { codesOfCheck, draftOf, lineOf } from "./read.ts";
import { ORDERS, TUTORIAL } from "./services.ts";

const CONNECT = 'import { connect } from "amqplib";\nconst connection = await connect("amqp://mq");\n';

/** One file on a channel `ch` of one service. */
function draftOfCode(code: string): ReturnType<typeof draftOf> {
  return draftOf({
    "package.json": '{ "name": "mailer" }',
    "mail.ts": `${CONNECT}const ch = await connection.createChannel();\n${code}`,
  });
}

describe("a service that wraps its channel in a class", () => {
  const { text, findings } = draftOf(ORDERS);

  test("is drafted with every literal that names lead to, and the line of who says it", () => {
    expect(lineOf(text, "exchange orders")).toBe(
      "exchange orders on rabbit { type: topic } // src/bus.ts:14",
    );
    expect(lineOf(text, "queue mail")).toBe(
      'queue mail-confirmations on rabbit { name: "mail.confirmations", type: quorum, dead-letter-exchange: "orders.dlx", delivery-limit: 5 } // src/bus.ts:15',
    );
    expect(lineOf(text, "producer order-placed")).toBe(
      'producer order-placed -> orders { routing-key: "order.placed", confirms: false, mandatory: false, persistent: true, on-unknown: unknown } // src/main.ts:10',
    );
  });

  test("binds what a loop over literals binds", () => {
    expect(text).toContain('bind orders -> mail-confirmations { key: "order.placed" }');
    expect(text).toContain('bind orders -> mail-confirmations { key: "order.cancelled" }');
  });

  test("leaves a key that is made at run time unknown", () => {
    expect(lineOf(text, "producer send-orders")).toContain("routing-key: unknown");
  });

  test("says what its handler does: work, then acknowledge; reject what fails; as many at once as the prefetch", () => {
    expect(lineOf(text, "consumer")).toContain(
      "{ prefetch: 20, concurrency: 20, effect: unknown, steps: [effect, settle], on-failure: reject }",
    );
  });

  test("hears that nothing confirms, and that its dead letters go nowhere; no password comes out", () => {
    expect(findings.map(({ code }) => code)).toEqual(["WB3262"]);
    expect(codesOfCheck(text)).toEqual(["WB3243"]);
    expect(text).not.toContain("hunter2");
  });
});

describe("a service in JavaScript with callbacks", () => {
  const { text, findings } = draftOf(TUTORIAL);

  test("hears that it takes messages without acknowledgement", () => {
    expect(findings.map(({ message }) => message)).toEqual([
      'worker takes messages of "task_queue" with `noAck: true` (receive.js:9)',
    ]);
    expect(lineOf(text, "consumer")).toContain("settle: on-delivery, steps: [effect]");
  });

  test("has confirms where its channel confirms, also when the channel is kept in a variable of the module", () => {
    expect(lineOf(text, "producer")).toContain("confirms: true, mandatory: false, persistent: true");
  });

  test("is accepted by `check`", () => {
    expect(codesOfCheck(text)).toEqual([]);
  });
});

describe("what a source does not say", () => {
  test("is left out with its reason where it is a name", () => {
    const { text, findings } = draftOfCode(
      'await ch.assertQueue(process.env.QUEUE);\nawait ch.assertQueue("known");\n',
    );
    expect(findings.map(({ message }) => message)).toEqual([
      "a queue is left out (mail.ts:4): its name `process.env.QUEUE` is not a literal",
    ]);
    expect(text).toContain("// left out: a queue (mail.ts:4)");
  });

  test("takes the default of an environment variable as a name, and says so", () => {
    const { text } = draftOfCode('await ch.assertQueue(process.env.QUEUE ?? "mail");\n');
    expect(lineOf(text, "queue mail")).toBe(
      "queue mail on rabbit {} // mail.ts:4, its name is the default of process.env.QUEUE",
    );
  });

  test("makes a setting unknown, never its default", () => {
    const { text } = draftOfCode(
      'export function start(options, lazy) { ch.assertQueue("a", options); ch.assertQueue("b", { durable: lazy, messageTtl: lazy }); }\n',
    );
    expect(lineOf(text, "queue a")).toContain(
      "durable: unknown, exclusive: unknown, auto-delete: unknown, type: unknown, message-ttl: unknown, max-length: unknown, dead-letter-exchange: unknown",
    );
    expect(lineOf(text, "queue b")).toContain("{ durable: unknown, message-ttl: unknown }");
  });

  test("leaves out an exchange of a type that nothing says", () => {
    const { text, findings } = draftOfCode(
      'ch.publish("events", "a", Buffer.from(""));\nawait ch.assertQueue("q");\n',
    );
    expect(findings.map(({ code }) => code)).toContain("WB3302");
    expect(text).not.toMatch(/^exchange/m);
    expect(text).toContain('// left out: exchange "events" (mail.ts:4): nothing that was read declares it');
  });

  test("does not say how a handler settles that cannot be followed", () => {
    const { text } = draftOfCode(
      'import { handle } from "./elsewhere";\nawait ch.assertQueue("q");\nch.consume("other", handle);\nch.consume("q", (m) => { save(m); ch.ack(m); });\n',
    );
    const consumers = (text ?? "").split("\n").filter((line) => line.includes("consumer "));
    expect(consumers).toHaveLength(2);
    for (const line of consumers) expect(line).toContain("steps: unknown");
    expect(consumers[1]).toContain("what is not awaited may still run");
  });
});

describe("a queue that is declared twice", () => {
  test("differently is said, with both places", () => {
    const { findings } = draftOfCode(
      'await ch.assertQueue("q", { durable: true });\nawait ch.assertQueue("q", { durable: false });\n',
    );
    expect(findings.map(({ message }) => message)).toEqual([
      'queue "q" is declared in two ways: durable: true (mail.ts:4); durable: false (mail.ts:5)',
    ]);
  });

  test("alike is one", () => {
    const { text, findings } = draftOfCode(
      'await ch.assertQueue("q");\nawait ch.assertQueue("q", { durable: true });\n',
    );
    expect(findings).toEqual([]);
    expect(lineOf(text, "queue q")).toBe("queue q on rabbit {} // mail.ts:4, mail.ts:5");
  });
});

test("a binding by headers is drafted with what it asks for, and as unknown where the code does not say it", () => {
  const { text } = draftOfCode(
    'await ch.assertExchange("jobs", "headers");\nawait ch.assertQueue("q");\nawait ch.bindQueue("q", "jobs", "", { "x-match": "any", region: "eu", size: 3 });\nexport const more = (args) => ch.bindQueue("q", "jobs", "", args);\n',
  );
  expect(lineOf(text, "bind jobs")).toBe(
    'bind jobs -> q { match: any("region": "eu", "size": 3) } // mail.ts:6',
  );
  expect(text).toContain("bind jobs -> q { match: unknown } // mail.ts:7");
  expect(codesOfCheck(text)).toEqual([]);
});

describe("a queue that the broker names", () => {
  test("is one queue for its bindings and its consumer", () => {
    const { text } = draftOfCode(
      'await ch.assertExchange("news", "fanout", { durable: false });\nconst q = await ch.assertQueue("", { exclusive: true });\nawait ch.bindQueue(q.queue, "news", "");\nawait ch.consume(q.queue, () => {}, { noAck: true });\n',
    );
    expect(lineOf(text, "queue")).toBe(
      "queue server-named-mail-ts-5 on rabbit { exclusive: true } // mail.ts:5",
    );
    expect(text).toContain("bind news -> server-named-mail-ts-5 {}");
    expect(lineOf(text, "consumer")).toContain("<- server-named-mail-ts-5 {");
    expect(codesOfCheck(text)).toEqual([]);
  });
});

describe("code that means harm, or is broken", () => {
  test("names cannot leave their strings, comments or lines", () => {
    const evil = 'q\\"\\n} service x {\\u2028//\\u202e';
    const { text } = draftOfCode(`await ch.assertQueue("${evil}");\n`);
    expect(codesOfCheck(text)).toEqual([]);
    expect((text ?? "").match(/^service/gm)).toHaveLength(1);
    expect(text).not.toMatch(/[\u2028\u202e]/);
  });

  test("a name with a password in it is left out", () => {
    const { text, findings } = draftOfCode(
      'await ch.assertQueue("amqp://app:hunter2@mq/q");\nawait ch.assertQueue("q");\n',
    );
    expect(text).not.toContain("hunter2");
    expect(JSON.stringify(findings)).not.toContain("hunter2");
  });

  test("a file that does not parse is said and left out; the others are read", () => {
    const { text, findings } = draftOf({
      "package.json": '{ "name": "mailer" }',
      "broken.ts": `${CONNECT}const ch = ;`,
      "mail.ts": `${CONNECT}const ch = await connection.createChannel();\nawait ch.assertQueue("q");\n`,
    });
    expect(findings.map(({ message }) => message)).toEqual(["broken.ts:3 is not read: it does not parse"]);
    expect(lineOf(text, "queue q")).toContain("mail.ts:4");
  });

  test("functions that call themselves and constants that name each other come to an end", () => {
    const { text } = draftOfCode(
      "const a = b;\nconst b = a;\nfunction again(name: string) { ch.assertQueue(name); again(name); again(`${name}x`); }\nagain(a);\nawait ch.assertQueue('q');\n",
    );
    expect(lineOf(text, "queue q")).toContain("mail.ts:8");
  });
});

describe("the entries of an import", () => {
  test.each([...DRAFT_DIAGNOSTICS, ...SOURCE_DIAGNOSTICS])(
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
});
