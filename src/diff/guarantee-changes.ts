/** For each flow and promise: what got weaker or stronger, by which changes, and whose they are. */
import type { Flow } from "../model/flow.ts";
import type { Guarantee } from "../model/topology.ts";
import { placeOf } from "../model/setting.ts";
import type { AnalysedFlow, Analysis } from "../compiler/infer/analyse.ts";
import { type FlowRow, flowTable } from "../compiler/infer/flow-table.ts";
import type { Atom } from "../compiler/infer/stage.ts";
import type { Change, Draft, Place } from "./change.ts";
import { type Causes, Trials } from "./explain.ts";
import {
  assess,
  assessIn,
  endsOf,
  obligationsOf,
  type Reason,
  reasons,
  sameFlow,
  wayOf,
} from "./guarantees.ts";
import { lacking } from "./promises.ts";
import { concern, consumersOf, ownersOf, producersOf, type Sides } from "./sides.ts";
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
}

/** In the order of the new topology's flows, then of what is gone. */
export function guaranteeChanges(sides: Sides, drafts: readonly Draft[]): readonly GuaranteeChange[] {
  const { oldAnalysis, nowAnalysis } = sides;
  const oldFlows = oldAnalysis.flows.map(({ flow }) => flow);
  const nowFlows = nowAnalysis.flows.map(({ flow }) => flow);
  const joined = nowAnalysis.flows.flatMap((now) => {
    const flow = sameFlow(oldFlows, now.flow);
    const old = oldAnalysis.flows.find((each) => each.flow === flow);
    return old === undefined ? appeared(sides, now, oldFlows) : compared(sides, drafts, old, now);
  });
  const gone = oldAnalysis.flows.filter(({ flow }) => !nowFlows.some(({ id }) => id === flow.id));
  return [...joined, ...gone.flatMap((old) => disappeared(sides, drafts, old))];
}

function promises({ topology }: Analysis, id: string): readonly Guarantee[] {
  return topology.guarantees.filter(({ from, to }) => `${from} -> ${to}` === id);
}

function compared(
  sides: Sides,
  drafts: readonly Draft[],
  old: AnalysedFlow,
  now: AnalysedFlow,
): readonly GuaranteeChange[] {
  const id = now.flow.id;
  const before = promises(sides.oldAnalysis, id);
  const after = promises(sides.nowAnalysis, id);
  const obligations = obligationsOf([...before, ...after]);
  const was = assess(old.flow, obligations, sides.brokers);
  const is = assess(now.flow, obligations, sides.brokers);
  const trials = new Trials(sides.old, drafts, (topology) =>
    assessIn(topology, old.flow, obligations, sides.brokers),
  );
  const isNear = nearTo(old.flow, now.flow);
  const weaker = reasons(was, is, obligations).map((reason) =>
    whyOf(
      reason,
      trials.causesOf((each) => each !== undefined && reason.shows(each), isNear),
    ),
  );
  const withdrawn = lacking(before, after).map((text) => promiseWhy(`no longer promised: ${text}`));
  const stronger = reasons(is, was, obligations).map((reason) => {
    const causes = trials.causesOf((each) => each !== undefined && !reason.shows(each), isNear);
    return {
      ...whyOf(reason, causes),
      text: `no longer: ${reason.text}`.replace("no longer: no longer gives", "now gives"),
    };
  });
  const promised = lacking(after, before).map((text) => promiseWhy(`newly promised: ${text}`));
  return [
    ...entry(sides, drafts, "weakened", { old, now }, [...withdrawn, ...weaker]),
    ...entry(sides, drafts, "strengthened", { old, now }, [...promised, ...stronger]),
  ];
}

function whyOf({ kind, text, clause, faults }: Reason, causes: readonly Causes[]): Why {
  return {
    kind,
    text,
    ...(clause === undefined ? {} : { clause }),
    ...(faults === undefined ? {} : { faults }),
    causes,
  };
}

function promiseWhy(text: string): Why {
  return { kind: "promise", text, causes: [] };
}

/** A flow that was not there. Only what joins old endpoints, or is promised, is worth a line. */
function appeared(sides: Sides, now: AnalysedFlow, oldFlows: readonly Flow[]): readonly GuaranteeChange[] {
  const { id } = now.flow;
  if (oldFlows.some((flow) => flow.id === id)) return [];
  const added = lacking(promises(sides.nowAnalysis, id), promises(sides.oldAnalysis, id));
  const whys = added.map((text) => promiseWhy(`newly promised: ${text}`));
  return entry(sides, [], "strengthened", { now }, whys);
}

function disappeared(sides: Sides, drafts: readonly Draft[], old: AnalysedFlow): readonly GuaranteeChange[] {
  const { flow } = old;
  const { from, to } = endsOf(flow);
  const ends = [...producersOf(sides.now), ...consumersOf(sides.now)].map(endpointId);
  const isCut = ends.includes(from) && ends.includes(to);
  const withdrawn = lacking(promises(sides.oldAnalysis, flow.id), promises(sides.nowAnalysis, flow.id));
  const trials = new Trials(
    sides.old,
    drafts,
    (topology) => assessIn(topology, flow, [], sides.brokers) === undefined,
  );
  const causes = trials.causesOf((isGone) => isGone, nearTo(flow, flow));
  const whys: readonly Why[] = [
    ...withdrawn.map((text) => ({
      ...promiseWhy(`no longer promised: ${text}`),
      causes: isCut ? [] : causes,
    })),
    ...(isCut ? [{ kind: "flow", text: "messages no longer get there", causes } as const] : []),
  ];
  return entry(sides, drafts, "weakened", { old }, whys);
}

interface Both {
  readonly old?: AnalysedFlow;
  readonly now?: AnalysedFlow;
}

function entry(
  sides: Sides,
  drafts: readonly Draft[],
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

/** Changes of what lies on the flow, on either side, tried first. */
function nearTo(...flows: readonly Flow[]): (change: Change) => boolean {
  const names = new Set<string>();
  for (const { hops } of flows) {
    for (const { producer, consumer, channels, broker, stores } of hops) {
      names.add(endpointId(producer)).add(endpointId(consumer));
      for (const name of [`producer ${endpointId(producer)}`, `consumer ${endpointId(consumer)}`])
        names.add(name);
      names
        .add(`broker ${broker.name}`)
        .add(`service ${producer.service}`)
        .add(`service ${consumer.service}`);
      for (const { kind, name } of channels) names.add(`${kind} ${name}`);
      for (const store of stores) names.add(`store ${store.service}.${store.name}`);
    }
  }
  return ({ entity, concerns }) => names.has(entity) || concerns.some(({ endpoint }) => names.has(endpoint));
}
