/** Flows over the toy, small by default. */
import type { Clause } from "../../src/model/guarantee.ts";
import { FlowModel } from "../../src/runtime/flow-model.ts";
import type { HandlerPlan } from "../../src/runtime/handler-plan.ts";
import type { FlowPlan } from "../../src/runtime/plan.ts";
import { toy } from "./toy.ts";
import type { ToyOptions } from "./toy-options.ts";

const ALL_CLAUSES: readonly Clause[] = [
  { kind: "valid" },
  { kind: "live" },
  { kind: "at-most-once" },
  { kind: "at-least-once", except: [] },
  { kind: "order", scope: { kind: "per", path: "key" }, strict: false },
  { kind: "order", scope: { kind: "per", path: "key" }, strict: true },
];

export const CONSUMER = "reader.in";
export const PRODUCER = "writer.out";

export interface ToyPlan {
  readonly plan?: Partial<FlowPlan>;
  readonly handler?: Partial<HandlerPlan>;
  readonly toy?: Partial<ToyOptions>;
  readonly hops?: number;
}

/** A flow over one toy (or several in a row) with two messages of one key and one fault. */
export function toyPlan({ plan, handler, toy: options, hops = 1 }: ToyPlan = {}): FlowPlan {
  const last: HandlerPlan = {
    place: CONSUMER,
    instances: 1,
    slots: 1,
    groups: [["effect"], ["settle"]],
    effect: "plain",
    keepMs: 0,
    gates: "effect",
    ...handler,
  };
  const build = toy({ settle: "awaited", ...options });
  const through: HandlerPlan = { ...last, groups: [["next"], ["settle"]] };
  return {
    producer: PRODUCER,
    awaits: true,
    sendAgain: false,
    hops: Array.from({ length: hops }, (_, h) => ({
      handler: h === hops - 1 ? last : { ...through, place: `relay${h + 1}.in` },
      build,
    })),
    keys: [0, 0],
    faults: 1,
    episodes: 1,
    bounds: { boundMs: () => 3_600_000 },
    handlerFailures: 1,
    clauses: ALL_CLAUSES,
    ...plan,
  };
}

export function toyModel(setup: ToyPlan = {}): FlowModel {
  return new FlowModel(toyPlan(setup));
}
