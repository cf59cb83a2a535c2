/** What the application sends where nobody says otherwise: all types of the producer, in turn. */
import type { Flow } from "../../model/flow.ts";
import type { Clause } from "../../model/guarantee.ts";
import { orderPath } from "../../verify/plan-flow.ts";
import type { Workload } from "../flow/workload.ts";

/** Types of one workload at most. */
const TYPES_MAX = 4;

function typesOf({ hops }: Flow): readonly string[] {
  return (hops[0]?.producer.sends ?? []).slice(0, TYPES_MAX);
}

/** A message for each of `keys`, values of the path that an order is promised for. */
export function workloadOf(flow: Flow, clauses: readonly Clause[], keys: readonly number[]): Workload {
  const types = typesOf(flow);
  const key = flow.hops[0]?.channels[0]?.settings["key"];
  const path = orderPath(clauses).path ?? (typeof key === "string" ? key : "");
  return { keys, types: keys.map((_, m) => types[m % types.length] ?? ""), path };
}

/** A workload of few messages, and which of them are sent alone, and together. */
interface Small {
  readonly workload: Workload;
  readonly one: readonly (readonly number[])[];
  readonly two: readonly (readonly number[])[];
}

/** Pairs of a caller's workload that are tried. */
const PAIRS_MAX = 4;

export function smallOf({
  flow,
  clauses,
  workload,
}: {
  readonly flow: Flow;
  readonly clauses: readonly Clause[];
  readonly workload?: Workload;
}): Small {
  if (workload !== undefined) {
    const all = workload.keys.map((_, m) => m);
    const first = all.filter((m) => workload.types.indexOf(workload.types[m] ?? "") === m);
    return { workload, one: first.map((m) => [m]), two: all.slice(1, 1 + PAIRS_MAX).map((m) => [m - 1, m]) };
  }
  const types = typesOf(flow).length;
  const keys = Array.from({ length: 2 * types }, () => 0);
  const one = typesOf(flow).map((_, t) => [t]);
  return { workload: workloadOf(flow, clauses, keys), one, two: pairsOf(types) };
}

/** Two messages of one type, and of two types in either order, by their numbers in the small workload. */
function pairsOf(types: number): readonly (readonly number[])[] {
  const same = Array.from({ length: types }, (_, t) => [t, t + types]);
  return types === 1 ? same : [...same, [0, 1], [1, types]];
}
