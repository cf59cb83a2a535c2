/** Inference over a whole topology: each flow, what is promised for it, what it gives, and what breaks the promise. */
import type { Flow } from "../../model/flow.ts";
import type { Clause, FaultModel } from "../../model/guarantee.ts";
import { STANDARD } from "../../model/guarantee.ts";
import type { Guarantee, Topology } from "../../model/topology.ts";
import type { CompileBroker } from "../broker.ts";
import { type AtBest, Bounds } from "./at-best.ts";
import { type ClauseVerdict, type Gives, gives, hazardsOf, judgeClause } from "./clauses.ts";
import { type Inferred, inferFlow } from "./compose.ts";
import { type Broken, type Change, type Counterfactual, counterfactuals } from "./counterfactual.ts";
import { flowsOf } from "./flows.ts";
import { handlerDomains } from "./handler-domains.ts";
import type { Domain, Lowering } from "./lowering.ts";
import { sliceAround } from "./slice.ts";
import type { Hazard } from "./stage.ts";

/** What a broker's folder contributes to checking and inference. */
export type AnalysisBroker = CompileBroker & Lowering;

export interface JudgedClause {
  readonly clause: Clause;
  readonly verdict: ClauseVerdict;
}

/** A promise about a flow, judged clause by clause; `valid` and `live` are among the clauses. */
export interface JudgedPromise {
  readonly guarantee: Guarantee;
  readonly inferred: Inferred;
  readonly clauses: readonly JudgedClause[];
}

export interface AnalysedFlow {
  readonly flow: Flow;
  readonly promises: readonly JudgedPromise[];
  /** Under the first promise's fault model, or the standard one. */
  readonly under: FaultModel;
  readonly inferred: Inferred;
  readonly gives: Gives;
  /** Where settings are unknown: what the flow gives of delivery at best; absent where that may be everything. */
  readonly atBest?: AtBest;
}

export interface Analysis {
  readonly topology: Topology;
  readonly flows: readonly AnalysedFlow[];
  /** Guarantees whose ends no declared way joins. */
  readonly unconnected: readonly Guarantee[];
}

/** Judges every flow of an expanded topology. Deterministic. */
export function analyse(topology: Topology, brokers: readonly AnalysisBroker[]): Analysis {
  const bounds = new Bounds(brokers);
  const flows = flowsOf(topology, brokers)
    .filter(isOwn)
    .map((flow) => analyseFlow(topology, flow, brokers, bounds));
  const unconnected = topology.guarantees.filter(
    (g) => !flows.some(({ flow }) => flow.id === `${g.from} -> ${g.to}`),
  );
  return { topology, flows, unconnected };
}

/** A flow between services of other modules alone is judged with those. */
function isOwn({ hops }: Flow): boolean {
  return hops.some(({ producerService, consumerService }) =>
    [producerService, consumerService].some(({ module }) => module === undefined),
  );
}

function analyseFlow(
  topology: Topology,
  flow: Flow,
  brokers: readonly AnalysisBroker[],
  bounds: Bounds,
): AnalysedFlow {
  const promises = topology.guarantees
    .filter((guarantee) => flow.id === `${guarantee.from} -> ${guarantee.to}`)
    .map((guarantee) => judge(guarantee, inferFlow(flow, brokers, guarantee.under)));
  const under = promises[0]?.guarantee.under ?? STANDARD;
  const inferred = promises[0]?.inferred ?? inferFlow(flow, brokers, under);
  const best = bounds.of(flow, inferred, under);
  return {
    flow,
    promises,
    under,
    inferred,
    gives: gives(inferred, under, orderPaths(flow, brokers)),
    ...(best === undefined ? {} : { atBest: best }),
  };
}

/** `valid` and `live` come with every guarantee. */
function clausesOf(guarantee: Guarantee): readonly Clause[] {
  const always = ([{ kind: "valid" }, { kind: "live" }] as const).filter(
    ({ kind }) => !guarantee.clauses.some((c) => c.kind === kind),
  );
  return [...always, ...guarantee.clauses];
}

function judge(guarantee: Guarantee, inferred: Inferred): JudgedPromise {
  const clauses = clausesOf(guarantee).map((clause) => ({
    clause,
    verdict: judgeClause(inferred, clause, guarantee.under),
  }));
  return { guarantee, inferred, clauses };
}

