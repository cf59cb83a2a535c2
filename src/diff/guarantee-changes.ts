/** For each flow and promise: what got weaker or stronger, by which changes, and whose they are. */
import type { Flow } from "../model/flow.ts";
import type { Guarantee, Topology } from "../model/topology.ts";
import { placeOf } from "../model/setting.ts";
import type { AnalysedFlow, Analysis } from "../compiler/infer/analyse.ts";
import { type FlowRow, flowTable } from "../compiler/infer/flow-table.ts";
import type { Atom } from "../compiler/infer/stage.ts";
import type { Draft, Place } from "./change.ts";
import { type Causes, Trials } from "./explain.ts";
import {
  assess,
  assessIn,
  endsOf,
  NO_LONGER,
  obligationsOf,
  type Reason,
  reasons,
  sameFlow,
  wayOf,
} from "./guarantees.ts";
import { ChangeIndex, joined } from "./near.ts";
import { lacking } from "./promises.ts";
import { byId, concern, consumersOf, ownersOf, producersOf, type Sides } from "./sides.ts";
import { endpointId } from "../model/flow.ts";

/** Why a guarantee is called weaker or stronger. */
export interface Why {
  readonly kind: Reason["kind"] | "promise" | "flow";
  readonly text: string;
  readonly clause?: string;
  /** The faults that break it on the weaker side. */
  readonly faults?: readonly Atom[];
  /** The smallest sets of changes that explain it, as indices into the changes; any one of the sets does. */
  readonly causes: readonly Causes[];
}

/** A text before and after; absent where there was none. */
export interface Pair {
  readonly before?: string;
  readonly after?: string;
}

export interface GuaranteeChange {
  readonly direction: "weakened" | "strengthened";
  readonly from: string;
  readonly to: string;
  /** Channels passed; empty where the ends are joined by one way only. */
  readonly via: readonly string[];
  readonly promised: Pair;
  readonly gives: Pair;
  /** The smallest fault set that breaks the promise. */
  readonly needs: { readonly before?: readonly Atom[]; readonly after?: readonly Atom[] };
  readonly whys: readonly Why[];
  /** Of both ends and of what changed. */
  readonly owners: readonly string[];
  readonly place: Place;
  /** Where it is so, as for a change. */
  readonly environments?: readonly string[];
}

/** All that comparing the flows needs. */
interface Context {
  readonly sides: Sides;
  readonly drafts: readonly Draft[];
  readonly index: ChangeIndex;
}

/** In the order of the new topology's flows, then of what is gone. */
export function guaranteeChanges(sides: Sides, drafts: readonly Draft[]): readonly GuaranteeChange[] {
  const { oldAnalysis, nowAnalysis } = sides;
  const context: Context = { sides, drafts, index: new ChangeIndex(drafts) };
  const before = byId(oldAnalysis);
  const after = byId(nowAnalysis);
  const found = nowAnalysis.flows.flatMap((now) => {
    const others = before.get(now.flow.id) ?? [];
    const flow = sameFlow(
      others.map((each) => each.flow),
      now.flow,
    );
    const old = others.find((each) => each.flow === flow);
    if (old !== undefined) return compared(context, old, now);
    return others.length > 0 ? [] : appeared(context, now);
  });
  const gone = oldAnalysis.flows.filter(({ flow }) => !after.has(flow.id));
  return [...found, ...gone.flatMap((old) => disappeared(context, old))];
}

function promises({ topology }: Analysis, { id }: Flow): readonly Guarantee[] {
  return topology.guarantees.filter(({ from, to }) => `${from} -> ${to}` === id);
}

function compared(context: Context, old: AnalysedFlow, now: AnalysedFlow): readonly GuaranteeChange[] {
  const { brokers, oldAnalysis, nowAnalysis } = context.sides;
  const before = promises(oldAnalysis, now.flow);
  const after = promises(nowAnalysis, now.flow);
  const obligations = obligationsOf([...before, ...after]);
  const was = assess(old.flow, obligations, brokers);
  const is = assess(now.flow, obligations, brokers);
  const [weaker, stronger] = [reasons(was, is, obligations), reasons(is, was, obligations)];
  const trials =
    weaker.length + stronger.length === 0
      ? undefined
      : trialsOf(context, { old, now }, (topology) => assessIn(topology, old.flow, obligations, brokers));
  const told = (reason: Reason, isWeaker: boolean): Why => {
    const causes = trials?.causesOf((each) => each !== undefined && reason.shows(each) === isWeaker) ?? [];
    return whyOf(reason, causes, isWeaker);
  };
  const withdrawn = lacking(before, after).map((text) => promiseWhy(`no longer promised: ${text}`));
  const promised = lacking(after, before).map((text) => promiseWhy(`newly promised: ${text}`));
  const down = [...withdrawn, ...weaker.map((reason) => told(reason, true))];
  const up = [...promised, ...stronger.map((reason) => told(reason, false))];
  return [
    ...entry(context, "weakened", { old, now }, down),
    ...entry(context, "strengthened", { old, now }, up),
  ];
}

