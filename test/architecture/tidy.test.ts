import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { readArchitecture } from "../../tools/architecture/rules.ts";
import { tidyRules } from "../../tools/tidy/rules.ts";
import { countsOf } from "../../tools/tidy/size.ts";
import { readTree, type TidyRule, type Tree } from "../../tools/tidy/tree.ts";
import { plants } from "./plants.ts";

const architecture = readArchitecture("architecture.json");
const repository = readTree(".", architecture);

function planted(files: Readonly<Record<string, string>>): Tree {
  return { files: new Map(Object.entries(files)), architecture };
}

function reports(rule: TidyRule, tree: Tree): string[] {
  return rule.check(tree).map(({ path, line }) => `${path}:${line}`);
}

describe("a tidy rule", () => {
  test("exists for every plant, and the other way round", () => {
    expect(tidyRules.map(({ id }) => id).sort()).toEqual(Object.keys(plants).sort());
  });

  test.each(tidyRules.map((rule) => ({ ...rule, plant: plants[rule.id] })))(
    "$id reports what is planted, and nothing else",
    (rule) => {
      const { plant } = rule;
      expect(plant?.reports.length).toBeGreaterThan(0);
      expect(reports(rule, planted(plant?.broken ?? {}))).toEqual(plant?.reports);
      expect(reports(rule, planted(plant?.fine ?? {}))).toEqual([]);
    },
  );
});

describe("this repository", () => {
  test("is what the rules look at", () => {
    const paths = [...repository.files.keys()];
    expect(paths).toContain("src/base/assert.ts");
    expect(paths).toContain("package-lock.json");
    expect(paths).toContain(".ci/run");
  });

  test.each([...tidyRules])("keeps $id", (rule) => {
    const found = rule.check(repository).map(({ path, line, what }) => `${path}:${line} ${what}`);
    expect(found, rule.advice).toEqual([]);
  });

  test("has as many files and functions over the soft limits as is written down; less is written down with `npm run ratchet`", () => {
    const recorded: unknown = JSON.parse(readFileSync("tools/tidy/ratchet.json", "utf8"));
    expect(countsOf(repository)).toEqual(recorded);
  });

  test("has one rule set for every name in architecture.json", () => {
    const named = [
      ...Object.keys(architecture.mayImport),
      ...Object.values(architecture.mayImport).flat(),
      ...Object.values(architecture.brokerFile).flatMap(({ core }) => core),
    ];
    const rooms = Object.keys(architecture.mayImport);
    expect(
      named.filter((name) => !rooms.some((room) => name === room || name.startsWith(`${room}/`))),
    ).toEqual([]);
    const parts = Object.keys(architecture.brokerFile);
    const own = Object.values(architecture.brokerFile).flatMap((part) => part.own);
    expect(own.filter((part) => !parts.includes(part))).toEqual([]);
  });
});
