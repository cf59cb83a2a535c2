import { describe, expect, it } from "vitest";
import { compileWith, messageOf, SPEC_HEAD as HEAD, told } from "./compiling.ts";

describe("a message of an AsyncAPI document", () => {
  const payload = { type: "object", required: ["id"], properties: { id: { type: "string" } } };
  const v2 = {
    asyncapi: "2.6.0",
    channels: { orders: { publish: { message: { $ref: "#/components/messages/Order" } } } },
    components: {
      messages: { Order: { payload: { $ref: "#/components/schemas/Order" } } },
      schemas: { Order: payload },
    },
  };
  const v3 = {
    asyncapi: "3.0.0",
    channels: { orders: { messages: { placed: { $ref: "#/components/messages/Order" } } } },
    components: {
      messages: {
        Order: { payload: { schemaFormat: "application/schema+json;version=draft-07", schema: payload } },
        Avro: { payload: { schemaFormat: "application/vnd.apache.avro;version=1.9.0", schema: {} } },
      },
    },
  };
  const spec = (pointer: string): string =>
    `${HEAD}message Order from "api.json${pointer}"\nlog l on b { carries: Order, key: id }\n`;

  it.each([
    ["a message of version 2", v2, "#/components/messages/Order"],
    ["a message of a channel of version 2", v2, "#/channels/orders/publish/message"],
    ["a schema of version 2", v2, "#/components/schemas/Order"],
    ["a message of version 3", v3, "#/components/messages/Order"],
    ["a message of a channel of version 3", v3, "#/channels/orders/messages/placed"],
  ])("is found by a pointer: %s", (_, api, pointer) => {
    const made = compileWith(spec(pointer), { "specs/api.json": api });
    expect(told(made)).toEqual([]);
    expect(messageOf(made, "Order")?.source?.schema).toEqual(payload);
  });

  it.each([
    ["", "it is an AsyncAPI document: which message is meant?; did you mean `#/components/messages/Order`?"],
    ["#/components/messages/Ordre", "there is nothing at `#/components/messages/Ordre`"],
    [
      "#/components/messages/Avro",
      "its payload is described in the format `application/vnd.apache.avro;version=1.9.0`",
    ],
    ["#components", "a pointer begins with a slash"],
  ])("is asked for where a pointer leads to none: %s", (pointer, said) => {
    const findings = told(compileWith(spec(pointer), { "specs/api.json": v3 }));
    expect(findings[0]).toContain(said.slice(0, 55));
  });
});
