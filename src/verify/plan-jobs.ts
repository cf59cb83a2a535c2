/** What verifying a topology takes, before any of it is done. */
import { textPrint } from "../base/text-print.ts";
import type { AnalysedFlow, Analysis, JudgedPromise } from "../compiler/infer/analyse.ts";
import type { FullBroker } from "./case.ts";
import type { Agenda, Job, PlannedPromise, RunsJob, VerifyScope } from "./job.ts";
import { notCovered } from "./not-covered.ts";

/** Workloads of the exhaustive pass, small first: one message, then two of one key. */
const EXHAUSTIVE: readonly (readonly number[])[] = [[0], [0, 0]];

/** Plans all jobs of an analysed topology. Deterministic. */
export function planJobs(analysis: Analysis, brokers: readonly FullBroker[], scope: VerifyScope): Agenda {
  const promises = analysis.flows.flatMap((analysed) =>
    analysed.promises.map((promise) => planned(analysed, promise, brokers)),
  );
  const jobs = promises.flatMap(({ verdict }, i) =>
    verdict === undefined ? jobsOf(analysis.topology.name, i, scope) : [],
  );
  const { seed, runs, messages, states, boundedBy } = scope;
  const all = { topology: analysis.topology, seed, runs, messages, states, boundedBy, EXHAUSTIVE };
  return {
    version: 1,
    topology: analysis.topology.name,
    print: textPrint(JSON.stringify(all)),
    seed,
    runs,
    messages,
    boundedBy,
    promises,
    jobs: jobs.sort((a, b) => a.stage - b.stage || a.promise - b.promise),
  };
}

function planned(
  { flow }: AnalysedFlow,
  { guarantee, inferred }: JudgedPromise,
  brokers: readonly FullBroker[],
): PlannedPromise {
  const head = {
    flow: flow.id,
    via: [...new Set(flow.hops.flatMap((hop) => hop.channels.map((channel) => channel.name)))],
    promised: guarantee.text,
    under: guarantee.under.name,
  };
  if (inferred.unknown.length > 0)
    return { ...head, verdict: "undecided", because: inferred.unknown, notCovered: [] };
  if (inferred.notModelled.length > 0)
    return { ...head, verdict: "not judged", because: inferred.notModelled, notCovered: [] };
  return { ...head, because: [], notCovered: notCovered(flow, brokers, guarantee.under) };
}

function jobsOf(topology: string, promise: number, scope: VerifyScope): readonly Job[] {
  const { states } = scope;
  const id = (what: string): string => `${topology}/${promise + 1}/${what}`;
  const searches = EXHAUSTIVE.map(
    (keys, i): Job => ({ kind: "search", id: id(`search-${i + 1}`), promise, stage: i + 1, keys, states }),
  );
  return [
    { kind: "witnesses", id: id("witnesses"), promise, stage: 0, states },
    ...searches,
    ...blocks(scope).map(
      ([from, to]): RunsJob => ({
        kind: "runs",
        id: id(`runs-${from}-${to}`),
        promise,
        stage: searches.length + 1,
        from,
        to,
        messages: scope.messages,
        seed: scope.seed,
      }),
    ),
  ];
}

function blocks({ runs, block = runs }: VerifyScope): readonly (readonly [number, number])[] {
  const size = Math.max(1, block);
  const count = Math.max(1, Math.ceil(runs / size));
  return Array.from({ length: count }, (_, i) => [i * size, Math.min(runs, (i + 1) * size)]);
}
