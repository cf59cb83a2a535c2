/** Every rule of the inference is needed: without it the law sees a disagreement that it does not see with it. */
import { expect, test } from "vitest";
import { lawWith, type Mutant } from "./mutated.ts";

const RULES: readonly (Mutant & { readonly broker: string; readonly seed: number })[] = [];

test.each(RULES)(
  "without $function of $file the law of $broker fails",
  { timeout: 120_000 },
  async (rule) => {
    const report = await lawWith(rule, rule.broker, { seed: rule.seed, topologies: 30 });
    expect(report.disagree).toBeGreaterThan(0);
  },
);
