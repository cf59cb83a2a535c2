import { present } from "../base/assert.ts";
import type { Followed } from "../compiler/infer/lowering.ts";
import { endpointId, type Flow, type Hop } from "../model/flow.ts";
import type { Clause, FaultModel } from "../model/guarantee.ts";
import type { Act, Store } from "../model/topology.ts";
import type { FaultBounds } from "../runtime/mechanism.ts";
import type { HandlerPlan, PlannedAct } from "../runtime/handler-plan.ts";
import type { FlowPlan, HopPlan } from "../runtime/plan.ts";
import type { VerifyBroker } from "./broker.ts";

/** Handlers at once in one instance that a simulation tells apart. */
const SLOTS_MAX = 8;
/** Handlers at once of a consumer whose concurrency is one per value of a path. */
const SLOTS_PER_KEY = 2;

/** What is simulated of a flow: its workload, its clauses, the budget of faults. */
export interface Scale {
  /** Value of the order path of each message. */
  readonly keys: readonly number[];
  /** That path, or "" for an order without one; absent where no order is watched. See {@link FlowPlan.path}. */
  readonly path?: string;
  /** Messages really sent, by number; all when absent. */
  readonly calls?: readonly number[];
  readonly clauses: readonly Clause[];
  readonly faults: number;
  readonly episodes: number;
  readonly model: FaultModel;
  /** Instances of each consumer at most, where it declares more; as many as can make a difference when absent. */
  readonly instances?: number;
}

/** What {@link Scale.path} is to be where these clauses are watched. */
export function orderPath(clauses: readonly Clause[]): { readonly path?: string } {
  const order = clauses.find((clause) => clause.kind === "order");
  if (order === undefined) return {};
  return { path: order.scope.kind === "per" ? order.scope.path : "" };
}

/** The act of hop `h` with which the flow goes on or ends. */
function followAt(flow: Flow, h: number): Followed {
  const next = flow.hops[h + 1];
  return next === undefined ? flow.follow : { send: next.producer.name };
}

/** Durations of a fault model's timing faults as bounds in ms. */
export function boundsOf(model: FaultModel): FaultBounds {
  return { boundMs: (kind) => model.kinds[kind]?.ms ?? 0 };
}

/** As much of a broker as a simulation needs. */
export type Simulated = Pick<VerifyBroker, "type" | "mechanism">;

/** Makes the plan of a flow model. The flow's consumers must have known steps. */
export function planFlow(flow: Flow, brokers: readonly Simulated[], scale: Scale): FlowPlan {
  const first = present(flow.hops[0], "a flow has a hop");
  const bounds = boundsOf(scale.model);
  const handlerFailures = scale.model.kinds["handler-failure"]?.times ?? 1;
  return {
    producer: endpointId(first.producer),
    awaits: first.producer.awaits,
    sendAgain: first.producer.onUnknown === "send-again",
    hops: flow.hops.map((hop, h) =>
      planHop(scaled(hop, handlerFailures, scale.instances), followAt(flow, h), brokers, {
        bounds,
        last: h === flow.hops.length - 1,
      }),
    ),
    keys: scale.keys,
    ...(scale.path === undefined ? {} : { path: scale.path }),
    ...(scale.calls === undefined ? {} : { calls: scale.calls }),
    faults: scale.faults,
    episodes: scale.episodes,
    bounds,
    handlerFailures,
    clauses: scale.clauses,
  };
}

/** Two instances show whatever more would: somebody else is there to take over, and works at the same time. */
const INSTANCES_MAX = 2;

/** Where a throw stops its instance, one more than can be stopped has to be there, if it is declared. */
function scaled(hop: Hop, handlerFailures: number, asked?: number): Hop {
  const { consumer } = hop;
  const needed =
    consumer.onFailure.kind === "stop" ? Math.max(INSTANCES_MAX, handlerFailures + 1) : INSTANCES_MAX;
  const most = asked ?? needed;
  return consumer.instances <= most ? hop : { ...hop, consumer: { ...consumer, instances: most } };
}

/** What {@link planFlow} makes smaller than it is declared, in words. */
export function scaledInWords(flow: Flow, scale: Pick<Scale, "model" | "instances">): readonly string[] {
  const handlerFailures = scale.model.kinds["handler-failure"]?.times ?? 1;
  return flow.hops.flatMap((hop) => {
    const { consumer } = hop;
    const { instances } = scaled(hop, handlerFailures, scale.instances).consumer;
    const { concurrency } = consumer;
    const id = endpointId(consumer);
    return [
      ...(instances < consumer.instances ? [`${instances} of ${consumer.instances} instances of ${id}`] : []),
      ...(typeof concurrency === "number" && concurrency > SLOTS_MAX
        ? [`${SLOTS_MAX} of ${concurrency} handlers at once in an instance of ${id}`]
        : []),
      ...(typeof concurrency === "number"
        ? []
        : [`${SLOTS_PER_KEY} handlers at once in an instance of ${id}`]),
    ];
  });
}

interface HopContext {
  readonly bounds: FaultBounds;
  readonly last: boolean;
}

function planHop(hop: Hop, follow: Followed, brokers: readonly Simulated[], context: HopContext): HopPlan {
  const broker = present(
    brokers.find((b) => b.type === hop.broker.type),
    "a flow uses brokers that are known",
  );
  return { handler: planHandler(hop, follow, context.last), build: broker.mechanism(hop, context.bounds) };
}

function planHandler(hop: Hop, follow: Followed, last: boolean): HandlerPlan {
  const { consumer } = hop;
  const steps = consumer.steps === "unknown" ? [] : consumer.steps;
  const store = storeOf(hop);
  return {
    place: endpointId(consumer),
    instances: consumer.instances,
    slots:
      typeof consumer.concurrency === "number" ? Math.min(SLOTS_MAX, consumer.concurrency) : SLOTS_PER_KEY,
    ...(typeof consumer.concurrency === "number" ? {} : { perPath: consumer.concurrency.per }),
    groups: steps.map((group) => group.map((act) => plannedAct(act, follow, last))),
    effect: store === undefined ? "plain" : store.scope,
    keepMs: store?.keepMs ?? 0,
    gates: consumer.gates,
  };
}

function plannedAct(act: Act, follow: Followed, last: boolean): PlannedAct {
  if (act.kind !== "send") return act.kind;
  if (follow === "effect" || follow.send !== act.producer) return "elsewhere";
  return last ? "followed" : "next";
}

function storeOf(hop: Hop): Store | undefined {
  const { effect } = hop.consumer;
  return effect.kind === "idempotent" ? hop.stores.find((store) => store.name === effect.store) : undefined;
}
