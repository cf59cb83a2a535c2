/** The published JSON Schema of one line of a history, made of the same table as the reader. */
import { FORMAT, VERSION } from "./event.ts";
import { DEFINITIONS, EVENTS, TIME } from "./fields.ts";

/** JSON Schema 2020-12 of a line: the header, or an event of any kind. */
export function historySchema(): object {
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: "One line of a history that `waybill judge` reads: the header first, then events",
    description: "In words: docs/histories.md",
    oneOf: [
      { $ref: "#/$defs/header" },
      ...Object.entries(EVENTS).map(([kind, { may, must }]) => ({
        type: "object",
        properties: {
          e: { const: kind },
          t: TIME.schema,
          ...Object.fromEntries(Object.entries(may).map(([name, { schema }]) => [name, schema])),
        },
        required: ["e", ...must],
        additionalProperties: false,
      })),
    ],
    $defs: { header: HEADER, ...DEFINITIONS },
  };
}

const HEADER: object = {
  type: "object",
  properties: {
    format: { const: FORMAT },
    version: { const: VERSION },
    topology: { type: "string" },
    source: { enum: ["simulation", "live"] },
    clock: { description: "Unit of all times.", enum: ["ms", "us", "ns"] },
    skew: { description: "By how much two clocks differ at most.", type: "number", minimum: 0 },
    flows: {
      description: "What was recorded, each as `service.endpoint -> service.endpoint`; absent: everything.",
      type: "array",
      items: { type: "string" },
    },
  },
  required: ["format", "version", "topology", "source", "clock"],
  additionalProperties: false,
};
