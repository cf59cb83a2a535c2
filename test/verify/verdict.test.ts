import { describe, expect, test } from "vitest";
import type { ExhaustivePass, FlowReport, RandomPass } from "../../src/verify/report.ts";
import { verdictOf } from "../../src/verify/verdict.ts";

const search = (messages: number, complete: boolean): ExhaustivePass => ({
  ...{ messages, faults: 1, states: 10, depth: 3, collisions: 0, complete },
  ...(complete ? {} : { stopped: "states" }),
});

const random = (runs: number, undetermined = 0): RandomPass => ({
  ...{ runs, messages: 12, episodes: 3, seed: 1, struck: {}, premises: {}, undetermined },
});

function verdict(
  counts: { readonly struck: number; readonly premises: number },
  passes: Pick<FlowReport, "exhaustive" | "random">,
): string {
  const coverage = {
    struck: { "process-crash@a.b": counts.struck, "late-start@a.b": 0 },
    premises: { "at-least-once": counts.premises },
    marks: {},
  };
  return verdictOf({ refutations: [], unwitnessed: [], notRun: [], unsimulated: [], coverage, ...passes })
    .verdict;
}

describe("a promise without a violation", () => {
  const random500 = { random: random(500), exhaustive: [search(1, true), search(2, false)] };

  test("is vacuous where a fault struck less than 30 times, or a premise was true less than 100 times", () => {
    expect(verdict({ struck: 30, premises: 100 }, random500)).toBe("holds");
    expect(verdict({ struck: 29, premises: 100 }, random500)).toBe("vacuous");
    expect(verdict({ struck: 30, premises: 99 }, random500)).toBe("vacuous");
  });

  test("is not vacuous where every behaviour was seen, but for a premise that never came true", () => {
    const whole = { exhaustive: [search(1, true), search(2, true)] };
    expect(verdict({ struck: 0, premises: 1 }, whole)).toBe("holds");
    expect(verdict({ struck: 0, premises: 0 }, whole)).toBe("vacuous");
  });

  test("of one message only is no whole search where two were tried", () => {
    expect(verdict({ struck: 0, premises: 1 }, { exhaustive: [search(1, true)] })).toBe("holds");
    expect(verdict({ struck: 0, premises: 1 }, random500)).toBe("vacuous");
  });

  test("is undetermined where nothing came to its end", () => {
    expect(verdict({ struck: 99, premises: 999 }, { exhaustive: [search(1, false)] })).toBe("undetermined");
    const nothing = { random: random(7, 7), exhaustive: [search(1, false)] };
    expect(verdict({ struck: 99, premises: 999 }, nothing)).toBe("undetermined");
  });
});
