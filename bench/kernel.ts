/** Random runs and exhaustive searches of the kernel: on a small queue, and on drawn topologies of each broker. */
import { assert } from "../src/base/assert.ts";
import { LAW_CLAUSES } from "../src/law/compare.ts";
import { STANDARD } from "../src/model/guarantee.ts";
import { campaign } from "../src/runtime/campaign.ts";
import { explore } from "../src/runtime/explore.ts";
import { FlowModel } from "../src/runtime/flow-model.ts";
import type { VerifyBroker } from "../src/verify/broker.ts";
import { planFlow } from "../src/verify/plan-flow.ts";
import { queueModel } from "../test/runtime/queue-model.ts";
import { toyModel } from "../test/runtime/toy-plan.ts";
import type { Subject } from "./measure.ts";

/** Semantic events a second and core, monitors on. */
const EVENTS_AIM = 1_500_000;
/** Distinct states a second: of a model with nothing around it, and of a broker's. */
const QUEUE_AIM = 900_000;
const STATES_AIM = 300_000;
/** Real time of the load that simulated time is compared with, and how many times faster it should go. */
const MESSAGES_A_SECOND = 200;
const TIMES_AIM = 1_000;
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

/**
 * Messages handled from send to settle by a flow whose topic has three replicas, without faults: a second of them would
 * be `200 messages a second` so many times, once the rate is divided by 200.
 */
function handledOf(broker: VerifyBroker): readonly Subject[] {
  const seed = Array.from({ length: 200 }, (_, i) => i + 1).find(
    (i) => broker.draw(i).settings["replication"] === "3",
  );
  if (seed === undefined) return [];
  const keys = Array.from({ length: 24 }, (_, m) => m % 8);
  const scale = { keys, clauses: LAW_CLAUSES, faults: 1, episodes: 1, model: STANDARD };
  const model = new FlowModel(planFlow(broker.draw(seed).flow, [broker], scale));
  const options = { seed: 1, runs: 200, faults: 0, episodes: 1, steps: 4_000, until: "never" } as const;
  const round = (): number => campaign(model, options).runs * keys.length;
  const name = `${MESSAGES_A_SECOND} messages/s, 3 replicas, ${TIMES_AIM} times real time, ${broker.type}`;
  return [{ name, unit: "messages", aim: MESSAGES_A_SECOND * TIMES_AIM, round }];
}

/** The reference queue, nothing around it, as other model checkers were measured on it; see test/runtime/queue-model.ts. */
function queueSubject(): Subject {
  const model = queueModel({ messages: 7, faults: 6, prefetch: 3, canonical: false });
  const bounds = { faults: 0, states: 5_000_000, reduction: false };
  const round = (): number => {
    const { states, transitions } = explore(model, bounds);
    assert(states === 2_650_365 && transitions + 1 === 10_468_954, "the reference queue has other states");
    return states;
  };
  return { name: "search, the reference queue", unit: "states", aim: QUEUE_AIM, round };
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
    ...brokers.flatMap(handledOf),
    queueSubject(),
    searchOf("a queue, 3 messages", [
      toyModel({ ...toy, plan: { keys: [0, 0, 0], awaits: false, clauses } }),
    ]),
    ...brokers.map((broker) => searchOf(`${broker.type}, 2 messages`, drawnModels(broker, 2, 1))),
  ];
}
