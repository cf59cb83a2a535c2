/** What each flow guarantees before and after: by fault sets for what is promised, by the words of the flow table for the rest. */
import type { Clause, FaultModel } from "../model/guarantee.ts";
import { STANDARD } from "../model/guarantee.ts";
import type { Flow } from "../model/flow.ts";
import { endpointId } from "../model/flow.ts";
import type { Guarantee, Topology } from "../model/topology.ts";
import type { AnalysisBroker } from "../compiler/infer/analyse.ts";
import { type ClauseVerdict, type Gives, gives, judgeClause } from "../compiler/infer/clauses.ts";
import { inferFlow } from "../compiler/infer/compose.ts";
import { below } from "../compiler/infer/fault-set.ts";
import { needsInWords } from "../compiler/infer/flow-table.ts";
import { flowsOf } from "../compiler/infer/flows.ts";
import type { Atom } from "../compiler/infer/stage.ts";

/** One clause that was or is promised, under its fault model. */
export interface Obligation {
  readonly clause: Clause;
  readonly under: FaultModel;
}

/** What one topology says of one flow. */
export interface Assessment {
  readonly flow: Flow;
  /** In the order of the obligations. */
  readonly verdicts: readonly ClauseVerdict[];
  readonly gives: Gives | undefined;
}

/** One thing that got weaker, or stronger. */
export interface Reason {
  readonly kind: "fault-set" | "undecided" | "gives";
  /** In a sentence without a full stop. */
  readonly text: string;
  readonly clause?: Clause["kind"];
  readonly faults?: readonly Atom[];
  /** Whether it shows in an assessment of the weaker side, or of a topology between the two. */
  readonly shows: (assessment: Assessment) => boolean;
}

/** Every promise of either side about the flow `id`; `valid` and `live` come with each. */
export function obligationsOf(guarantees: readonly Guarantee[]): readonly Obligation[] {
  const found = new Map<string, Obligation>();
  for (const { clauses, under } of guarantees) {
    const always: readonly Clause[] = [{ kind: "at-least-once", except: [] }];
    for (const clause of clauses.length === 0 ? always : clauses)
      found.set(JSON.stringify([clause, under]), { clause, under });
  }
  return [...found.values()];
}

/** How the text of a reason of kind `gives` begins. */
export const NO_LONGER = "no longer gives ";

/** Names of the channels that a flow passes. */
export function wayOf(flow: Flow): readonly string[] {
  return flow.hops.flatMap((hop) => hop.channels.map(({ name }) => name));
}

/** The flow of `topology` with the ends and the way of `wanted`; the only one between these ends, whatever its way. */
export function sameFlow(flows: readonly Flow[], wanted: Flow): Flow | undefined {
  const between = flows.filter(({ id }) => id === wanted.id);
  const way = wayOf(wanted).join("\n");
  return (
    between.find((flow) => wayOf(flow).join("\n") === way) ?? (between.length === 1 ? between[0] : undefined)
  );
}

/** Assesses the flow like `wanted` in `topology`; undefined where it is not there. */
export function assessIn(
  topology: Topology,
  wanted: Flow,
  obligations: readonly Obligation[],
  brokers: readonly AnalysisBroker[],
): Assessment | undefined {
  const flow = sameFlow(flowsOf(topology, brokers), wanted);
  return flow === undefined ? undefined : assess(flow, obligations, brokers);
}

export function assess(
  flow: Flow,
  obligations: readonly Obligation[],
  brokers: readonly AnalysisBroker[],
): Assessment {
  const verdicts = obligations.map(({ clause, under }) =>
    judgeClause(inferFlow(flow, brokers, under), clause, under),
  );
  const under = obligations[0]?.under ?? STANDARD;
  const inferred = inferFlow(flow, brokers, under);
  const isOpen = inferred.unknown.length > 0 || inferred.notModelled.length > 0;
  return { flow, verdicts, gives: isOpen ? undefined : gives(inferred, under, keysOf(flow, brokers)) };
}

