/**
 * Flows that are known to break: broken specs, wrong lines of `shop`, and drawn topologies. What random runs find in
 * them is what policies, shrinking and decisive steps are judged by.
 */
import { readdirSync, readFileSync } from "node:fs";
import { BROKERS } from "../../src/brokers/all.ts";
import { compile } from "../../src/compiler/compile.ts";
import { analyse, type JudgedPromise } from "../../src/compiler/infer/analyse.ts";
import { hazardsOf } from "../../src/compiler/infer/clauses.ts";
import { inferFlow } from "../../src/compiler/infer/compose.ts";
import { lawFaults } from "../../src/law/campaign.ts";
import { LAW_CLAUSES } from "../../src/law/compare.ts";
import type { Flow } from "../../src/model/flow.ts";
import { campaign } from "../../src/runtime/campaign.ts";
import { FlowModel } from "../../src/runtime/flow-model.ts";
import { clauseName } from "../../src/model/guarantee.ts";
import type { ShrinkTask } from "../../src/runtime/shrink.ts";
import type { VerifyBroker } from "../../src/verify/broker.ts";
import { atomsWithin } from "../../src/verify/case.ts";
import { smallWorkloads } from "../../src/verify/shrink-evidence.ts";
import { orderPath, planFlow, type Scale } from "../../src/verify/plan-flow.ts";
import { MUTATIONS, SHOP } from "../specs/shop-mutations.ts";

/** A flow, its workload and its fault model, with a clause that they break. */
export interface Broken {
  readonly name: string;
  readonly clause: string;
  readonly atoms: ReadonlySet<string>;
  readonly faults: number;
  readonly episodes: number;
  readonly keys: readonly number[];
  /** The model whose application calls only these intents; the same one for the same intents. */
  readonly model: (calls: readonly number[]) => FlowModel;
}

const PLANTED = "test/planted/specs/";
const FOLDERS = ["fan-out", "jobs", "news", "orders", "payments"] as const;
/** Messages, path values and episodes of a random run of `verify`. */
const MESSAGES = 12;
const KEYS = 3;
const EPISODES = 3;

function modelsOf(flow: Flow, brokers: readonly VerifyBroker[], scale: Scale): Broken["model"] {
  const models = new Map<string, FlowModel>();
  return (calls) => {
    const key = calls.join(" ");
    const model = models.get(key) ?? new FlowModel(planFlow(flow, brokers, { ...scale, calls }));
    models.set(key, model);
    return model;
  };
}

/** Every call of the workload. */
export function allCalls({ keys }: Pick<Broken, "keys">): readonly number[] {
  return keys.map((_, m) => m);
}

/** Clauses that the promises of one spec break, at the scale of `verify`'s random runs. */
function brokenIn(name: string, text: string, wanted?: string): Broken[] {
  const { topology } = compile([{ path: `${name}.waybill`, text }], { brokers: BROKERS });
  const flows = topology === undefined ? [] : analyse(topology, BROKERS).flows;
  return flows
    .filter(({ flow }) => wanted === undefined || flow.id === wanted)
    .flatMap(({ flow, promises }) => promises.flatMap((promise) => brokenPromise(name, flow, promise)));
}

function brokenPromise(name: string, flow: Flow, { guarantee, clauses }: JudgedPromise): Broken[] {
  const { under } = guarantee;
  const keys = Array.from({ length: MESSAGES }, (_, m) => m % KEYS);
  const path = orderPath(clauses.map(({ clause }) => clause));
  const rest = { faults: Math.max(1, under.count), episodes: EPISODES, model: under };
  return clauses.flatMap(({ clause, verdict }): Broken[] => {
    if (verdict.kind !== "broken") return [];
    const model = modelsOf(flow, BROKERS, { keys, ...path, clauses: [clause], ...rest });
    const atoms = atomsWithin(model(allCalls({ keys })), under);
    const bounds = { atoms, faults: under.count, episodes: EPISODES };
    return [
      {
        name: `${name}: ${clauseName(clause)} of ${flow.id}`,
        clause: clauseName(clause),
        ...bounds,
        keys,
        model,
      },
    ];
  });
}

/** The broken specs of `specs/` and the wrong lines of `shop`. */
export function brokenSpecs(): readonly Broken[] {
  const specs = FOLDERS.flatMap((folder) =>
    brokenIn(folder, readFileSync(`specs/${folder}/broken.waybill`, "utf8")),
  );
  const wrong = MUTATIONS.flatMap(({ wrong: name, from, to, flow }) =>
    brokenIn(name, SHOP.replace(from, to), flow),
  );
  return [...specs, ...wrong];
}

/** What the planted bugs break, but those that are found before anything runs. */
export function brokenPlants(): readonly Broken[] {
  return readdirSync(PLANTED)
    .sort()
    .flatMap((name) => brokenIn(name, readFileSync(`${PLANTED}${name}/broken.waybill`, "utf8")));
}

/** The inferred hazards of drawn topologies: only the atoms of one may strike. Two messages of one key, one fault. */
export function brokenDraws(broker: VerifyBroker, topologies: number): readonly Broken[] {
  return Array.from({ length: topologies }, (_, i) => hazardsOfDraw(broker, i + 1)).flat();
}

function hazardsOfDraw(broker: VerifyBroker, seed: number): readonly Broken[] {
  const faults = lawFaults(1);
  const keys = [0, 0];
  const { flow } = broker.draw(seed);
  const inferred = inferFlow(flow, [broker], faults);
  return LAW_CLAUSES.flatMap((clause) => {
    const model = modelsOf(flow, [broker], {
      keys,
      clauses: [clause],
      faults: 1,
      episodes: 1,
      model: faults,
    });
    return hazardsOf(inferred, clause, faults).map(({ cut }): Broken => {
      const atoms = new Set(cut.atoms);
      const name = `${broker.type} ${seed}: ${clauseName(clause)} by ${cut.atoms.join(" and ")}`;
      return { name, clause: clauseName(clause), atoms, faults: atoms.size, episodes: 1, keys, model };
    });
  });
}

/** States of the searches of one story. */
const STATES = 20_000;

/** Moves of one run at most. */
const STEPS = 10_000;

/** A story that a random run of `seed` found, to be shrunk; undefined where so many runs find none. */
export function foundIn(
  broken: Broken,
  seed: number,
  runs: number,
): Omit<ShrinkTask, "executionsMax"> | undefined {
  const { faults, episodes, atoms, clause, model } = broken;
  const calls = allCalls(broken);
  const bounds = { faults, episodes, atoms, steps: STEPS };
  const { findings } = campaign(model(calls), { ...bounds, seed, runs, until: "first" });
  const [first] = findings;
  if (first === undefined) return undefined;
  const struck = new Set(first.result.struck);
  const options = { ...bounds, atoms: struck };
  const search = { workloads: smallWorkloads(broken.keys), states: STATES };
  return { model, options, clause, calls, deviations: first.result.deviations, search };
}
