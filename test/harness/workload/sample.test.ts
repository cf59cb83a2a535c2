import { expect, test } from "vitest";
import { validatorOf } from "../../../src/harness/arbitraries/schema-validator.ts";
import { textByPattern } from "../../../src/harness/workload/by-pattern.ts";
import { valueBySchema } from "../../../src/harness/workload/by-schema.ts";
import { outcomes } from "../outcome.ts";
import { plainSpec } from "../plain-client.ts";
import { field, single } from "../services/specimen.ts";
import type { Message } from "../plain-client.ts";

test.each([
  "ORD-[0-9]{4}",
  "[A-Z]{2}\\d{6}",
  "^(eu|us|apac)-[a-z]+$",
  "[^@\\s]+@[a-z]+\\.(?:com|org)",
  "\\+?[1-9]\\d{1,14}",
  "(?:[a-f0-9]{2}:){5}[a-f0-9]{2}",
  "[\\w.-]*x",
  "a|b[c-e]|\\(f\\)",
])("texts of %s match it, and are others for other numbers", (pattern) => {
  const texts = Array.from({ length: 12 }, (_, n) => textByPattern(pattern, n, {}));
  for (const text of texts) expect(text).toMatch(new RegExp(`^(?:${pattern})$`, "u"));
  expect(new Set(texts).size).toBeGreaterThan(3);
  expect(textByPattern(pattern, 3, {})).toBe(texts[3]);
});

test("a text by a pattern keeps to the bounds of its length, and there is none for what cannot be read", () => {
  expect(textByPattern("[a-z]+", 5, { least: 8, most: 8 })).toHaveLength(8);
  expect(textByPattern("[a-z]*", 0, { most: 0 })).toBe("");
  expect(textByPattern("[a-z]{9}", 0, { most: 3 })).toBeUndefined();
  for (const pattern of ["(?=a)b", "(a)\\1", "\\p{L}+", "(", "a**"])
    expect(textByPattern(pattern, 0, {})).toBeUndefined();
});

const SCHEMA = {
  type: "object",
  additionalProperties: false,
  required: ["id", "code", "email", "total", "kind", "version", "lines", "at", "ref", "way", "size"],
  properties: {
    id: { type: "string", format: "uuid" },
    code: { type: "string", pattern: "^[A-Z]{3}-[0-9]+$" },
    email: { type: ["null", "string"], format: "email" },
    total: { type: "number", exclusiveMinimum: 10.5 },
    kind: { enum: ["new", "old"] },
    version: { const: 2 },
    at: { $ref: "#/$defs/moment" },
    ref: { type: "string", minLength: 20, maxLength: 24 },
    note: { type: "string" },
    way: { oneOf: [{ required: ["road"], properties: { road: { type: "boolean" } } }, { type: "null" }] },
    size: {
      allOf: [
        { type: "integer", minimum: 3 },
        { maximum: 4, multipleOf: 2 },
      ],
    },
    lines: {
      minItems: 2,
      items: {
        type: "object",
        required: ["quantity"],
        properties: { quantity: { type: "integer", minimum: 5, maximum: 9 } },
      },
    },
  },
  $defs: { moment: { type: "string", format: "date-time" } },
};

test("a value by a schema is what the schema allows, and another for another number", () => {
  const isValid = validatorOf(SCHEMA, "2020-12");
  const values = Array.from({ length: 12 }, (_, n) => valueBySchema(SCHEMA, () => n));
  for (const value of values) expect(isValid(value), JSON.stringify(value)).toBe(true);
  expect(new Set(values.map((value) => JSON.stringify(value))).size).toBe(12);
});

const FORMS = plainSpec(`waybill 1
topology forms
broker tasks { type: rabbitmq, version: "4.3" }
message Order {
  identity orderId: string(pattern: "ORD-[0-9]{4}"), day: wire(date, epoch-days), took: wire(duration, seconds)
  hash: wire(bytes, hex), mark: wire(bytes, base64url), waited: wire(duration, millis)
}
queue work on tasks { type: quorum, carries: Order }
service shop { producer placing -> work { sends: Order, confirms: true } }
service worker { consumer work <- work { on-failure: requeue } }
guarantee shop.placing -> worker.work { delivery: at-least-once }
`);

test("messages are as the spec says that they travel", async () => {
  const got: Message[] = [];
  const services = single(FORMS, "worker", ({ world }) => async (order) => {
    got.push(order);
    await world.table("done").insert(field(order, "orderId"), true);
  });
  const out = await outcomes(FORMS, services, { singles: 1, pairs: 1, runs: 0 });
  expect([...out.values()]).toEqual([{ ok: true }, { ok: true }]);
  expect(got[0]).toEqual({
    orderId: "ORD-0000",
    day: 20_454,
    took: 1,
    hash: "000102",
    mark: "AAEC",
    waited: 1000,
  });
});
