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

describe("explaining with a story", () => {
  test("a code of a broken promise tells what happens, and what mends it", () => {
    const { code, out } = waybill(["explain", "WB4151"]);
    expect(code).toBe(0);
    expect(out).toContain("no effect at billing.bill");
    expect(out).toMatch(/ {2}\+ consumer bill .*steps: \[effect, settle\]/);
    expect(out).toContain("docs/rules/WB4151.md");
  });

  test("a code without an example of its own names the one that says the same elsewhere", () => {
    const without = codes.find(({ code, hazard }) => hazard?.rule === "skipped" && code === "WB4054");
    expect(without).toBeDefined();
    expect(waybill(["explain", "WB4054"]).out).toContain("waybill explain WB4154");
  });
});

describe("a question put to a spec", () => {
  const ask = (words: string, file = "specs/orders/broken.waybill"): string =>
    waybill(["explain", ...words.split(" "), "--in", file]).out;

  test("is answered for each of its flows", () => {
    const out = ask("lost message");
    expect(out).toContain("In specs/orders/broken.waybill: can a message be lost?");
    expect(out).toMatch(/shop\.placing -> shipping\.pack +yes, by one crash of orders\.leader: orders loses/);
    expect(ask("lost message", "specs/orders/orders.waybill")).toMatch(
      /shipping\.pack +no, not under the faults/,
    );
    expect(ask("twice", "specs/orders/orders.waybill")).toMatch(/shipping\.pack +yes, by one/);
    expect(ask("out of order", "specs/orders/orders.waybill")).toMatch(
      /bill +gives exactly-once, strict per-key/,
    );
  });

  test("about a setting shows what it is everywhere, written or not", () => {
    expect(ask("in-flight")).toMatch(/producer shop\.placing.* +in-flight: 5 +default/);
    expect(ask("message-ttl")).toContain(
      "Nothing in specs/orders/broken.waybill has a setting `message-ttl`.",
    );
  });

  test("about a file that is not there is a call that is wrong", () => {
    const { code, err } = waybill(["explain", "order", "--in", "nowhere.waybill"]);
    expect(code).toBe(2);
    expect(err).toContain("nowhere.waybill");
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
