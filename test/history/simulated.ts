/** Histories of random runs on drawn topologies of both brokers, with what the simulation's own monitor says of them. */
import { BROKERS } from "../../src/brokers/all.ts";
import { mix } from "../../src/base/prng.ts";
import type { Flow } from "../../src/model/flow.ts";
import type { Clause } from "../../src/model/guarantee.ts";
import { rerun } from "../../src/runtime/campaign.ts";
import { FlowModel } from "../../src/runtime/flow-model.ts";
import type { RunResult } from "../../src/runtime/run.ts";
import { lawFaults } from "../../src/law/campaign.ts";
import type { FullBroker } from "../../src/verify/case.ts";
import { planFlow } from "../../src/verify/plan-flow.ts";
import { type Ran, writeHistory } from "../../src/verify/write-history.ts";

export interface Simulated {
  readonly flow: Flow;
  readonly run: RunResult;
  readonly text: string;
}

const STEPS = 4_000;

/** One flow drawn from `seed`, as a model that watches `clauses`. */
function drawn(broker: FullBroker, seed: number, clauses: readonly Clause[]): Omit<Ran, "run"> {
  const { flow } = broker.draw(seed);
  const workload = { keys: [0, 1, 0, 1, 0], path: "key" };
  const scale = { ...workload, clauses, faults: 2, episodes: 2, model: lawFaults(2) };
  return { topology: "drawn", flow, workload, model: new FlowModel(planFlow(flow, [broker], scale)) };
}

/** `runs` random runs of each of `topologies` drawn flows, on the broker or on one that lies. Deterministic. */
export function* simulated(
  type: string,
  topologies: number,
  runs: number,
  clauses: readonly Clause[],
  lying?: FullBroker["mechanism"],
): Generator<Simulated> {
  const honest = BROKERS.find((each) => each.type === type);
  if (honest === undefined) throw new Error(`no broker ${type}`);
  const broker = lying === undefined ? honest : { ...honest, mechanism: lying };
  for (let t = 0; t < topologies; t++) {
    const seed = mix(17, t);
    const ran = drawn(broker, seed, clauses);
    if (ran.flow.follow !== "effect") continue;
    for (let n = 0; n < runs; n++) {
      const options = { seed, runs, faults: 2, episodes: 2, steps: STEPS, until: "never" } as const;
      const run = rerun(ran.model, options, n);
      yield { flow: ran.flow, run, text: writeHistory({ ...ran, run }) };
    }
  }
}
