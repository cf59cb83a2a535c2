import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compileAll } from "../../src/compiler/compile.ts";
import { namedBy } from "../../src/compiler/syntax/named-files.ts";
import { compileWith, messageOf, SPEC_HEAD as HEAD, told } from "./compiling.ts";
import { DEMO } from "./demo-broker.ts";

const ORDER = {
  $schema: "http://json-schema.org/draft-07/schema#",
  type: "object",
  required: ["id", "region", "lines", "total"],
  properties: {
    id: { type: "string", format: "uuid", description: "Ours." },
    region: { enum: ["eu", "us"] },
    note: { type: ["string", "null"], maxLength: 20 },
    total: { type: "number" },
    count: { type: "integer", minimum: 0, maximum: 10 },
    placedAt: { type: "string", format: "date-time" },
    lines: { type: "array", minItems: 1, items: { $ref: "#/definitions/Line" } },
    customer: { type: "object", required: ["id"], properties: { id: { type: "string" } } },
    labels: { type: "object", additionalProperties: { type: "string" } },
  },
  definitions: {
    Line: { type: "object", properties: { sku: { type: "string" }, next: { $ref: "#/definitions/Line" } } },
  },
};

describe("a message that a JSON Schema describes", () => {
  const files = { "specs/order.json": ORDER };
  const spec = `${HEAD}message Order from "order.json" { identity: id }\nlog l on b { carries: Order, key: customer.id }\n`;

  it("has the fields that the schema says, as far as fields can", () => {
    const made = compileWith(spec.replace("customer.id", "region"), files);
    expect(told(made)).toEqual([]);
    const order = messageOf(made, "Order");
    expect(
      order?.fields.map(({ name, type, optional }) => [
        name,
        type.kind === "scalar" ? type.name : type.kind,
        optional,
      ]),
    ).toEqual([
      ["id", "uuid", false],
      ["region", "named", false],
      ["note", "string", true],
      ["total", "float64", false],
      ["count", "int32", true],
      ["placedAt", "timestamp", true],
      ["lines", "list", false],
      ["customer", "named", true],
      ["labels", "map", true],
    ]);
    expect(order?.fields[0]).toMatchObject({ identity: true, doc: "Ours." });
    expect(made.topology?.enums).toEqual([{ name: "Order.region", values: ["eu", "us"], derived: true }]);
    expect(messageOf(made, "Order.Line")).toMatchObject({ kind: "record", derived: true });
  });

  it("keeps the schema, with references into itself alone", () => {
    const source = messageOf(compileWith(spec.replace("customer.id", "region"), files), "Order")?.source;
    expect(source).toMatchObject({ from: "order.json", dialect: "draft-07", identity: ["id"] });
    const text = JSON.stringify(source?.schema);
    expect([...text.matchAll(/"\$ref":"([^"]*)"/g)].map(([, ref]) => ref)).toEqual([
      "#/$defs/Line",
      "#/$defs/Line",
    ]);
    expect(Object.keys((source?.schema["$defs"] ?? {}) as object)).toEqual(["Line"]);
  });

  it("has its paths checked like any other", () => {
    expect(told(compileWith(spec, files))).toEqual([
      "WB2109 `customer.id` may be missing in `Order`, since `customer` is optional",
    ]);
    expect(
      told(
        compileWith(spec.replace("identity: id", "identity: total").replace("customer.id", "regoin"), files),
      ),
    ).toEqual([
      "WB2106 the identity `total` is of type float64",
      "WB2107 `Order` has no field `regoin`; did you mean `region`?",
    ]);
  });

  it("follows references into other files, and says where one leads nowhere", () => {
    const order = { type: "object", properties: { line: { $ref: "parts/line.yaml#/Line" } } };
    const text = `${HEAD}message Order from "order.json"\n`;
    const line = "Line: { type: object, properties: { sku: { $ref: '../sku%20.json' } } }";
    const sku = { type: "string" };
    const parts = { "specs/order.json": order, "specs/parts/line.yaml": line, "specs/sku .json": sku };
    expect(told(compileWith(text, parts))).toEqual([]);
    const { "specs/sku .json": _sku, ...less } = parts;
    expect(told(compileWith(text, { ...less, "specs/parts/line.yaml": "Lien: {}" }))).toEqual([
      "WB2118 the schema of `Order` cannot be used: at `specs/order.json#/properties/line`: `$ref: parts/line.yaml#/Line` leads nowhere: there is nothing at `#/Line`",
    ]);
    expect(told(compileWith(text, { "specs/order.json": { $ref: "#" } }))).toEqual([
      "WB2117 `order.json` does not say what `Order` is: its references go in a circle",
    ]);
    expect(
      told(compileWith(text, { "specs/order.json": { $ref: "https://example.org/a.json" } })).join(),
    ).toContain("it is no relative path");
  });

  it("says the same in YAML", () => {
    const yaml = `waybill: 1\ntopology: shop\nbrokers: { b: { type: demo } }\nmessages: { Order: { from: order.json, identity: id } }\nlogs: { l: { on: b, carries: Order, key: region } }\n`;
    const made = compileWith(yaml, files, "specs/shop.waybill.yaml");
    expect(told(made)).toEqual([]);
    const order = messageOf(made, "Order");
    const other = messageOf(compileWith(spec.replace("customer.id", "region"), files), "Order");
    expect({ ...order, origin: undefined }).toEqual({ ...other, origin: undefined });
  });

  it("is refused with the place of its path where the file is not there, or is none", () => {
    const text = `${HEAD}message A from "a.json"\nmessage B from "../../b.txt"\nmessage C from "c.avsc"\nmessage D from "/etc/d.json"\nrecord E from "a.json"\n`;
    const { findings } = compileWith(text, {});
    expect(findings.map(({ code, span }) => `${code} ${text.slice(span.start, span.end)}`)).toEqual([
      'WB2116 "a.json"',
      'WB2116 "../../b.txt"',
      'WB1025 "c.avsc"',
      'WB2116 "/etc/d.json"',
      'WB2116 "a.json"',
    ]);
  });

  it("has its own mistakes of notation reported in its own text, once", () => {
    const made = compileWith(`${HEAD}message A from "a.json"\nmessage B from "a.json"\n`, {
      "specs/a.json": '{ "type": }}',
    });
    expect(new Set(made.findings.map(({ code, span }) => `${code} ${span.file}`))).toEqual(
      new Set(["WB1019 specs/a.json"]),
    );
    expect(made.paths).toContain("specs/a.json");
  });

  it("is no spec of its own, and one that nobody names is told what it lacks", () => {
    const sources = [
      { path: "a/shop.waybill", text: `${HEAD}message Order from "order.json"\n` },
      { path: "a/order.json", text: '{ "type": "object" }' },
      { path: "a/other.json", text: "{}" },
    ];
    const all = compileAll(sources, { brokers: [DEMO] });
    expect(all.map(({ paths, findings }) => [paths, findings.map(({ code }) => code)])).toEqual([
      [["a/shop.waybill", "a/order.json"], []],
      [["a/other.json"], ["WB1014", "WB1016"]],
    ]);
  });
});

