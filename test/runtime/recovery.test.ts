import { describe, expect, test } from "vitest";
import { FlowModel } from "../../src/runtime/flow-model.ts";
import { recoveryLeaks, type RecoveryReport } from "../../src/runtime/recovery.ts";
import { CONSUMER, type ToyPlan, toyPlan } from "./toy-plan.ts";

function leaksOf(setup: ToyPlan): RecoveryReport {
  const plan = toyPlan({ ...setup, plan: { keys: [0, 0, 0], awaits: false, ...setup.plan } });
  const model = (calls: readonly number[]): FlowModel => new FlowModel({ ...plan, calls });
  const report = recoveryLeaks({ model, intents: 3, seed: 5, runs: 1_500, faults: 1, steps: 2_000 });
  expect(report.compared).toBeGreaterThan(300);
  return report;
}

describe("what outlives an episode", () => {
  test("is nothing, where a model keeps only settled history", () => {
    expect(leaksOf({}).leaks).toEqual([]);
    expect(leaksOf({ handler: { instances: 2, slots: 2 } }).leaks).toEqual([]);
    expect(leaksOf({ handler: { effect: "shared" }, hops: 2 }).leaks).toEqual([]);
  });

  test("is named: a store that died with its instance", () => {
    const { leaks } = leaksOf({ handler: { effect: "instance" } });
    expect(leaks).toMatchObject([{ where: `handlers and stores of ${CONSUMER}` }]);
    expect([`process-crash@${CONSUMER}`, `outage@${CONSUMER}`]).toContain(leaks[0]?.atoms[0]);
  });

  test("is named: a count of sends", () => {
    const { leaks } = leaksOf({ toy: { counts: true }, plan: { sendAgain: true } });
    expect(leaks.map(({ where }) => where)).toEqual(["mechanism of hop 1"]);
  });
});
