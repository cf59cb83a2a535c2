import fc from "fast-check";
import { expect, test } from "vitest";
import { arbitraries } from "../../../src/api/arbitraries.ts";
import { schemaArbitrary } from "../../../src/harness/arbitraries/schema.ts";
import type { Schema } from "../../../src/model/message-type.ts";

function drawn(schema: Schema, numRuns = 100): readonly unknown[] {
  return fc.sample(schemaArbitrary({ from: "s.json", schema, dialect: "2020-12" }, "S"), {
    numRuns,
    seed: 4,
  });
}

const LIST: Schema = {
  $ref: "#/$defs/Node",
  $defs: {
    Node: {
      type: "object",
      required: ["value", "next"],
      additionalProperties: false,
      properties: { value: { type: "integer" }, next: { type: "array", items: { $ref: "#/$defs/Node" } } },
    },
  },
};

/** Schemas whose values have to be met by construction: a filter alone would never find them. */
test.each<[string, Schema, (value: never) => boolean]>([
  ["types without more", { type: ["null", "boolean"] }, (v) => v === null || typeof v === "boolean"],
  ["a constant", { const: { a: [1] } }, (v) => JSON.stringify(v) === '{"a":[1]}'],
  ["an enum", { enum: ["x", 2, null] }, (v: unknown) => ["x", 2, null].includes(v as string)],
  [
    "bounds of numbers",
    { type: "integer", minimum: 10, exclusiveMaximum: 1000, multipleOf: 7 },
    (v: number) => v % 7 === 0 && v >= 10 && v < 1000,
  ],
  [
    "bounds of texts",
    { type: "string", minLength: 30, maxLength: 32 },
    (v: string) => [...v].length >= 30 && [...v].length <= 32,
  ],
  ["a pattern", { type: "string", pattern: "^[A-Z]{3}[0-9]{4}$" }, (v: string) => /^[A-Z]{3}\d{4}$/.test(v)],
  ["a format", { type: "string", format: "uuid" }, (v: string) => /^[\da-f-]{36}$/.test(v)],
  [
    "tuples",
    { type: "array", prefixItems: [{ type: "string" }, { type: "integer" }], items: false, minItems: 2 },
    (v: unknown[]) => v.length === 2,
  ],
  [
    "sets",
    { type: "array", uniqueItems: true, minItems: 3, maxItems: 4, items: { type: "integer" } },
    (v: number[]) => new Set(v).size === v.length && v.length >= 3,
  ],
  [
    "maps",
    {
      type: "object",
      additionalProperties: { type: "integer" },
      propertyNames: { pattern: "^k[0-9]+$" },
      minProperties: 2,
    },
    (v: object) => Object.keys(v).length >= 2 && Object.keys(v).every((k) => /^k\d+$/.test(k)),
  ],
  [
    "parts put together",
    {
      allOf: [{ $ref: "#/$defs/A" }, { required: ["b"], properties: { b: { const: 1 } } }],
      $defs: { A: { type: "object", required: ["a"], properties: { a: { type: "string" } } } },
    },
    (v: { a: string; b: number }) => typeof v.a === "string" && v.b === 1,
  ],
  [
    "one of several",
    {
      oneOf: [
        {
          type: "object",
          required: ["kind", "n"],
          properties: { kind: { const: "n" }, n: { type: "number" } },
        },
        {
          type: "object",
          required: ["kind", "s"],
          properties: { kind: { const: "s" }, s: { type: "string" } },
        },
      ],
    },
    (v: { kind: string }) => v.kind in v,
  ],
  [
    "what is not to be",
    { type: "integer", minimum: 0, maximum: 9, not: { multipleOf: 2 } },
    (v: number) => v % 2 === 1,
  ],
  ["what contains itself", LIST, (v: { next: unknown }) => Array.isArray(v.next)],
])("values of %s are drawn", (_name, schema, isFit) => {
  const values = drawn(schema);
  expect(values).toHaveLength(100);
  expect(values.filter((value) => !isFit(value as never))).toEqual([]);
});

test("a schema that nothing fits is an error that says what to do, not an endless search", () => {
  expect(() => drawn({ type: "integer", minimum: 1, not: { minimum: 0 } }, 1)).toThrow(
    "no value was found that the schema of S allows: give an arbitrary of your own for S",
  );
});

test("a message that a file describes is drawn from its schema", () => {
  const text = `waybill 1
topology t
broker events { type: kafka, version: "4.3", nodes: 3 }
message Order from "order.json" { identity: id }
topic orders on events { carries: Order, key: id, partitions: 3, replication: 3 }
service s { producer p -> orders { sends: Order } }
`;
  const schema = {
    $schema: "http://json-schema.org/draft-07/schema#",
    type: "object",
    required: ["id", "lines"],
    properties: {
      id: { type: "string", format: "uuid" },
      lines: { type: "array", minItems: 1, items: { $ref: "#/definitions/Line" } },
    },
    definitions: { Line: { type: "object", required: ["sku"], properties: { sku: { type: "string" } } } },
  };
  const sources = [
    { path: "t.waybill", text },
    { path: "order.json", text: JSON.stringify(schema) },
  ];
  const all = arbitraries({ spec: { sources } }) as Readonly<Record<string, fc.Arbitrary<unknown>>>;
  const Order = all["Order"] ?? fc.constant(undefined);
  for (const order of fc.sample(Order, { numRuns: 50, seed: 4 }))
    expect(order).toMatchObject({
      id: expect.stringMatching(/^[\da-f-]{36}$/) as string,
      lines: expect.arrayContaining([{ sku: expect.any(String) as string }]) as unknown[],
    });
});

test("a choice of what holds further choices ends", () => {
  const two = {
    type: "object",
    properties: { l: { $ref: "#/$defs/E" }, r: { $ref: "#/$defs/E" } },
    required: ["l", "r"],
  };
  const values = drawn(
    { $ref: "#/$defs/E", $defs: { E: { anyOf: [two, { $ref: "#/$defs/F" }, { type: "integer" }] }, F: two } },
    300,
  );
  const depth = (value: unknown): number =>
    typeof value === "object" && value !== null ? 1 + Math.max(...Object.values(value).map(depth)) : 0;
  const depths = new Set(values.map(depth));
  expect(Math.max(...depths)).toBeLessThan(10);
  expect(depths.size).toBeGreaterThan(2);
});
