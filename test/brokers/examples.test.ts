import { describe, expect, test } from "vitest";
import { BROKERS } from "../../src/brokers/all.ts";
import { compile } from "../../src/compiler/compile.ts";
import type { ExampleSource } from "../../src/diagnostics/define.ts";

const entries = BROKERS.flatMap(({ type, diagnostics }) => diagnostics.map((entry) => ({ type, ...entry })));

function codesOf(example: ExampleSource): readonly string[] {
  const sources = typeof example === "string" ? [{ path: "example.waybill", text: example }] : example;
  return compile(sources, { brokers: BROKERS }).findings.map(({ code, message }) => `${code} ${message}`);
}

describe("examples of the brokers' entries", () => {
  test("there are some of every broker", () => {
    expect(new Set(entries.map(({ type }) => type)).size).toBe(BROKERS.length);
  });

  test.each(entries)("$type: $code fires on its example and on nothing else", ({ code, example }) => {
    const fired = codesOf(example.fires);
    expect(fired.map((each) => each.slice(0, 6))).toEqual([code]);
    expect(codesOf(example.quiet)).toEqual([]);
  });
});
