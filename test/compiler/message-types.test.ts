import { describe, expect, it } from "vitest";
import { compile } from "../../src/compiler/compile.ts";
import type { FieldType } from "../../src/model/message-type.ts";
import { tagValue } from "../../src/model/tags.ts";
import { WIRE_FORMS } from "../../src/model/wire.ts";
import { compileText, marksOf } from "./compiling.ts";
import { DEMO } from "./demo-broker.ts";

const HEAD = "waybill 1\ntopology shop\nbroker b { type: demo }\n";

function typesOf(fields: string): readonly FieldType[] {
  const { topology, findings } = compileText(`${HEAD}message M { ${fields} }\n`);
  expect(findings).toEqual([]);
  return topology?.types[0]?.fields.map(({ type }) => type) ?? [];
}

describe("wire forms", () => {
  it("are chosen for a scalar, and left out where they are the usual ones", () => {
    const types = typesOf(
      "a: wire(decimal(12, 2), number), b: wire(timestamp, epoch-millis)[1..], c: wire(timestamp, text)",
    );
    expect(types).toEqual([
      { kind: "scalar", name: "decimal", args: [12, 2], wire: "number" },
      { kind: "list", of: { kind: "scalar", name: "timestamp", args: [], wire: "epoch-millis" }, least: 1 },
      { kind: "scalar", name: "timestamp", args: [] },
    ]);
  });

  it("say the same in YAML", () => {
    const yaml = `waybill: 1\ntopology: shop\nmessages: { M: { fields: { a: "wire(decimal(12, 2), number)", b: "wire(bytes, hex)" } } }\n`;
    const { topology, findings } = compile([{ path: "a.yaml", text: yaml }], { brokers: [DEMO] });
    expect(findings).toEqual([]);
    expect(topology?.types[0]?.fields.map(({ type }) => type)).toEqual(
      typesOf("a: wire(decimal(12, 2), number), b: wire(bytes, hex)"),
    );
  });

  it("are those that the table has for the scalar", () => {
    for (const [scalar, forms] of Object.entries(WIRE_FORMS)) {
      const type = scalar === "decimal" ? "decimal(9, 2)" : scalar;
      for (const { name } of forms) expect(typesOf(`a: wire(${type}, ${name})`)).toHaveLength(1);
      const text = `${HEAD}message M { a: wire(${type}, nonsense) }\n`;
      expect(marksOf(text)).toEqual(["WB2115 nonsense"]);
    }
  });

  it.each([
    "wire(timestamp)",
    "wire()",
    "wire(timestamp, 5)",
    "wire(timestamp, text, text)",
    "wire(wire(timestamp, text), text)",
    "wire(json[], value)",
    "wire(a.b, text)",
  ])("are refused where the notation is another: %s", (type) => {
    expect(marksOf(`${HEAD}message M { a: ${type} }\n`)).toEqual([`WB2102 ${type}`]);
  });

  it("of a whole number may stand in a routing key", () => {
    const text = (type: string): string =>
      `${HEAD}message M { identity id: uuid, at: ${type} }\nrouter r on b { carries: M }\nservice s { producer p -> r { sends: M, routing-key: "a.{at}" } }\n`;
    expect(marksOf(text("timestamp"))).toEqual(["WB2111 at"]);
    expect(marksOf(text("wire(timestamp, epoch-millis)"))).toEqual([]);
  });
});

describe("the types on a channel", () => {
  const spec = (by: string, more = ""): string =>
    `${HEAD}enum One { a }\nenum Two { B, C }\nmessage A { identity id: uuid, kind: One }\nmessage B { identity id: uuid, kind: Two }\nmessage C { identity id: uuid, kind: string[..1] }\nmessage D { identity id: uuid, kind: One }\nlog l on b { carries: A | B | C${more}, ${by} }\n`;

  it("are told apart by a header, a field or a routing key", () => {
    const by = (text: string): unknown => compileText(spec(text)).topology?.channels[0]?.by;
    expect(by('name: "x"')).toBeUndefined();
    expect(by('by: header("kind")')).toEqual({ kind: "header", name: "kind" });
    expect(by("by: field(kind)")).toEqual({ kind: "field", path: "kind" });
    expect(by("by: routing-key")).toEqual({ kind: "routing-key" });
  });

  it("by a field, have a value each that no other has", () => {
    expect(marksOf(spec("by: field(kind)"))).toEqual([]);
    const { topology } = compileText(spec("by: field(kind)"));
    const values = topology?.types.map((type) => {
      const kind = type.fields.find(({ name }) => name === "kind");
      return kind && tagValue(topology, type, kind.type);
    });
    expect(values).toEqual(["a", "B", "C", "a"]);
    expect(marksOf(spec("by: field(kind)", " | D"))).toEqual(["WB2119 by: field(kind)"]);
    expect(marksOf(spec("by: field(id)"))).toEqual(Array(3).fill("WB2120 by: field(id)"));
    expect(marksOf(spec("by: field(kidn)"))).toEqual(Array(3).fill("WB2107 kidn"));
  });

  it("by a schema's id are not told apart yet", () => {
    expect(marksOf(spec("by: schema-id"))).toEqual(["WB1025 schema-id"]);
  });

  it("by the routing key, are sent with keys that never are the same", () => {
    const keyed = (first: string, second: string): string =>
      `${HEAD}enum R { eu, us }\nmessage A { identity id: uuid, r: R }\nmessage B { identity id: uuid, r: R }\nrouter r on b { by: routing-key }\nbox q on b {}\nbind r -> q { key: "#" }\nservice s {\n producer p -> r { sends: A, routing-key: "${first}" }\n producer o -> r { sends: B, routing-key: "${second}" }\n}\n`;
    expect(marksOf(keyed("a.{r}", "b.{r}"))).toEqual([]);
    expect(marksOf(keyed("a.{r}", "a.b.{r}"))).toEqual([]);
    expect(marksOf(keyed("a.{r}", "{r}.x"))).toEqual(["WB2119 by: routing-key"]);
    expect(marksOf(keyed("a", "a"))).toEqual(["WB2119 by: routing-key"]);
  });

  it("are told apart in one way all along", () => {
    const text = `${HEAD}message A { identity id: uuid }\nmessage B { identity id: uuid }\nrouter r on b { by: header("x") }\nbox q on b { by: header("y") }\nbind r -> q { key: "#" }\nservice s { producer p -> r { sends: A | B } }\n`;
    expect(marksOf(text)).toEqual(['WB2119 by: header("y")']);
  });
});
