/** What verifying a topology takes, before any of it is done. */
import { textPrint } from "../base/text-print.ts";
import type { AnalysedFlow, Analysis, JudgedPromise } from "../compiler/infer/analyse.ts";
import { type Case, casesOf, type FullBroker } from "./case.ts";
import type { Agenda, ExhaustiveScope, Job, KeptStory, PlannedPromise, RunsJob, VerifyScope } from "./job.ts";
import { notCovered } from "./not-covered.ts";
import { scaledInWords } from "./plan-flow.ts";
import type { OrphanedStory } from "./report.ts";
import { whyNotOf } from "./stories-pass.ts";
import { readStoryToken } from "./story-token.ts";
import { unsimulated } from "./simulated-clauses.ts";

/** Messages of the largest workload that is searched where nothing else is asked for. */
const SEARCHED = 2;

/** Plans all jobs of an analysed topology. Deterministic. */
export function planJobs(analysis: Analysis, brokers: readonly FullBroker[], scope: VerifyScope): Agenda {
  const instances = scope.exhaustive?.instances;
  const asked = instances === undefined ? {} : { instances };
  const promises = analysis.flows.flatMap((analysed) =>
    analysed.promises.map((promise) => planned(analysed, promise, brokers, asked)),
  );
  const { stories, orphaned } = placed(analysis, brokers, scope.stories ?? []);
  const jobs = promises.flatMap(({ verdict }, i) =>
    verdict === undefined ? jobsOf(analysis.topology.name, i, { ...scope, tokens: stories[i] ?? [] }) : [],
  );
  const { seed, messages, boundedBy } = scope;
  const runs = scope.exhaustive === undefined ? scope.runs : 0;
  const { block: _, ...rest } = scope;
  const all = { topology: analysis.topology, scope: rest };
  return {
    version: 1,
    topology: analysis.topology.name,
    print: textPrint(JSON.stringify(all)),
    seed,
    runs,
    messages,
    boundedBy,
    promises,
    orphanedStories: orphaned,
    jobs: jobs.sort((a, b) => a.stage - b.stage || a.promise - b.promise),
  };
}

function planned(
  { flow }: AnalysedFlow,
  promise: JudgedPromise,
  brokers: readonly FullBroker[],
  asked: Pick<ExhaustiveScope, "instances">,
): PlannedPromise {
  const { guarantee, inferred } = promise;
  const head = {
    flow: flow.id,
    via: [...new Set(flow.hops.flatMap((hop) => hop.channels.map((channel) => channel.name)))],
    promised: guarantee.text,
    under: guarantee.under.name,
  };
  const nothing = { scaled: [], notCovered: [] };
  if (inferred.unknown.length > 0)
    return { ...head, verdict: "undecided", because: inferred.unknown, ...nothing };
  if (inferred.notModelled.length > 0)
    return { ...head, verdict: "not judged", because: inferred.notModelled, ...nothing };
  const model = guarantee.under;
  return {
    ...{ ...head, because: unsimulated(promise), scaled: scaledInWords(flow, { model, ...asked }) },
    notCovered: notCovered(flow, brokers, model),
  };
}

/** Stories of this topology by promise, and those of no promise. */
function placed(
  analysis: Analysis,
  brokers: readonly FullBroker[],
  kept: readonly KeptStory[],
): { readonly stories: readonly (readonly string[])[]; readonly orphaned: readonly OrphanedStory[] } {
  const cases = casesOf(analysis, brokers);
  const own = kept.filter(({ topology }) => topology === analysis.topology.name).map(({ token }) => token);
  const stories = cases.map((case_) => own.filter((token) => whyNotOf(case_, token) === undefined));
  const orphaned = own
    .filter((token) => stories.every((tokens) => !tokens.includes(token)))
    .map((token) => ({ token, because: whyNone(cases, token) }));
  return { stories, orphaned };
}

/** The reason of the promise that is nearest to the story: one of its own flow. */
function whyNone(cases: readonly Case[], token: string): string {
  const read = readStoryToken(token);
  const near = cases.find(({ flow }) => read.ok && flow.id === read.story.flow) ?? cases[0];
  return (near === undefined ? undefined : whyNotOf(near, token)) ?? "nothing is promised of any flow";
}

interface PromiseScope extends VerifyScope {
  readonly tokens: readonly string[];
}

function jobsOf(topology: string, promise: number, scope: PromiseScope): readonly Job[] {
  const { states, exhaustive, tokens } = scope;
  const id = (what: string): string => `${topology}/${promise + 1}/${what}`;
  const { messages: most = scope.searched ?? SEARCHED, ...bounds } = exhaustive ?? {};
  const searches = Array.from({ length: most }, (_, i): Job => {
    const keys = Array.from({ length: i + 1 }, () => 0);
    return { kind: "search", id: id(`search-${i + 1}`), promise, stage: i + 2, keys, states, ...bounds };
  });
  return [
    ...(tokens.length === 0
      ? []
      : [{ kind: "stories", id: id("stories"), promise, stage: 0, tokens } as const]),
    { kind: "witnesses", id: id("witnesses"), promise, stage: 1, states },
    ...searches,
    ...(exhaustive === undefined ? blocks(scope) : []).map(
      ([from, to]): RunsJob => ({
        kind: "runs",
        id: id(`runs-${from}-${to}`),
        promise,
        stage: searches.length + 2,
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
