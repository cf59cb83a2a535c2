import type { AnalysedFlow, JudgedClause, JudgedPromise } from "../compiler/infer/analyse.ts";
import type { Gives } from "../compiler/infer/clauses.ts";
import { clauseName } from "../model/guarantee.ts";
import { analysisOf, modelOf, type Topology } from "./topology.ts";
import { entered } from "./waybill-error.ts";

/** A minimal set of faults that breaks a clause; empty: it breaks without any. */
export interface InferredHazard {
  /** `kind@place`; `#2` behind it: it has to strike twice. */
  readonly faults: readonly string[];
  /** Numbers of the statements about the broker on which it rests, as in docs/brokers. */
  readonly cites: readonly string[];
}

export interface InferredClause {
  /** `at-least-once`, `order per(orderId)`, … */
  readonly clause: string;
  readonly verdict: "holds" | "broken" | "undecided" | "not-judged";
  /** For `broken`: every minimal fault set within the fault model, smallest first. */
  readonly hazards: readonly InferredHazard[];
  /** For `undecided` and `not-judged`: the settings that are unknown or not modelled. */
  readonly because: readonly string[];
}

export interface InferredPromise {
  /** As declared. */
  readonly promised: string;
  readonly under: string;
  /** `valid` and `live`, which come with every promise, among them. */
  readonly clauses: readonly InferredClause[];
}

/** The strongest that is true of a flow under the fault model of its first promise, `standard` without one. */
export interface InferredGives {
  /** Absent: it may lose and repeat. */
  readonly delivery?: "at-most-once" | "at-least-once" | "exactly-once";
  /** `total`, `per-producer` or `per(path)`; absent: none. */
  readonly order?: string;
  /** Not even a repeated effect comes in another order. */
  readonly strict: boolean;
  /** No effect for what was refused. */
  readonly valid: boolean;
  /** Nothing gets stuck. */
  readonly live: boolean;
}

export interface InferredFlow {
  readonly flow: string;
  readonly via: readonly string[];
  /** Absent where `because` names settings without which it cannot be said. */
  readonly gives?: InferredGives;
  readonly because: readonly string[];
  readonly promises: readonly InferredPromise[];
}

export interface Inference {
  readonly topology: string;
  readonly flows: readonly InferredFlow[];
  /** Promises between ends that no declared way joins. */
  readonly unconnected: readonly { readonly from: string; readonly to: string }[];
}

/** What every flow of a topology guarantees, and which faults break what is promised. Infers, simulates nothing. Deterministic. */
export function infer(topology: Topology): Inference {
  return entered(() => {
    const analysis = analysisOf(modelOf(topology, "infer"));
    return {
      topology: analysis.topology.name,
      flows: analysis.flows.map(flowOf),
      unconnected: analysis.unconnected.map(({ from, to }) => ({ from, to })),
    };
  });
}

function flowOf({ flow, inferred, gives, promises }: AnalysedFlow): InferredFlow {
  const because = [...new Set([...inferred.unknown, ...inferred.notModelled])].sort();
  return {
    flow: flow.id,
    via: [...new Set(flow.hops.flatMap(({ channels }) => channels.map(({ name }) => name)))],
    ...(because.length > 0 ? {} : { gives: givesOf(gives) }),
    because,
    promises: promises.map(promiseOf),
  };
}

function givesOf({ order, ...others }: Gives): InferredGives {
  if (order === undefined) return others;
  return { ...others, order: order.kind === "per" ? `per(${order.path})` : order.kind };
}

function promiseOf({ guarantee, clauses }: JudgedPromise): InferredPromise {
  return { promised: guarantee.text, under: guarantee.under.name, clauses: clauses.map(clauseOf) };
}

function clauseOf({ clause, verdict }: JudgedClause): InferredClause {
  const hazards = verdict.kind === "broken" ? verdict.hazards : [];
  const because =
    verdict.kind === "undecided" ? verdict.unknown : verdict.kind === "not-judged" ? verdict.notModelled : [];
  return {
    clause: clauseName(clause),
    verdict: verdict.kind,
    hazards: hazards.map(({ cut }) => ({ faults: cut.atoms, cites: cut.term.cites })),
    because,
  };
}