function orderPaths(flow: Flow, brokers: readonly AnalysisBroker[]): string[] {
  const first = flow.hops[0];
  const broker = brokers.find(({ type }) => type === first?.broker.type);
  const key = first === undefined ? undefined : broker?.orderingKey(first.topology, first.producer);
  return key === undefined ? [] : [key];
}

/** A hazard of a promise, as counterfactuals compare it: equal texts, same clause of the same promise. */
export function brokenBy(flow: Flow, guarantee: Guarantee, clause: Clause, hazard: Hazard): Broken {
  return { clause: `${flow.id} ${JSON.stringify(clause)} ${guarantee.under.name}`, atoms: hazard.cut.atoms };
}

/** With more promises than these joined to a flow, inferring all of them again for each change takes too long. */
const JOINED_MAX = 25;

/**
 * Causes and fixes of hazards on `flow`, in the order of `hazards`: each setting on the flow is changed and everything is
 * inferred again, for the promises that this flow is joined to.
 */
export function explainHazards(
  topology: Topology,
  flow: Flow,
  hazards: readonly Broken[],
  brokers: readonly AnalysisBroker[],
): readonly Counterfactual[] {
  const near = sliceAround(topology, flow);
  const isCrowded = near.guarantees.length > JOINED_MAX;
  const own = near.guarantees.filter(({ from, to }) => flow.id === `${from} -> ${to}`);
  const tried = isCrowded ? { ...near, guarantees: own } : near;
  const before = { refused: refusals(tried, brokers), open: promised(tried, brokers)?.open ?? 0 };
  const judge = (changed: Topology): readonly Broken[] | undefined => {
    const now = promised(changed, brokers);
    if (now === undefined || now.open > before.open || refusals(changed, brokers) > before.refused)
      return undefined;
    return now.broken;
  };
  const found = bestFirst(counterfactuals(tried, domainsOf(flow, brokers), judge, hazards));
  // What would become of the promises left out is not known, so no change can be called a fix.
  return isCrowded ? found.map(({ causes }) => ({ causes, fixes: [] })) : found;
}

/** Fixes that remove most of the hazards come first: what is wrong has one cause more often than two. */
function bestFirst(explained: readonly Counterfactual[]): readonly Counterfactual[] {
  const removed = new Map<string, number>();
  const count = (changes: readonly Change[]): number => removed.get(JSON.stringify(changes)) ?? 0;
  for (const changes of explained.flatMap(({ fixes }) => fixes))
    removed.set(JSON.stringify(changes), count(changes) + 1);
  return explained.map(({ causes, fixes }) => ({
    causes,
    fixes: fixes.toSorted((a, b) => count(b) - count(a)),
  }));
}

/** Every setting on the flow with its other legal values, most advisable first. */
export function domainsOf(flow: Flow, brokers: readonly AnalysisBroker[]): readonly Domain[] {
  const seen = new Set<string>();
  return flow.hops
    .flatMap((hop) => [
      ...handlerDomains(hop),
      ...(brokers.find(({ type }) => type === hop.broker.type)?.domains(hop) ?? []),
    ])
    .filter(({ entity, setting }) => {
      const key = `${entity} ${setting}`;
      return !seen.has(key) && seen.add(key) !== undefined;
    });
}

/** What a broker would refuse of the topology: a change that adds to it is no fix. */
function refusals(topology: Topology, brokers: readonly AnalysisBroker[]): number {
  const findings = brokers.flatMap((broker) => broker.checks(topology));
  return findings.filter(({ severity }) => severity === "error").length;
}

interface Promised {
  readonly broken: readonly Broken[];
  /** Promises about flows that cannot be judged. */
  readonly open: number;
}

/** Everything that breaks a declared clause; undefined where a promised flow is gone. */
function promised(topology: Topology, brokers: readonly AnalysisBroker[]): Promised | undefined {
  const flows = flowsOf(topology, brokers);
  const broken: Broken[] = [];
  let open = 0;
  for (const guarantee of topology.guarantees) {
    const ways = flows.filter(({ id }) => id === `${guarantee.from} -> ${guarantee.to}`);
    if (ways.length === 0) return undefined;
    for (const flow of ways) {
      const inferred = inferFlow(flow, brokers, guarantee.under);
      if (inferred.unknown.length > 0 || inferred.notModelled.length > 0) {
        open += 1;
        continue;
      }
      for (const clause of clausesOf(guarantee))
        for (const hazard of hazardsOf(inferred, clause, guarantee.under))
          broken.push(brokenBy(flow, guarantee, clause, hazard));
    }
  }
  return { broken, open };
}
