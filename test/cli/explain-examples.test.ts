import { describe, expect, test } from "vitest";
import { BROKERS } from "../../src/brokers/all.ts";
import { exampleStory } from "../../src/cli/explain/example-story.ts";
import { HAZARD_EXAMPLES } from "../../src/cli/explain/examples/all.ts";
import { mendedSpec } from "../../src/cli/explain/examples/example.ts";
import { painter } from "../../src/cli/text.ts";
import { checkSources } from "../../src/compiler/check-sources.ts";

const examples = Object.entries(HAZARD_EXAMPLES).map(([code, example]) => ({ code, example }));

function codesOf(text: string): readonly string[] {
  const { findings } = checkSources([{ path: "example.waybill", text }], BROKERS, "2030-01-01");
  return findings.map(({ code }) => code);
}

describe("an example of a broken promise", () => {
  test("is there for the sending, the keeping and the handling of both brokers", () => {
    expect(examples.length).toBeGreaterThan(40);
    expect(new Set(examples.map(({ code }) => code.slice(0, 4))).size).toBe(4);
  });

  test.each(examples)("gives $code, and nothing once it is mended", ({ code, example }) => {
    for (const [from] of example.mended) expect(example.spec.split(from)).toHaveLength(2);
    expect(codesOf(example.spec)).toContain(code);
    expect(codesOf(mendedSpec(example))).toEqual([]);
  });

  test.each(examples)("has a story that still ends badly: $code", ({ example }) => {
    expect(exampleStory(example, painter(false)).at(-1)).toMatch(/ is broken again$/);
  });
});
