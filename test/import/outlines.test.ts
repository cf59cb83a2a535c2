import { describe, expect, test } from "vitest";
import { ANALYSIS_BROKERS } from "../../src/brokers/analysis.ts";
import { KAFKA_ASYNCAPI } from "../../src/brokers/kafka/import/asyncapi.ts";
import { draftsOfSource } from "../../src/cli/import/source.ts";
import { SchemaFiles } from "../../src/compiler/resolve/schema/files.ts";
import { draftAsyncApi } from "../../src/drafts/asyncapi/import.ts";
import type { Draft } from "../../src/drafts/draft.ts";
import { writeDraft, type Written } from "../../src/drafts/write.ts";
import { lineOf } from "./read.ts";

/** The application `title` reads `paid` in a group, and sends two messages to `created`. */
function document(title: string, group: string): readonly Draft[] {
  const path = `${title}.yaml`;
  const text = JSON.stringify({
    asyncapi: "3.0.0",
    info: { title, version: "1" },
    servers: { k: { host: "k:9092", protocol: "kafka" } },
    channels: {
      created: { address: "created", messages: { Created: { payload: {} }, Changed: { payload: {} } } },
      paid: { address: "paid", messages: { Paid: { payload: {} } } },
    },
    operations: {
      create: {
        action: "send",
        channel: { $ref: "#/channels/created" },
        messages: [{ $ref: "#/channels/created/messages/Created" }],
      },
      change: {
        action: "send",
        channel: { $ref: "#/channels/created" },
        messages: [{ $ref: "#/channels/created/messages/Changed" }],
      },
      onPaid: {
        action: "receive",
        channel: { $ref: "#/channels/paid" },
        bindings: { kafka: { groupId: { type: "string", enum: [group] } } },
      },
    },
  });
  const files = new SchemaFiles([{ path, text }]);
  return draftAsyncApi(path, files, { brokers: [KAFKA_ASYNCAPI], pathFrom: (file) => file });
}

function code(name: string, group: string): readonly Draft[] {
  const text = `import { Kafka } from "kafkajs";
    const kafka = new Kafka({ brokers: [] });
    await kafka.producer().send({ topic: "created", messages: [] });
    const c = kafka.consumer({ groupId: "${group}" });
    await c.subscribe({ topic: "paid", fromBeginning: true });
    await c.run({ eachMessage: async () => {} });`;
  const at = `/repo/${name}`;
  return draftsOfSource(
    {
      files: [{ path: `${name}/main.ts`, at: `${at}/main.ts`, text }],
      packages: [{ folder: at, name: `@acme/${name}` }],
      passedOver: [],
    },
    name,
  );
}

function drafted(...drafts: readonly (readonly Draft[])[]): Written {
  return writeDraft(drafts.flat(), { topology: "it", path: "draft.waybill" }, ANALYSIS_BROKERS);
}

describe("a document and the code of one application", () => {
  test.each(["orders", "order-service", "Orders-API"])("are one service, called %s in code", (name) => {
    const { text } = drafted(document(name === "orders" ? "Orders" : "Order Service", "g"), code(name, "g"));
    expect(text?.match(/group: "g"/g)).toHaveLength(1);
    expect(lineOf(text, "consumer paid")).toMatch(/start: earliest.*main\.ts:5, .*yaml#/);
  });

  test("its messages are those of all its operations there", () => {
    const { text } = drafted(document("Order Service", "g"), code("order-service", "g"));
    expect(lineOf(text, "producer send-created")).toMatch(/acks: all.*sends: Created \| Changed/);
    expect(text?.match(/-> created/g)).toHaveLength(1);
  });
});

test("two applications in one group are two", () => {
  const { text } = drafted(document("Orders", "g"), document("Billing", "g"));
  expect(text?.match(/group: "g"/g)).toHaveLength(2);
});

test("other groups, and other services, stay apart", () => {
  const { text } = drafted(document("Orders", "g"), code("billing", "h"));
  expect(text?.match(/<- paid/g)).toHaveLength(2);
  expect(text?.match(/-> created/g)).toHaveLength(3);
});
