import { expect, test } from "vitest";
import { passLines } from "../../src/cli/verify/passes-text.ts";
import type { FlowReport, StoryAgain } from "../../src/verify/report.ts";

const FLOW: FlowReport = {
  ...{ flow: "a.b -> c.d", via: ["x"], promised: "at-least-once", under: "standard", verdict: "holds" },
  ...{ because: [], refutations: [], unwitnessed: [], scaled: [], notCovered: [] },
};

const lines = (more: Partial<FlowReport>, coverage = false): readonly string[] =>
  passLines({ ...FLOW, ...more }, { coverage, bounds: false });

const story = (applied: number, broken: boolean): StoryAgain => ({
  ...{ clause: "at-least-once", faults: [], deviations: 6, applied, broken, token: "wb1:x" },
});

test("a kept story on a changed spec says what no longer applies, and how it ends", () => {
  expect(lines({ stories: [6, 6, 5, 5].map((n) => story(n, false)).concat(story(3, true)) })).toEqual([
    "2 kept stories end well",
    "kept story of at-least-once: 1 of 6 steps no longer applies; the story now ends well (2 times)",
    "kept story of at-least-once: 3 of 6 steps no longer apply; the story still ends badly",
  ]);
});

test("what was never reached takes one line, and is listed in full when asked for", () => {
  const names = Array.from({ length: 20 }, (_, i) => `stage ${i} of a rather long name`);
  const marks = Object.fromEntries([
    ["reached stage", 3] as const,
    ...names.map((name) => [name, 0] as const),
  ]);
  const coverage = { struck: { "cut@a.b": 7 }, premises: { live: 9 }, marks };
  const short = lines({ coverage });
  expect(short).toEqual([
    "reached 1 of 21 stages, choices and ways; never: stage 0 of a rather long name, 19 more (--coverage)",
  ]);
  const long = lines({ coverage }, true).join("\n");
  for (const name of [...names, "reached stage", "cut@a.b", "live"]) expect(long).toContain(name);
});

test("a search that was stopped says by what, and where it was time that more of it helps", () => {
  const pass = { messages: 2, faults: 1, states: 12_345, depth: 7, collisions: 0, complete: false } as const;
  expect(lines({ exhaustive: [{ ...pass, stopped: "states" }] })).toEqual([
    "interleavings of 2 messages, 1 fault: 12,345 states, stopped at the bound on states",
  ]);
  expect(lines({ verdict: "undetermined", exhaustive: [{ ...pass, stopped: "time" }] })).toEqual([
    "interleavings of 2 messages, 1 fault: 12,345 states, stopped when its time was up",
    "time was too short: --budget 60s gives more, --runs N needs none",
  ]);
});
