/** Messages that a JSON Schema describes. */
import { expect, test } from "vitest";
import { ANALYSIS_BROKERS } from "../../src/brokers/analysis.ts";
import { BROKER_CHANGES } from "../../src/brokers/changes.ts";
import { compile } from "../../src/compiler/compile.ts";
import { changeText } from "../../src/diff/change.ts";
import { diffTopologies } from "../../src/diff/diff.ts";
import type { Topology } from "../../src/model/topology.ts";

const SPEC = `waybill 1
topology t
broker k { type: kafka, version: "4.3", nodes: 3 }
message M from "m.json" { identity: id }
topic placed on k { carries: M, key: id }
service shop { producer place -> placed { sends: M } }
service reader { consumer read <- placed { group: "reader", start: earliest } }
`;
const SCHEMA = {
  type: "object",
  required: ["id", "title"],
  properties: {
    id: { type: "string" },
    title: { type: "string" },
    kind: { enum: ["a", "b"] },
  },
};

function topologyOf(schema: object): Topology | undefined {
  const files = [
    { path: "t.waybill", text: SPEC },
    { path: "m.json", text: JSON.stringify(schema) },
  ];
  return compile(files, { brokers: ANALYSIS_BROKERS }).topology;
}

const { properties } = SCHEMA;

test.each([
  [
    "words for people",
    {
      ...SCHEMA,
      title: "Order",
      properties: { ...properties, id: { type: "string", description: "x", examples: ["1"] } },
    },
    [],
  ],
  ["another order", { properties, required: ["id", "title"], type: "object" }, []],
  [
    "a field that is called like a word for people",
    { ...SCHEMA, required: ["id"], properties: { id: properties.id, kind: properties.kind } },
    ["breaking field title removed in message M: string"],
  ],
  [
    "one more field, which need not be there",
    { ...SCHEMA, properties: { ...properties, note: { type: "string" } } },
    ["safe field note added in message M: string, optional"],
  ],
  [
    "one more value",
    { ...SCHEMA, properties: { ...properties, kind: { enum: ["a", "b", "c"] } } },
    ["breaking value c added in enum M.kind"],
  ],
  ["no other fields", { ...SCHEMA, additionalProperties: false }, ["risky schema changed in message M"]],
])("%s", (_, schema, lines) => {
  const brokers = { analysis: ANALYSIS_BROKERS, changes: BROKER_CHANGES };
  const { changes } = diffTopologies(topologyOf(SCHEMA), topologyOf(schema), brokers);
  expect(changes.map((change) => `${change.severity} ${changeText(change)}`.trimEnd())).toEqual(lines);
});
