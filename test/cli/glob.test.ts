import { describe, expect, test } from "vitest";
import { baseOfPattern, isPattern, matcher } from "../../src/cli/glob.ts";

describe("patterns of paths", () => {
  test.each([
    ["*.waybill", "a.waybill", true],
    ["*.waybill", "b/a.waybill", false],
    ["**/*.waybill", "a.waybill", true],
    ["**/*.waybill", "b/c/a.waybill", true],
    ["specs/**", "specs/a/b.waybill", true],
    ["./specs/*/x.waybill", "specs/a/x.waybill", true],
    ["specs/{orders,news}/*.waybill", "specs/news/a.waybill", true],
    ["specs/{orders,news}/*.waybill", "specs/jobs/a.waybill", false],
    ["a?.waybill", "ab.waybill", true],
    ["a?.waybill", "a/.waybill", false],
    ["[ab].waybill", "b.waybill", true],
    ["[!ab].waybill", "b.waybill", false],
    ["[!ab].waybill", "c.waybill", true],
    ["a.waybill", "axwaybill", false],
    ["a+(b).waybill*", "a+(b).waybill", true],
    ["[a.waybill", "[a.waybill", true],
  ])("%s on %s: %s", (pattern, path, expected) => {
    expect(matcher(pattern)(path)).toBe(expected);
  });

  test("many stars match in no time", () => {
    const matches = matcher(`${"*a".repeat(12)}b`);
    expect(matches("a".repeat(60))).toBe(false);
  });

  test.each([
    ["specs/*/a.waybill", "specs"],
    ["*.waybill", "."],
    ["/tmp/*.waybill", "/tmp"],
    ["/*.waybill", "/"],
  ])("everything that %s matches is below %s", (pattern, base) => {
    expect(baseOfPattern(pattern)).toBe(base);
  });

  test("a path without a sign is no pattern", () => {
    expect(isPattern("specs/orders.waybill")).toBe(false);
    expect(isPattern("specs/*.waybill")).toBe(true);
  });
});
