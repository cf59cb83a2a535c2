/** The law of the witness on seeds that nothing was repaired with. */
import { describe, expect, test } from "vitest";
import { BROKERS } from "../../src/brokers/all.ts";
import { runLaw } from "../../src/law/campaign.ts";

const TOPOLOGIES = 300;
/** Fault sets that the rules below must have been minimal for, somewhere: a law that never met a rule says nothing of it. */
const RULES_LEAST = 20;

describe.each(BROKERS)("the law of $type", (broker) => {
  test("inferred and simulated minimal fault sets are equal, one fault", { timeout: 600_000 }, () => {
    const report = runLaw(broker, {
      seed: 20_261_121,
      topologies: TOPOLOGIES,
      faults: 1,
      states: 400_000,
      messages: 2,
    });
    expect(report.buckets).toEqual([]);
    expect(report.incomplete).toEqual([]);
    expect(report.agree).toBe(TOPOLOGIES);
    expect(report.distinct).toBeGreaterThan(TOPOLOGIES - 5);
    expect(report.agreedSets).toBeGreaterThan(10 * TOPOLOGIES);
    expect(Object.keys(report.decisive).length).toBeGreaterThan(RULES_LEAST);
    for (const held of ["at-least-once", "at-most-once", "order per(key)", "strict order per(key)"])
      expect(report.holds[held] ?? 0, held).toBeGreaterThan(0);
  });
});
