/** What all anomalies of a log are looked for in. */
import type { AnomalyExample, Findings } from "./finding.ts";
import type { LogOrder } from "./log-order.ts";
import type { LogStore } from "./log-store.ts";
import type { Key, Value } from "./operation.ts";

export interface LogAnalysis {
  readonly store: LogStore;
  readonly order: LogOrder;
  /** By completion: 1 where it must have committed, because it says so or because something it sent was read. */
  readonly committed: Uint8Array;
  readonly findings: Findings;
}

/** The parts of an example that are names of numbers. */
export function named(
  { store }: LogAnalysis,
  completions: readonly number[],
  values: readonly number[],
): AnomalyExample & { readonly key: Key; readonly values: readonly Value[] } {
  return {
    operations: completions.filter((each) => each >= 0).map((each) => store.position.get(each)),
    key: store.keys[store.keyOf.get(values[0] as number)] as Key,
    values: values.map((value) => store.names[value] as Value),
  };
}
