import { describe, expect, test } from "vitest";
import { allCodes } from "../../src/cli/explain/command.ts";
import { CONCEPTS } from "../../src/cli/explain/concepts/all.ts";
import { entryLines } from "../../src/cli/explain/text.ts";
import { painter } from "../../src/cli/text.ts";
import { waybill } from "./run-waybill.ts";

const paint = painter(false);
const codes = allCodes();

describe("explaining codes", () => {
  test("no code stands for two things, and there are many", () => {
    expect(codes.length).toBeGreaterThan(100);
    expect(new Set(codes.map(({ code }) => code)).size).toBe(codes.length);
  });

  test.each(codes.map((entry) => [entry.code, entry] as const))("%s is explained in full", (code, entry) => {
    const text = entryLines(entry, paint).join("\n");
    expect(text).toContain(code);
    expect(text.split("\n").length).toBeGreaterThanOrEqual(4);
    expect(text).not.toMatch(/undefined|\{of\}/);
  });

  test.each(["WB1002", "wb3101", "WB4123"])("%s is explained on the command line", (code) => {
    const { code: exit, out, err } = waybill(["explain", code]);
    expect({ exit, err }).toEqual({ exit: 0, err: "" });
    expect(out).toContain(code.toUpperCase());
  });

  test("--in shows where a spec has it, with the author's names", () => {
    expect(waybill(["explain", "WB4123", "--in", "specs/orders/broken.waybill"]).out).toContain(
      "shop.placing -> shipping.pack",
    );
    expect(waybill(["explain", "WB4123", "--in", "specs/orders/orders.waybill"]).out).toContain(
      "WB4123 is not reported",
    );
  });
});

describe("explaining words", () => {
  test("no word stands for two concepts", () => {
    const words = CONCEPTS.flatMap((concept) => concept.words);
    expect(new Set(words).size).toBe(words.length);
  });

  test.each([
    "duplicates",
    "Exactly-Once",
    "acks",
    "on-failure",
    "dead-letter",
    "out of order",
    "routing key",
  ])("%s has an answer", (words) => {
    const { code, out, err } = waybill(["explain", ...words.split(" ")]);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out.length).toBeGreaterThan(80);
  });

  test("a setting is explained with its default by version and its source", () => {
    const { out } = waybill(["explain", "acks"]);
    expect(out).toMatch(/where nothing is said \(since 3.0\): all/);
    expect(out).toMatch(/source: K-/);
  });
});