/** Trials on what is joined to the flow on either side. */
function trialsOf<T>(
  { sides, drafts, index }: Context,
  { old, now }: Both,
  assessed: (topology: Topology) => T,
): Trials<T> {
  const placed = [
    ...(old === undefined ? [] : [{ topology: sides.old, flow: old.flow }]),
    ...(now === undefined ? [] : [{ topology: sides.now, flow: now.flow }]),
  ];
  const near = index.on(placed.map(({ flow }) => flow));
  return new Trials(joined(sides.old, placed), drafts, near, assessed);
}

function whyOf({ kind, text, clause, faults }: Reason, causes: readonly Causes[], isWeaker: boolean): Why {
  const turned = text.startsWith(NO_LONGER)
    ? `now gives ${text.slice(NO_LONGER.length)}`
    : `no longer: ${text}`;
  return {
    kind,
    text: isWeaker ? text : turned,
    ...(clause === undefined ? {} : { clause }),
    ...(faults === undefined ? {} : { faults }),
    causes,
  };
}

function promiseWhy(text: string): Why {
  return { kind: "promise", text, causes: [] };
}

/** A flow that was not there: only a promise is worth a line. */
function appeared(context: Context, now: AnalysedFlow): readonly GuaranteeChange[] {
  const { oldAnalysis, nowAnalysis } = context.sides;
  const added = lacking(promises(nowAnalysis, now.flow), promises(oldAnalysis, now.flow));
  const whys = added.map((text) => promiseWhy(`newly promised: ${text}`));
  return entry(context, "strengthened", { now }, whys);
}

function disappeared(context: Context, old: AnalysedFlow): readonly GuaranteeChange[] {
  const { flow } = old;
  const { now, brokers, oldAnalysis, nowAnalysis } = context.sides;
  const { from, to } = endsOf(flow);
  const ends = [...producersOf(now), ...consumersOf(now)].map(endpointId);
  const isCut = ends.includes(from) && ends.includes(to);
  const withdrawn = lacking(promises(oldAnalysis, flow), promises(nowAnalysis, flow));
  if (!isCut && withdrawn.length === 0) return [];
  const trials = trialsOf(
    context,
    { old },
    (topology) => assessIn(topology, flow, [], brokers) === undefined,
  );
  const causes = trials.causesOf((isGone) => isGone);
  const whys: readonly Why[] = [
    ...withdrawn.map((text) => ({
      ...promiseWhy(`no longer promised: ${text}`),
      causes: isCut ? [] : causes,
    })),
    ...(isCut ? [{ kind: "flow", text: "messages no longer get there", causes } as const] : []),
  ];
  return entry(context, "weakened", { old }, whys);
}

interface Both {
  readonly old?: AnalysedFlow;
  readonly now?: AnalysedFlow;
}

function entry(
  { sides, drafts }: Context,
  direction: GuaranteeChange["direction"],
  { old, now }: Both,
  whys: readonly Why[],
): readonly GuaranteeChange[] {
  const flow = (now ?? old)?.flow;
  if (flow === undefined || whys.length === 0) return [];
  const { from, to } = endsOf(flow);
  const analysis = now === undefined ? sides.oldAnalysis : sides.nowAnalysis;
  const hasOthers = analysis.flows.filter((each) => each.flow.id === flow.id).length > 1;
  const [before, after] = [rowsOf(old), rowsOf(now)];
  const changed = whys.flatMap(({ causes }) => causes.flat().flatMap((i) => drafts[i]?.change.owners ?? []));
  return [
    {
      direction,
      from,
      to,
      via: hasOthers ? wayOf(flow) : [],
      promised: pair(promisedText(before), promisedText(after)),
      gives: pair(before[0]?.gives, after[0]?.gives),
      needs: pair(needsOf(before), needsOf(after)),
      whys,
      owners: ownersOf(...changed, concern(sides, from).owner, concern(sides, to).owner),
      place: placeOfFlow(sides, flow, now === undefined ? "old" : "new"),
    },
  ];
}

function pair<T>(before: T | undefined, after: T | undefined): { readonly before?: T; readonly after?: T } {
  return { ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) };
}

function rowsOf(analysed: AnalysedFlow | undefined): readonly FlowRow[] {
  if (analysed === undefined) return [];
  const [hop] = analysed.flow.hops;
  return hop === undefined ? [] : flowTable({ topology: hop.topology, flows: [analysed], unconnected: [] });
}

function promisedText(rows: readonly FlowRow[]): string | undefined {
  const texts = rows.flatMap(({ promised, under }) =>
    promised === undefined ? [] : [under === "standard" ? promised : `${promised} (under ${under})`],
  );
  return texts.length === 0 ? undefined : texts.join("; ");
}

function needsOf(rows: readonly FlowRow[]): readonly Atom[] | undefined {
  return rows
    .flatMap(({ needs }) => (needs === undefined ? [] : [needs]))
    .sort((a, b) => a.length - b.length)[0];
}

/** The promise, else the producer. */
function placeOfFlow({ old, now }: Sides, flow: Flow, side: Place["side"]): Place {
  const topology = side === "old" ? old : now;
  const promise = topology.guarantees.find(({ from, to }) => `${from} -> ${to}` === flow.id);
  const producer = flow.hops[0]?.producer;
  return { side, origin: placeOf(promise ?? producer ?? {}) };
}
