import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { cut } from "../../../src/compiler/infer/cuts.ts";
import {
  faultsInWords,
  hazardCode,
  hazardRegistry,
  storyOf,
} from "../../../src/compiler/infer/hazard-words.ts";
import type { Slots } from "../../../src/compiler/infer/lowering.ts";
import { RULE_WORDS } from "../../../src/compiler/infer/rule-words.ts";

const SLOTS: Slots = { publish: { number: 0, form: "step" }, log: { number: 1, form: "rest" } };

describe("the words of hazards", () => {
  it("are there for every rule that the source applies, and for no other", () => {
    const folder = new URL("../../../src/compiler/infer/rules/", import.meta.url);
    const source = readdirSync(folder)
      .map((file) => readFileSync(new URL(file, folder), "utf8"))
      .join("\n");
    const applied = [...source.matchAll(/as(?:Rest)?\(\s*(?:v|rest),\s*"([a-z-]+)"/g)].map(
      (match) => match[1] ?? "",
    );
    expect(applied.length).toBeGreaterThan(20);
    const listed = Object.keys(RULE_WORDS).filter((rule) => !/^(extra|disposed)-/.test(rule));
    expect([...new Set(applied)].sort()).toEqual(listed.sort());
  });

  it("have a number of their own below 50", () => {
    const numbers = Object.values(RULE_WORDS).map(({ number }) => number);
    expect(new Set(numbers).size).toBe(numbers.length);
    expect(Math.max(...numbers)).toBeLessThan(50);
  });

  it("name the actor and the faults as the user does", () => {
    const crash = cut(["process-crash@billing.charge"], {
      rule: "program",
      stage: "consume",
      of: "billing.charge",
    });
    expect(storyOf(crash)).toMatch(/^billing\.charge has done its work/);
    expect(faultsInWords(crash.atoms)).toBe("the process of billing.charge crashes");
    expect(faultsInWords(["cut@a.b#2", "slow@x"])).toBe(
      "the connection of a.b breaks, 2 times, and x is slow",
    );
    expect(faultsInWords([])).toBe("no fault");
  });
});

describe("the registry of hazards", () => {
  it("has one code for each rule at each stage it applies to", () => {
    const registry = hazardRegistry([{ slots: SLOTS }]);
    expect(new Set(registry.map(({ code }) => code)).size).toBe(registry.length);
    expect(registry.find(({ stage, rule }) => stage === "log" && rule === "tail-lost")?.code).toBe("WB4073");
    expect(registry.some(({ stage, rule }) => stage === "publish" && rule === "tail-lost")).toBe(false);
    expect(registry.every(({ code }) => /^WB4\d{3}$/.test(code))).toBe(true);
  });

  it("knows the code of a term", () => {
    const term = cut([], { stage: "log", rule: "tail-lost" }).term;
    expect(hazardCode(term, SLOTS)).toBe("WB4073");
    expect(hazardCode({ ...term, stage: "nowhere" }, SLOTS)).toBeUndefined();
  });
});
