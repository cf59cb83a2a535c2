/** What is to be tried: each promise of the flows that a test takes part in, and the caller's invariants on them. */
import type { AnalysedFlow, JudgedPromise } from "../compiler/infer/analyse.ts";
import type { Promised } from "../harness/suite.ts";
import type { Flow } from "../model/flow.ts";
import type { Clause } from "../model/guarantee.ts";
import { simulatedClauses } from "../verify/simulated-clauses.ts";
import type { Invariant } from "./invariant.ts";
import { faultsOf, sentOn, watchOf } from "./tested-runs.ts";

/** One of the services handles messages of the flow, or begins it. */
export function takesPart({ hops }: Flow, given: ReadonlySet<string>, senders: ReadonlySet<string>): boolean {
  const begins = senders.has(hops[0]?.producer.service ?? "");
  return begins || hops.some(({ consumerService }) => given.has(consumerService.name));
}

/** What a caller wants of the runs, beside how many. */
export interface Runs {
  readonly invariants: readonly Invariant[];
  readonly workload: unknown;
  readonly faults: unknown;
}

/** Each promise of a flow; and where there are invariants, that it keeps them. */
export function promisesOf({ flow, promises, under }: AnalysedFlow, runs: Runs): readonly Promised[] {
  const via = flow.hops.flatMap((hop) => hop.channels.map(({ name }) => name));
  const { invariants } = runs;
  const clauses = promises.flatMap(simulatedClauses);
  const text = `your invariants: ${invariants.map(({ name }) => name).join(", ")}`;
  return [
    ...promises.map((promise) => promised({ flow, via }, promise, runs)),
    ...(invariants.length === 0
      ? []
      : [triedWith({ flow, via, text, clauses: [], under }, { ...runs, invariants, order: clauses })]),
  ];
}

function promised(
  about: Pick<Promised, "flow" | "via">,
  promise: JudgedPromise,
  { workload, faults }: Runs,
): Promised {
  const { text, under } = promise.guarantee;
  const clauses = simulatedClauses(promise);
  return triedWith({ ...about, text, clauses, under }, { workload, faults, invariants: [], order: clauses });
}

/** `order`: clauses that say by which path messages belong together. */
function triedWith(
  promise: Pick<Promised, "flow" | "via" | "text" | "clauses" | "under">,
  { invariants, workload, faults: plan, order }: Runs & { readonly order: readonly Clause[] },
): Promised {
  const { under, faults, planned } = faultsOf(plan, promise.under);
  const watch = watchOf(invariants, planned);
  const sent = sentOn(promise.flow, order, workload);
  return {
    ...promise,
    ...{ under, faults },
    ...(watch === undefined ? {} : { watch }),
    ...(sent === undefined ? {} : { workload: sent }),
  };
}