function keysOf(flow: Flow, brokers: readonly AnalysisBroker[]): readonly string[] {
  const [first] = flow.hops;
  const broker = brokers.find(({ type }) => type === first?.broker.type);
  const key = first && broker?.orderingKey(first.topology, first.producer);
  return key === undefined ? [] : [key];
}

/** What `after` has against it that `before` had not. Called the other way round, it says what got stronger. */
export function reasons(
  before: Assessment,
  after: Assessment,
  obligations: readonly Obligation[],
): readonly Reason[] {
  const found = obligations.flatMap((obligation, i) => clauseReasons(before, after, obligation, i));
  return found.length > 0 ? found : givesReasons(before, after);
}

function clauseReasons(
  before: Assessment,
  after: Assessment,
  obligation: Obligation,
  i: number,
): readonly Reason[] {
  const [was, is] = [before.verdicts[i], after.verdicts[i]];
  if (was === undefined || is === undefined) return [];
  const { clause } = obligation;
  const isOpen = (verdict: ClauseVerdict | undefined): boolean =>
    verdict?.kind === "undecided" || verdict?.kind === "not-judged";
  if (isOpen(is) && !isOpen(was)) {
    const because = is.kind === "undecided" ? is.unknown : is.kind === "not-judged" ? is.notModelled : [];
    const text = `${clause.kind} can no longer be judged: ${because.join(", ")}`;
    return [{ kind: "undecided", text, clause: clause.kind, shows: ({ verdicts }) => isOpen(verdicts[i]) }];
  }
  if (is.kind !== "broken" || isOpen(was)) return [];
  return is.hazards
    .map(({ cut }) => cut.atoms)
    .filter((atoms) => !breaks(was, atoms))
    .map((atoms) => ({
      kind: "fault-set",
      text: `${clause.kind} is broken by ${needsInWords(atoms)}`,
      clause: clause.kind,
      faults: atoms,
      shows: ({ verdicts }) => breaks(verdicts[i], atoms),
    }));
}

/** Whether these faults break the clause. */
function breaks(verdict: ClauseVerdict | undefined, atoms: readonly Atom[]): boolean {
  return verdict?.kind === "broken" && verdict.hazards.some(({ cut }) => below(cut.atoms, atoms));
}

/** What the flow table says, for a flow of which less is promised, or nothing. */
function givesReasons(before: Assessment, after: Assessment): readonly Reason[] {
  if (before.gives === undefined || after.gives === undefined) return [];
  const was = words(before.gives);
  return [...was]
    .filter((word) => !words(after.gives).has(word))
    .map((word) => ({
      kind: "gives",
      text: `${NO_LONGER}${word}`,
      shows: (assessment) => assessment.gives !== undefined && !words(assessment.gives).has(word),
    }));
}

/** Everything that a flow gives, each as one word that another flow gives or does not. */
function words(given: Gives | undefined): ReadonlySet<string> {
  const found = new Set<string>();
  if (given === undefined) return found;
  const { delivery, order, strict, valid, live } = given;
  if (delivery === "at-least-once" || delivery === "exactly-once") found.add("at-least-once");
  if (delivery === "at-most-once" || delivery === "exactly-once") found.add("at-most-once");
  if (order !== undefined) {
    found.add("order per key");
    if (order.kind !== "per") found.add("order per producer");
    if (order.kind === "total") found.add("total order");
    if (strict) found.add("strict order");
  }
  if (live) found.add("an end for every message");
  if (valid) found.add("nothing that was refused");
  return found;
}

/** `service.endpoint` of both ends. */
export function endsOf(flow: Flow): { readonly from: string; readonly to: string } {
  const [first, last] = [flow.hops[0], flow.hops.at(-1)];
  return {
    from: first === undefined ? "" : endpointId(first.producer),
    to: last === undefined ? "" : endpointId(last.consumer),
  };
}
