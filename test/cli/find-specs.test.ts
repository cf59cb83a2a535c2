import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { findSpecs } from "../../src/cli/find-specs.ts";
import { UsageError } from "../../src/cli/output.ts";

const root = mkdtempSync(join(tmpdir(), "waybill-find-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

for (const path of [
  "b/two.waybill",
  "b/deep/three.waybill.yaml",
  "a/one.waybill.json",
  "a/notes.md",
  "a/plain.yaml",
  "node_modules/x/hidden.waybill",
  ".git/hidden.waybill",
  "Z.waybill",
]) {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), "");
}
symlinkSync("..", join(root, "b", "loop"));
symlinkSync("../b/two.waybill", join(root, "a", "link.waybill"));
symlinkSync("nowhere", join(root, "a", "gone.waybill"));
mkdirSync(join(root, "empty"));

describe("finding specs", () => {
  test("searches folders by ending, not in node_modules or dot folders, in the order of code units, each file once", () => {
    expect(findSpecs(["."], root)).toEqual([
      "Z.waybill",
      "a/link.waybill",
      "a/one.waybill.json",
      "b/deep/three.waybill.yaml",
    ]);
  });

  test("without a path it is the working folder", () => {
    expect(findSpecs([], root)).toEqual(findSpecs(["."], root));
  });

  test("the order of the arguments does not matter, nor that they overlap", () => {
    expect(findSpecs(["b", "Z.waybill", "b/two.waybill"], root)).toEqual(findSpecs(["Z.waybill", "b"], root));
  });

  test("a file that is named may have any readable ending", () => {
    expect(findSpecs(["a/plain.yaml"], root)).toEqual(["a/plain.yaml"]);
  });

  test("patterns match below their folder", () => {
    expect(findSpecs(["b/**/*.yaml"], root)).toEqual(["b/deep/three.waybill.yaml"]);
    expect(findSpecs([join(root, "*.waybill")], root)).toEqual(["Z.waybill"]);
  });

  test("paths are shown from the working folder", () => {
    expect(findSpecs(["../Z.waybill"], join(root, "a"))).toEqual(["../Z.waybill"]);
  });

  test.each([
    ["absent.waybill", /there is no file or folder absent.waybill/],
    ["a/notes.md", /is no spec/],
    ["empty", /no spec in empty/],
    ["x/*.waybill", /no spec matches/],
    ["", /empty/],
    ["*".repeat(2000), /too long/],
  ])("says what is wrong with %s", (arg, message) => {
    expect(() => findSpecs([arg], root)).toThrow(UsageError);
    expect(() => findSpecs([arg], root)).toThrow(message);
  });
});
