/** What the application sends where nobody says otherwise: all types of the producer, in turn. */
import type { Flow } from "../../model/flow.ts";
import type { Clause } from "../../model/guarantee.ts";
import { orderPath } from "../../verify/plan-flow.ts";
import type { Workload } from "../flow/workload.ts";

/** Types of one workload at most. */
const TYPES_MAX = 4;

export function typesOf({ hops }: Flow): readonly string[] {
  return (hops[0]?.producer.sends ?? []).slice(0, TYPES_MAX);
}

/** A message for each of `keys`, values of the path that an order is promised for. */
export function workloadOf(flow: Flow, clauses: readonly Clause[], keys: readonly number[]): Workload {
  const types = typesOf(flow);
  const key = flow.hops[0]?.channels[0]?.settings["key"];
  const path = orderPath(clauses).path ?? (typeof key === "string" ? key : "");
  return { keys, types: keys.map((_, m) => types[m % types.length] ?? ""), path };
}
