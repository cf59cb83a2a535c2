/** Whoever reads what `check` says of a broken spec has its line before them. */
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { ANALYSIS_BROKERS } from "../../src/brokers/analysis.ts";
import { checkSources } from "../../src/compiler/check-sources.ts";

const pairs = readdirSync("specs").flatMap((name) => {
  const files = readdirSync(`specs/${name}`);
  if (!files.includes("broken.waybill")) return [];
  return [{ name, broken: `specs/${name}/broken.waybill`, correct: `specs/${name}/${name}.waybill` }];
});

/** Numbers of the lines that the correct spec does not have, but for comments and the name. */
function changedLines(broken: string, correct: string): readonly number[] {
  const known = new Set(correct.split("\n"));
  return broken
    .split("\n")
    .flatMap((line, i) => (known.has(line) || /^(?:topology|\/\/)/.test(line) ? [] : [i + 1]));
}

describe("a broken spec", () => {
  test("is there, more than one", () => {
    expect(pairs.length).toBeGreaterThanOrEqual(5);
  });

  test.each(pairs)("of $name: a line that was changed is marked", ({ broken, correct }) => {
    const text = readFileSync(broken, "utf8");
    const changed = changedLines(text, readFileSync(correct, "utf8"));
    const { findings, sources } = checkSources([{ path: broken, text }], ANALYSIS_BROKERS, "2030-01-01");
    const marked = findings.flatMap(({ span, related = [] }) =>
      [span, ...related.map((each) => each.span)].map(({ start }) => sources.lines(broken).at(start).line),
    );
    expect(changed.length).toBeGreaterThan(0);
    expect(changed.filter((line) => marked.includes(line)).length).toBeGreaterThan(0);
  });
});
