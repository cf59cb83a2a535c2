/** Random runs and exhaustive searches of the kernel: on a small queue, and on drawn topologies of each broker. */
import { LAW_CLAUSES } from "../src/law/compare.ts";
import { STANDARD } from "../src/model/guarantee.ts";
import { campaign } from "../src/runtime/campaign.ts";
import { explore } from "../src/runtime/explore.ts";
import { FlowModel } from "../src/runtime/flow-model.ts";
import type { VerifyBroker } from "../src/verify/broker.ts";
import { planFlow } from "../src/verify/plan-flow.ts";
import { toyModel } from "../test/runtime/toy-plan.ts";
import type { Subject } from "./measure.ts";

const EVENTS_AIM = 300_000;
const STATES_AIM = 150_000;
/** Topologies drawn of a broker. */
const DRAWN = 12;
const STATES_MAX = 40_000;

/** Models of drawn topologies with so many messages of two keys. */
function drawnModels(broker: VerifyBroker, messages: number, episodes: number): readonly FlowModel[] {
  const keys = Array.from({ length: messages }, (_, m) => m % 2);
  const scale = { keys, clauses: LAW_CLAUSES, faults: 1, episodes, model: STANDARD };
  return Array.from(
    { length: DRAWN },
    (_, seed) => new FlowModel(planFlow(broker.draw(seed + 1).flow, [broker], scale)),
  );
}

function runsOf(name: string, models: readonly FlowModel[], runs: number): Subject {
  const round = (): number => {
    let events = 0;
    for (const model of models)
      events += campaign(model, {
        seed: 1,
        runs,
        faults: 1,
        episodes: 3,
        steps: 4_000,
        until: "never",
      }).events;
    return events;
  };
  return { name: `random runs, ${name}`, unit: "events", aim: EVENTS_AIM, round };
}

function searchOf(name: string, models: readonly FlowModel[]): Subject {
  const round = (): number => {
    let states = 0;
    for (const model of models) states += explore(model, { faults: 1, states: STATES_MAX }).states;
    return states;
  };
  return { name: `search, ${name}`, unit: "states", aim: STATES_AIM, round };
}

/** What is measured of the kernel, monitors on. */
export function kernelSubjects(brokers: readonly VerifyBroker[]): readonly Subject[] {
  const toy = { handler: { instances: 2, slots: 2 }, toy: { settle: "awaited" } } as const;
  const keys = [0, 1, 0, 1, 0, 1, 0, 1, 0, 1];
  const clauses = LAW_CLAUSES;
  return [
    runsOf(
      "a queue, 10 messages",
      [toyModel({ ...toy, plan: { keys, awaits: false, episodes: 3, clauses } })],
      400,
    ),
    ...brokers.map((broker) => runsOf(`${broker.type}, 10 messages`, drawnModels(broker, 10, 3), 20)),
    searchOf("a queue, 3 messages", [
      toyModel({ ...toy, plan: { keys: [0, 0, 0], awaits: false, clauses } }),
    ]),
    ...brokers.map((broker) => searchOf(`${broker.type}, 2 messages`, drawnModels(broker, 2, 1))),
  ];
}
