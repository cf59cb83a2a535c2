import { beforeAll, describe, expect, test } from "vitest";
import { problemsOf } from "./compiled.ts";
import type { SpecSource } from "../../src/codegen/plan/scene.ts";
import { generatedFrom } from "./generated.ts";
import { run } from "./running.ts";

/** A message of which a file says more than a spec could. */
const schema = {
  $schema: "https://json-schema.org/draft/2020-12/schema",
  type: "object",
  required: ["id", "kind", "parts"],
  properties: {
    id: { type: "string", format: "uuid" },
    kind: { enum: ["new", "old", 3, null] },
    parts: { type: "array", minItems: 1, items: { $ref: "#/$defs/part" } },
    place: {
      type: "array",
      prefixItems: [{ type: "number" }, { type: "number" }],
      minItems: 2,
      items: false,
    },
    size: {
      oneOf: [
        { type: "integer" },
        { type: "object", properties: { w: { type: "number" } }, required: ["w"] },
      ],
    },
    tags: { type: "object", additionalProperties: { type: "string" } },
    mail: { type: "string", pattern: "^[\\w-.]+@x$" },
    "odd name": { const: "*/ it's \u2028" },
    any: true,
  },
  $defs: {
    part: {
      type: "object",
      properties: { sku: { type: "string" }, parts: { type: "array", items: { $ref: "#/$defs/part" } } },
      required: ["sku"],
    },
  },
};

const spec = `waybill 1
topology described
broker b { type: kafka }
message Thing from "thing.json" { identity: id }
topic t on b { carries: Thing, key: id }
service s { producer p -> t { sends: Thing } }
service r { consumer c <- t { group: "r" } }
`;
const files = generatedFrom([
  { path: "shop/t.waybill", text: spec },
  { path: "shop/thing.json", text: JSON.stringify(schema) },
]);

