import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { present } from "../../src/base/assert.ts";
import { BROKERS } from "../../src/brokers/all.ts";
import { painter } from "../../src/cli/text.ts";
import { reportLines } from "../../src/cli/verify/text.ts";
import { compile } from "../../src/compiler/compile.ts";
import { analyse } from "../../src/compiler/infer/analyse.ts";
import { caseAt } from "../../src/verify/case.ts";
import { runsPass } from "../../src/verify/random-pass.ts";
import type { Refutation } from "../../src/verify/report.ts";

/** The seeded runs of the first promise of a broken spec. */
function found(): ReturnType<typeof runsPass> {
  const text = readFileSync("specs/orders/broken.waybill", "utf8");
  const { topology } = compile([{ path: "broken.waybill", text }], { brokers: BROKERS });
  const case_ = caseAt(analyse(present(topology, "a topology"), BROKERS), BROKERS, 0);
  const about = { id: "runs", promise: 0, stage: 3, kind: "runs" } as const;
  return runsPass(case_, { ...about, from: 0, to: 2_000, messages: 12, seed: 42 }, () => true);
}

/** Lines of the report of a flow that this refutes. */
function linesOf(refutation: Refutation): readonly string[] {
  const head = { flow: "f", via: [], promised: "exactly-once", under: "standard", because: [] };
  const rest = { verdict: "refuted", unwitnessed: [], notCovered: [], scaled: [] } as const;
  const flows = [{ ...head, ...rest, refutations: [refutation] }];
  const detail = { bounds: false, coverage: false };
  const lines = reportLines({ version: 1, topology: "t", seed: 42, flows }, painter(false), detail);
  return lines.map((line) => line.trim());
}

test("what a random run finds says by which policy, is small, and says what made it so and where it was decided", () => {
  const { finding, ran } = found();
  const { run, refutation } = present(finding, "a violation");
  expect(run).toBe(ran - 1);
  expect(refutation).toMatchObject({ by: "random", found: { run } });
  expect(refutation.faults.length).toBeLessThanOrEqual(1);
  expect(refutation.story.lines.length).toBeLessThan(40);
  const { executions } = present(refutation.shrunk, "what shrinking took");
  expect(executions).toBeGreaterThan(1);
  expect(executions).toBeLessThanOrEqual(150);
  const decisive = present(refutation.decisive, "a decisive step");
  const told = linesOf(refutation);
  expect(told).toContain(`found by ${refutation.found?.policy ?? ""}, run ${run}`);
  expect(told.some((line) => line.startsWith(`decided at: ${decisive.what} (breaks in `))).toBe(true);
  const marked = told.filter((line) => line.includes("▶"));
  expect(marked.length).toBe(decisive.line === undefined ? 0 : 1);
});
