import { describe, expect, it } from "vitest";
import { makeLexer } from "../../grammar/lex.ts";
import { parseDocument, parseType } from "../../grammar/parse.ts";
import { TreeParser } from "../../grammar/parser.ts";
import { parseTemplate } from "../../grammar/template.ts";
import type { ValueNode } from "../../grammar/tree.ts";
import { unescape } from "../../grammar/unescape.ts";

const none = (): undefined => undefined;

function value(text: string): unknown {
  const { tree, problems } = parseDocument("f", `service s { a: ${text} }`, none);
  const [service] = tree.declarations;
  expect(problems).toEqual([]);
  return service?.kind === "service" ? withoutSpans(service.settings[0]?.value) : undefined;
}

function withoutSpans(node: ValueNode | undefined): unknown {
  return JSON.parse(
    JSON.stringify(node ?? null, (key, each: unknown) => (key === "span" ? undefined : each)),
  );
}

describe("the grammar", () => {
  it("has tokens and rules that chevrotain finds no fault with", () => {
    expect(makeLexer(true).lexerDefinitionErrors).toEqual([]);
    expect(() => new TreeParser(true)).not.toThrow();
  });

  it("reads an arrow without blanks", () => {
    const { tree, problems } = parseDocument("f", "bind a-b->c-d{key:1}", none);
    expect(problems).toEqual([]);
    expect(tree.declarations[0]).toMatchObject({
      kind: "bind",
      from: { name: { text: "a-b" } },
      to: { name: { text: "c-d" } },
    });
  });
});

describe("values", () => {
  it.each([
    ["1..", { kind: "range", least: { kind: "number", value: 1, unit: "" } }],
    ["..500", { kind: "range", most: { kind: "number", value: 500, unit: "" } }],
    [
      "0..1",
      {
        kind: "range",
        least: { kind: "number", value: 0, unit: "" },
        most: { kind: "number", value: 1, unit: "" },
      },
    ],
    ["..200ms", { kind: "range", most: { kind: "number", value: 200, unit: "ms" } }],
    ["1.5GiB", { kind: "number", value: 1.5, unit: "GiB" }],
    ["5%", { kind: "number", value: 5, unit: "%" }],
    ["-1", { kind: "number", value: -1, unit: "" }],
    ["2027-03-01", { kind: "date", text: "2027-03-01" }],
    ["2027-03-01T10:00:00Z", { kind: "date", text: "2027-03-01T10:00:00Z" }],
    ['"a\\u00e9\\n"', { kind: "string", text: "aé\n", exact: false }],
    ["[]", { kind: "list", items: [] }],
    ["{}", { kind: "map", settings: [] }],
    ["f()", { kind: "call", name: { text: "f" }, args: [], settings: [] }],
    ["a.b.c", { kind: "path", parts: [{ text: "a" }, { text: "b" }, { text: "c" }] }],
    ["A | B", { kind: "union", names: [{ text: "A" }, { text: "B" }] }],
    ["queue orders", { kind: "reference", class: { text: "queue" }, name: { text: "orders" } }],
    ["a[]", { kind: "bounded", name: { text: "a" } }],
  ])("%s", (text, expected) => {
    expect(value(text)).toEqual(expected);
  });

  it("keep two words on two lines apart: the second begins the next entry", () => {
    const { tree, problems } = parseDocument("f", "service s {\n  client: plain\n  store a\n}", none);
    expect(problems).toEqual([]);
    expect(tree.declarations[0]).toMatchObject({
      settings: [{ value: { kind: "path" } }],
      members: [{ kind: "store" }],
    });
  });
});

describe("doc comments", () => {
  it("belong to the declaration or field that they stand before", () => {
    const { tree } = parseDocument(
      "f",
      "/// one\n/// two\nmessage M {\n  /// three\n  a: uuid\n  b: uuid\n}\n/// lost",
      none,
    );
    expect(tree.declarations[0]).toMatchObject({
      doc: "one\ntwo",
      fields: [{ doc: "three" }, { name: { text: "b" } }],
    });
  });
});

describe("positions", () => {
  it("of a type within another text are those of that text", () => {
    const { tree } = parseType("f", "OrderLine[1..]", none, 100);
    expect([tree.span, tree.name.span]).toEqual([
      { file: "f", start: 100, end: 114 },
      { file: "f", start: 100, end: 109 },
    ]);
  });

  it("count UTF-16 units, as editors do", () => {
    const text = 'service s { a: "😀", b: c }';
    const { tree } = parseDocument("f", text, none);
    const [service] = tree.declarations;
    const span = service?.kind === "service" ? service.settings[1]?.span : undefined;
    expect(text.slice(span?.start, span?.end)).toBe("b: c");
  });
});

describe("templates", () => {
  it("name fields in braces; doubled braces are text", () => {
    expect(parseTemplate("a.{b.c}.{{d}}")).toEqual({
      parts: [
        { kind: "text", text: "a." },
        { kind: "path", path: "b.c", start: 3, end: 6 },
        { kind: "text", text: ".{d}" },
      ],
      problems: [],
    });
  });

  it.each(["{", "}", "{}", "{ a }", "{a", "a}b", "{a.}"])("with %s have a problem", (text) => {
    expect(parseTemplate(text).problems.length).toBe(1);
  });
});

describe("escapes", () => {
  it("are those of JSON", () => {
    const text = '"\\/\b\f\n\r\té😀';
    const raw = JSON.stringify(text)
      .slice(1, -1)
      .replaceAll("/", "\\/")
      .replaceAll("é", "\\u00e9")
      .replaceAll("😀", "\\ud83d\\ude00");
    expect(unescape(raw, () => expect.unreachable())).toBe(text);
  });

  it.each(["\\x", "\\u12", "\\ud800", "\\udc00", "\\ud800\\u0041"])("%s is none", (raw) => {
    const bad: string[] = [];
    unescape(raw, (start, end) => bad.push(raw.slice(start, end)));
    expect(bad.length).toBe(1);
  });
});