describe("a message that a JSON Schema describes", () => {
  let check: (wire: unknown) => string | undefined = () => "not made";
  beforeAll(async () => {
    const module = await run(files, `export { check } from "./validators/Thing.ts";`);
    check = module["check"] as typeof check;
  });

  test("is a type, as far as types go", () => {
    const program = `
      import type { Thing } from "./messages.js";
      export const thing: Thing = { id: "a", kind: 3, parts: [{ sku: "b", parts: [{ sku: "c" }] }], place: [1, 2], size: { w: 1 }, tags: { a: "b" }, "odd name": "*/ it's \\u2028", any: [null] };
    `;
    const wrong = (change: string): string => program.replace("kind: 3", change);
    const problems = problemsOf(
      new Map([
        ...files,
        ["right.ts", program],
        ["wrong-0.ts", wrong("kind: 4")],
        ["wrong-1.ts", program.replace(`parts: [{ sku: "b", parts: [{ sku: "c" }] }]`, "parts: []")],
        ["wrong-2.ts", program.replace("place: [1, 2]", "place: [1]")],
        ["wrong-3.ts", program.replace("size: { w: 1 }", `size: "large"`)],
      ]),
      "nodenext",
      { skipLibCheck: true },
    );
    expect(problems.map((problem) => problem.slice(0, problem.indexOf(":")))).toEqual([
      "wrong-0.ts",
      "wrong-1.ts",
      "wrong-2.ts",
      "wrong-3.ts",
    ]);
  }, 60_000);

  const thing = { id: "3b241101-e2bb-4255-8caf-4136c566a962", kind: "new", parts: [{ sku: "a" }] };

  test("is checked by its schema", () => {
    expect(check(thing)).toBeUndefined();
    expect(check({ ...thing, mail: "a.b@x" })).toBeUndefined();
    expect(check({ ...thing, mail: "a.b@y" })).toContain("mail must match pattern");
    expect(check({ ...thing, parts: [{ sku: "a", parts: [{}] }] })).toContain(
      "parts.0.parts.0 must have required property",
    );
    expect(check({ ...thing, id: "1" })).toBe('id must match format "uuid"');
  });

  /** Whatever a part of a schema refers to, itself included. */
  const circular: Readonly<Record<string, object>> = {
    itself: { $ref: "#/$defs/itself" },
    map: { type: "object", additionalProperties: { $ref: "#/$defs/map" } },
    list: { type: "array", items: { $ref: "#/$defs/list" } },
    least: { type: "array", items: { $ref: "#/$defs/least" }, minItems: 1 },
    choice: { anyOf: [{ $ref: "#/$defs/choice" }, { type: "null" }] },
    here: { anyOf: [{ $ref: "#/$defs/there" }, { type: "null" }] },
    there: { oneOf: [{ $ref: "#/$defs/here" }, { type: "string" }] },
    all: { allOf: [{ $ref: "#/$defs/all" }], type: "object" },
    record: { type: "object", properties: { next: { $ref: "#/$defs/record" }, top: { $ref: "#" } } },
    either: {
      anyOf: [{ type: "object", properties: { e: { $ref: "#/$defs/either" } } }, { type: "number" }],
    },
  };
  const parts = Object.keys(circular);

  test("may go in circles, and is a type that compiles", () => {
    const properties = Object.fromEntries(parts.map((part) => [part, { $ref: `#/$defs/${part}` }]));
    const sources = (schema: object): readonly SpecSource[] => [
      { path: "t.waybill", text: spec.replace("{ identity: id }", "").replace(", key: id", "") },
      { path: "thing.json", text: JSON.stringify(schema) },
    ];
    const schema = { type: "object", properties, $defs: circular };
    // Which of them Ajv follows without an end is told when a validator is made.
    const made = generatedFrom(sources(schema), { validate: "off" });
    expect(made.get("messages.ts")).toContain("readonly top?: Thing");
    const map = generatedFrom(sources({ type: "object", additionalProperties: { $ref: "#" } }), {
      validate: "off",
    });
    expect(
      problemsOf(
        new Map([
          ["messages.ts", made.get("messages.ts") ?? ""],
          ["map.ts", map.get("messages.ts") ?? ""],
          ["runtime/codec.ts", made.get("runtime/codec.ts") ?? ""],
          ["runtime/plan.ts", made.get("runtime/plan.ts") ?? ""],
        ]),
        "nodenext",
        { skipLibCheck: true },
      ),
    ).toEqual([]);
  }, 60_000);

  test("may hold itself, and another that does keeps its own", async () => {
    const node = (name: string, type: string): string =>
      JSON.stringify({
        type: "object",
        properties: { [name]: { type }, next: { $ref: "#" }, all: { $ref: "#/$defs/list" } },
        required: [name],
        $defs: { list: { type: "array", items: { $ref: "#" } } },
      });
    const more = generatedFrom([
      {
        path: "t.waybill",
        text: spec
          .replace(
            'message Thing from "thing.json" { identity: id }',
            'message Thing from "a.json"\nmessage Other from "b.json"',
          )
          .replace("carries: Thing, key: id", "carries: Thing | Other")
          .replace("sends: Thing", "sends: Thing | Other"),
      },
      { path: "a.json", text: node("a", "string") },
      { path: "b.json", text: node("b", "number") },
    ]);
    const module = await run(
      more,
      `export { check as a } from "./validators/Thing.ts"; export { check as b } from "./validators/Other.ts";`,
    );
    const [a, b] = [module["a"] as typeof check, module["b"] as typeof check];
    expect([a({ a: "x", next: { a: "y", all: [{ a: "z" }] } }), b({ b: 1, next: { b: 2 } })]).toEqual([
      undefined,
      undefined,
    ]);
    expect(a({ a: "x", next: { a: "y", all: [{ a: 3 }] } })).toBe("next.all.0.a must be string");
    expect(b({ b: 1, next: { b: "2" } })).toBe("next.b must be number");
  });

  test("is in the spec that tests read, under paths that do not tell where it was", () => {
    expect(files.get("index.ts")).toContain('path: "t.waybill"');
    expect(files.get("index.ts")).toContain('path: "thing.json"');
  });
});