describe("the files that a file names", () => {
  it("are those of its messages, and of their references", () => {
    const text = `${HEAD}message A from "../a.json#/x"\nmessage B from "b.yaml"\n`;
    expect(namedBy({ path: "x/y/s.waybill", text }).files).toEqual(["x/a.json", "x/y/b.yaml"]);
    const schema = {
      properties: { a: { $ref: "c.json#/d" }, b: { $ref: "#/e" }, c: { $ref: "http://x/y.json" } },
    };
    expect(namedBy({ path: "x/a.json", text: JSON.stringify(schema) }).files).toEqual(["x/c.json"]);
  });
});

describe("a file changed at random", () => {
  const texts = [
    JSON.stringify(ORDER),
    JSON.stringify(ORDER).replaceAll('"', "'"),
    "a: &a [*a]\nb: {$ref: '#/a'}",
  ];
  const put = fc.constantFrom(
    "{",
    "}",
    "[",
    "]",
    ":",
    '"$ref":"#/properties"',
    '"$ref":"#"',
    "&a ",
    "*a",
    "null",
    "-1",
    '"__proto__":',
  );

  it("never makes compiling throw", () => {
    let read = 0;
    const change = fc.record({ at: fc.nat(2000), length: fc.nat(20), put });
    fc.assert(
      fc.property(fc.constantFrom(...texts), fc.array(change, { maxLength: 5 }), (text, changes) => {
        const changed = changes.reduce((sofar, each) => {
          const from = each.at % (sofar.length + 1);
          return sofar.slice(0, from) + each.put + sofar.slice(from + each.length);
        }, text);
        const made = compileWith(
          `${HEAD}message Order from "o.json"\nlog l on b { carries: Order, key: lines.sku }\n`,
          {
            "specs/o.json": changed,
          },
        );
        expect(made.findings.length).toBeGreaterThan(0);
        if (made.topology !== undefined) read++;
      }),
      { numRuns: 300, seed: 5 },
    );
    expect(read).toBeGreaterThan(20);
  });

  it("is read in bounded time however it refers to itself", () => {
    const many = Object.fromEntries(
      Array.from({ length: 5000 }, (_, i) => [`d${i}`, { $ref: `#/definitions/d${i + 1}` }]),
    );
    const schema = {
      type: "object",
      properties: { a: { $ref: "#/definitions/d0" } },
      definitions: { ...many, d5000: { type: "string" } },
    };
    expect(told(compileWith(`${HEAD}message Order from "o.json"\n`, { "specs/o.json": schema }))).toEqual([]);
    const deep = `{"type":"object","properties":{"a":${'{"not":'.repeat(5000)}{}${"}".repeat(5000)}}}`;
    expect(
      told(compileWith(`${HEAD}message Order from "o.json"\n`, { "specs/o.json": deep })).join(),
    ).toContain("WB1009");
  });
});
