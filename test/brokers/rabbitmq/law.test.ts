/** The law of the witness on drawn RabbitMQ topologies: minimal fault sets inferred = minimal fault sets simulated. */
import { expect, test } from "vitest";
import { mix } from "../../../src/base/prng.ts";
import { RABBITMQ } from "../../../src/brokers/rabbitmq/broker.ts";
import { draw } from "../../../src/brokers/rabbitmq/draw/draw.ts";
import { lawFaults, runLaw } from "../../../src/law/campaign.ts";
import { LAW_CLAUSES } from "../../../src/law/compare.ts";
import { explore, type Exploration } from "../../../src/runtime/explore.ts";
import { FlowModel } from "../../../src/runtime/flow-model.ts";
import { planFlow } from "../../../src/verify/plan-flow.ts";

const STATES_MAX = 200_000;

test("holds with one fault on 60 topologies drawn from a seed that nothing was repaired with", {
  timeout: 120_000,
}, () => {
  const report = runLaw(RABBITMQ, {
    seed: 20_260,
    topologies: 60,
    faults: 1,
    states: STATES_MAX,
    messages: 2,
  });
  expect(report.buckets).toEqual([]);
  expect(report.incomplete).toEqual([]);
  expect(report.agree).toBe(60);
  expect(report.distinct).toBe(60);
  expect(report.agreedSets).toBeGreaterThan(600);
});

test("nothing is missed by letting what is under way arrive at once where no fault can strike it", {
  timeout: 120_000,
}, () => {
  let smaller = 0;
  for (let i = 0; i < 20; i++) {
    const seed = mix(31, i);
    const few = explored(seed, false);
    const all = explored(seed, true);
    if (few.stopped !== undefined || all.stopped !== undefined) continue;
    expect(found(few)).toEqual(found(all));
    if (few.states < all.states) smaller += 1;
  }
  expect(smaller).toBeGreaterThan(10);
});

function explored(seed: number, everyOrder: boolean): Exploration {
  const model = lawFaults(1);
  const scale = { keys: [0, 0], clauses: LAW_CLAUSES, faults: 1, episodes: 1, model };
  const plan = planFlow(draw(seed).flow, [RABBITMQ], scale);
  return explore(new FlowModel(plan), { faults: 1, states: 60_000, everyOrder });
}

function found({ violations }: Exploration): readonly string[] {
  return violations.map(({ clause, atoms }) => `${clause}: ${atoms.join(" + ")}`).sort();
}
