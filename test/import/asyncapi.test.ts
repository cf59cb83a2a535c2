import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { ANALYSIS_BROKERS } from "../../src/brokers/analysis.ts";
import { importAsyncApi } from "../../src/cli/import/asyncapi.ts";
import { writeDraft, type Written } from "../../src/drafts/write.ts";
import { codesOfCheck, lineOf } from "./read.ts";

const root = mkdtempSync(join(tmpdir(), "waybill-asyncapi-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

function drafted(files: Readonly<Record<string, string>>, names = Object.keys(files)): Written {
  for (const [name, text] of Object.entries(files)) writeFileSync(join(root, name), text);
  const drafts = importAsyncApi(names, {
    cwd: root,
    beside: "draft.waybill",
    service: undefined,
    vhost: undefined,
  });
  return writeDraft(drafts, { topology: "draft", path: "draft.waybill" }, ANALYSIS_BROKERS);
}

const ORDERS = `asyncapi: 3.0.0
info: { title: Order service, version: 1.0.0 }
servers: { kafka: { host: "kafka:9092", protocol: kafka } }
channels:
  placed:
    address: orders.placed
    messages: { OrderPlaced: { $ref: "#/components/messages/OrderPlaced" } }
    bindings: { kafka: { partitions: 6, replicas: 3, topicConfiguration: { cleanup.policy: [delete, compact], retention.ms: 604800000 } } }
  shipped: { address: orders.shipped, messages: { s: { $ref: "./common.yaml#/components/messages/Shipped" } } }
operations:
  place: { action: send, channel: { $ref: "#/channels/placed" } }
  onShipped:
    action: receive
    channel: { $ref: "#/channels/shipped" }
    bindings: { kafka: { groupId: { type: string, enum: [orders-shipped] } } }
components:
  messages:
    OrderPlaced: { payload: { type: object, required: [id], properties: { id: { type: string } } } }
`;
const COMMON = `asyncapi: 3.0.0
info: { title: Common, version: 1.0.0 }
components:
  messages:
    Shipped: { payload: { schemaFormat: application/vnd.apache.avro;version=1.9.0, schema: { type: record, name: S, fields: [] } } }
`;

describe("a document of version 3 on Kafka", () => {
  const { text, findings } = drafted({ "orders.yaml": ORDERS, "common.yaml": COMMON }, ["orders.yaml"]);

  test("has its channels as topics, with what bindings say; all else is unknown", () => {
    expect(lineOf(text, "topic orders-placed")).toBe(
      'topic orders-placed on kafka { name: "orders.placed", carries: OrderPlaced, key: unknown, partitions: 6, replication: 3, retention: 7d, cleanup: [delete, compact], min-in-sync: unknown } // orders.yaml#/channels/placed',
    );
  });

  test("refers to messages in the document, by what they refer to; of Avro nothing is known, and the draft says why", () => {
    expect(lineOf(text, "message OrderPlaced")).toBe(
      'message OrderPlaced from "orders.yaml#/components/messages/OrderPlaced"',
    );
    expect(lineOf(text, "message Shipped")).toMatch(
      /^message Shipped: opaque \/\/ common.yaml#\S+, its payload is described in the format/,
    );
  });

  test("has an application that sends and receives, with its group", () => {
    expect(text).toContain("service Order-service {");
    expect(lineOf(text, "producer place")).toContain("-> orders-placed { sends: OrderPlaced, acks: unknown");
    expect(lineOf(text, "consumer onShipped")).toContain(
      '<- orders-shipped { group: "orders-shipped", start: unknown',
    );
    expect(findings).toEqual([]);
  });
});

describe("a document of version 2 on RabbitMQ", () => {
  const { text, findings } = drafted({
    "mail.json": JSON.stringify({
      asyncapi: "2.6.0",
      info: { title: "mailer", version: "1" },
      servers: { mq: { url: "amqp://app:hunter2@mq", protocol: "amqp" } },
      channels: {
        "order.placed": {
          bindings: {
            amqp: {
              is: "routingKey",
              exchange: { name: "orders", type: "topic", durable: true },
              queue: { name: "mail.orders", durable: true, exclusive: false },
            },
          },
          publish: {
            operationId: "onOrder",
            bindings: { amqp: { ack: false } },
            message: { payload: { type: "object" } },
          },
        },
        mails: {
          bindings: { amqp: { is: "queue", queue: { name: "mails" } } },
          subscribe: {
            operationId: "sendMail",
            bindings: { amqp: { deliveryMode: 2, mandatory: true } },
            message: { name: "Mail", payload: { type: "object" } },
          },
        },
        elsewhere: { servers: ["none"] },
      },
    }),
  });

  test("has exchange, queue and binding, and receives what it calls `publish`", () => {
    expect(lineOf(text, "exchange orders")).toContain("type: topic");
    expect(text).toContain('bind orders -> mail-orders { key: "order.placed" }');
    expect(lineOf(text, "consumer onOrder")).toContain("settle: on-delivery, steps: [effect]");
    expect(lineOf(text, "producer sendMail")).toContain(
      "confirms: unknown, mandatory: true, persistent: true",
    );
    expect(text).toContain("`publish` is what the application receives");
  });

  test("leaves out what no binding places, is accepted by `check`, and shows no password", () => {
    expect(findings.map(({ code }) => code)).toEqual(["WB3302"]);
    expect(codesOfCheck(text).filter((code) => !code.startsWith("WB21"))).toEqual([]);
    expect(text).not.toContain("hunter2");
  });
});

describe("what is no document that can be read", () => {
  test.each([
    ["none.yaml", "hello: world\n", /it has no `asyncapi:`/],
    ["old.yaml", "asyncapi: 1.2.0\n", /it is of AsyncAPI 1.2.0; 2 and 3 are read/],
    ["broken.yaml", "asyncapi: 3.0.0\nchannels: {{ x }}\n", /is not read/],
    [
      "round.yaml",
      'asyncapi: 3.0.0\nchannels: { a: { $ref: "#/channels/b" }, b: { $ref: "#/channels/a" } }\n',
      /references go in a circle/,
    ],
    ["deep.json", `{"asyncapi":"3.0.0","channels":${"[".repeat(5000)}${"]".repeat(5000)}}`, /is not read/],
    [
      "mqtt.yaml",
      "asyncapi: 3.0.0\nservers: { m: { protocol: mqtt } }\nchannels: { a: { address: a } }\n",
      /protocol mqtt is not modelled/,
    ],
  ])("%s is said in words, and gives no draft", (name, text, words) => {
    const written = drafted({ [name]: text });
    expect(written.text).toBeUndefined();
    expect(written.findings.map(({ message }) => message).join("\n")).toMatch(words);
  });

  test("names that mean harm stay in their strings", () => {
    const evil = 'a" }\nservice x { //\u202e';
    const written = drafted({
      "evil.json": JSON.stringify({
        asyncapi: "3.0.0",
        info: { title: evil, version: "1" },
        servers: { k: { protocol: "kafka", host: "k" } },
        channels: { [evil]: { address: evil, messages: { [evil]: { payload: { type: "object" } } } } },
        operations: { [evil]: { action: "send", channel: { $ref: `#/channels/${evil}` } } },
      }),
    });
    expect((written.text ?? "").match(/^service/gm)?.length).toBeLessThanOrEqual(2);
    expect(written.text).not.toMatch(/\u202e/);
    expect(codesOfCheck(written.text).filter((code) => code.startsWith("WB1"))).toEqual([]);
  });
});
