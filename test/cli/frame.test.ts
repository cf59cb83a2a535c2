import { describe, expect, test } from "vitest";
import { findingLines } from "../../src/cli/findings/frame.ts";
import { jsonFinding } from "../../src/diagnostics/json.ts";
import { Lines, Sources } from "../../src/diagnostics/position.ts";
import { painter } from "../../src/cli/text.ts";
import type { Finding } from "../../src/diagnostics/define.ts";

const paint = painter(false);
const text = "waybill 1\r\ntopology shop\n\tservice a { b: 1 }\n";
const at = (part: string, from = text): { file: string; start: number; end: number } => {
  const start = from.indexOf(part);
  return { file: "shop.waybill", start, end: start + part.length };
};
const finding = (given: Partial<Finding>): Finding => ({
  code: "WB1001",
  severity: "error",
  message: "this is wrong",
  span: at("b: 1"),
  ...given,
});

describe("lines of a text", () => {
  test.each([
    [0, 1, 1],
    [9, 1, 10],
    [11, 2, 1],
    [25, 3, 1],
    [1000, 4, 1],
  ])("offset %i is line %i, column %i", (offset, line, column) => {
    expect(new Lines(text).at(offset)).toEqual({ line, column });
  });
});

describe("a code frame", () => {
  const sources = new Sources([{ path: "shop.waybill", text }]);

  test("marks the place, and the related ones, and prints the notes", () => {
    const lines = findingLines(
      finding({
        label: "here",
        related: [{ span: at("topology"), label: "declared here" }],
        notes: ["fix: remove it"],
      }),
      sources,
      paint,
    );
    expect(lines).toEqual([
      "shop.waybill:3:14  error WB1001  this is wrong",
      "  3 │  service a { b: 1 }",
      "    │              ^^^^ here",
      "  2 │ topology shop",
      "    │ -------- declared here",
      "    fix: remove it",
    ]);
  });

  test("of a long line shows the part around the mark", () => {
    const long = `${"x".repeat(5000)} here ${"y".repeat(5000)}`;
    const lines = findingLines(
      finding({ span: at("here", long) }),
      new Sources([{ path: "shop.waybill", text: long }]),
      paint,
    );
    expect(lines.every((line) => line.length < 140)).toBe(true);
    expect(lines[1]?.slice(lines[2]?.indexOf("^")).startsWith("here")).toBe(true);
  });

  test("shows no password that stands in a URL", () => {
    const secret = "uri: amqp://me:hunter2@host/x";
    const shown = findingLines(
      finding({ span: at("uri", secret) }),
      new Sources([{ path: "shop.waybill", text: secret }]),
      paint,
    );
    expect(shown.join("\n")).not.toContain("hunter2");
    expect(shown.join("\n")).toContain("@host/x");
  });

  test("is left out where the text is not known", () => {
    expect(findingLines(finding({}), new Sources([]), paint)).toHaveLength(1);
  });
});

test("a finding as JSON has lines and columns from 1", () => {
  const { span } = jsonFinding(finding({}), new Sources([{ path: "shop.waybill", text }]));
  expect(span).toMatchObject({ line: 3, column: 14, endLine: 3, endColumn: 18 });
});
