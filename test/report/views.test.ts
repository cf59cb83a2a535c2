import { expect, test } from "vitest";
import { BROKERS } from "../../src/brokers/all.ts";
import { lawFaults } from "../../src/law/campaign.ts";
import { FlowModel } from "../../src/runtime/flow-model.ts";
import { RandomPolicy } from "../../src/runtime/random-policy.ts";
import { run } from "../../src/runtime/run.ts";
import type { PartView } from "../../src/runtime/state-view.ts";
import { planFlow } from "../../src/verify/plan-flow.ts";

const TOPOLOGIES = 25;
const STEPS = 300;
const under = lawFaults(2);

/** Every state of one random run over one drawn topology, as views. */
function viewsOf(broker: (typeof BROKERS)[number], seed: number): readonly (readonly PartView[])[] {
  const { flow } = broker.draw(seed);
  const clauses = [{ kind: "at-most-once" }] as const;
  const scale = { keys: [0, 0, 1], clauses, faults: 2, episodes: 3, model: under };
  const model = new FlowModel(planFlow(flow, BROKERS, scale));
  const views = [model.view(model.initial(), [])];
  const policy = new RandomPolicy(seed, { surprise: 60, strike: 40 });
  const seen = (s: Parameters<FlowModel["view"]>[0]): void => void views.push(model.view(s, []));
  run(model, { policy, faults: 2, episodes: 3, steps: STEPS, record: true, seen });
  for (const view of views) for (const { place } of view) expect(model.places).toContain(place);
  return views;
}

test.each(BROKERS.map((broker) => ({ type: broker.type, broker })))(
  "$type says what it is in every state: the same parts, each once, in words",
  ({ broker }) => {
    let states = 0;
    for (let seed = 1; seed <= TOPOLOGIES; seed++) {
      const views = viewsOf(broker, seed);
      states += views.length;
      const ids = views[0]?.map(({ id }) => id) ?? [];
      expect(new Set(ids).size).toBe(ids.length);
      for (const view of views) {
        expect(view.map(({ id }) => id)).toEqual(ids);
        expect(JSON.stringify(view)).not.toMatch(/undefined|NaN|null|""/);
      }
    }
    expect(states).toBeGreaterThan(TOPOLOGIES * 10);
  },
);
