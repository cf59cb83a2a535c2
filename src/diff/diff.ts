/** Two topologies compared: what got weaker or stronger first, then every change with what the broker does. Pure. */
import type { AnalysisBroker } from "../compiler/infer/analyse.ts";
import type { Consumer, Topology } from "../model/topology.ts";
import { align } from "./align.ts";
import type { Renamed } from "./align-services.ts";
import { bindingDrafts } from "./binding-changes.ts";
import type { BrokerChanges } from "./broker.ts";
import { type Change, type Draft, SEVERITIES, type Severity } from "./change.ts";
import { channelDrafts } from "./channel-changes.ts";
import { brokerDrafts } from "./cluster-changes.ts";
import { consumerDrafts } from "./consumer-changes.ts";
import { producerDrafts } from "./producer-changes.ts";
import { serviceDrafts } from "./service-changes.ts";
import { type GuaranteeChange, guaranteeChanges } from "./guarantee-changes.ts";
import { messageDrafts } from "./message-changes.ts";
import { brokerIn, channelIn, ownersOf, type Sides, sidesOf } from "./sides.ts";
import { bare, same } from "./values.ts";

export interface TopologyDiff {
  /** Names of the two topologies; absent on the side where there is none. */
  readonly before?: string;
  readonly after?: string;
  readonly guarantees: readonly GuaranteeChange[];
  /** Breaking first, then risky, then safe. */
  readonly changes: readonly Change[];
  /** Whose approval it needs: of what got weaker, broke, or is risky. Sorted. */
  readonly owners: readonly string[];
}

/** Brokers with what checking and inference know of them, and what they do with changes. */
export interface DiffBrokers {
  readonly analysis: readonly AnalysisBroker[];
  readonly changes: readonly BrokerChanges[];
}

const NOTHING: Omit<Topology, "name"> = {
  brokers: [],
  channels: [],
  bindings: [],
  services: [],
  types: [],
  enums: [],
  guarantees: [],
};

/** Either side may be missing: everything is then new, or gone. Both expanded. Deterministic. */
export function diffTopologies(
  old: Topology | undefined,
  now: Topology | undefined,
  { analysis, changes: rules }: DiffBrokers,
): TopologyDiff {
  const names = {
    ...(old === undefined ? {} : { before: old.name }),
    ...(now === undefined ? {} : { after: now.name }),
  };
  const [before, after] = [old ?? { name: "", ...NOTHING }, now ?? { name: "", ...NOTHING }];
  if (same(bare({ ...before, name: "" }), bare({ ...after, name: "" })))
    return { ...names, guarantees: [], changes: [], owners: [] };
  const aligned = align(before, after, (topology, consumer) =>
    isNamedByDefault(topology, consumer, analysis),
  );
  const sides = sidesOf(aligned.old, after, analysis, rules);
  const drafts = draftsOf(sides);
  const guarantees = guaranteeChanges(sides, drafts);
  const raise = raisedBy(guarantees);
  const raised = drafts.map(({ change }, i) => ({
    ...change,
    severity: graver(change.severity, raise.get(i)),
  }));
  const order = sorted(raised);
  const place = new Map(order.map((i, at) => [i, at]));
  const changes = order.map((i) => raised[i]).filter((change) => change !== undefined);
  const renamed = aligned.renamed.map((each) => renameChange(each, changes));
  return {
    ...names,
    guarantees: guarantees.map((each) => renumbered(each, place)),
    changes: [...changes, ...renamed],
    owners: approvals(guarantees, changes),
  };
}

function draftsOf(sides: Sides): readonly Draft[] {
  return [
    ...brokerDrafts(sides),
    ...channelDrafts(sides),
    ...bindingDrafts(sides),
    ...serviceDrafts(sides),
    ...producerDrafts(sides),
    ...consumerDrafts(sides),
    ...messageDrafts(sides),
  ];
}

/** A group that is not named has the name of its endpoint. */
function isNamedByDefault(
  topology: Topology,
  { from, settings }: Consumer,
  analysis: readonly AnalysisBroker[],
): boolean {
  const broker = brokerIn(topology, channelIn(topology, from)?.broker);
  const vocabulary = analysis.find(({ type }) => type === broker?.type);
  return (
    vocabulary !== undefined && Object.hasOwn(vocabulary.consumer, "group") && settings["group"] === undefined
  );
}

/**
 * What causes make of changes, by index: one that takes away what is promised is breaking, one that takes away what only
 * happens to hold is risky.
 */
function raisedBy(guarantees: readonly GuaranteeChange[]): ReadonlyMap<number, Severity> {
  const found = new Map<number, Severity>();
  for (const { direction, whys, promised } of guarantees) {
    if (direction !== "weakened") continue;
    for (const { kind, causes } of whys) {
      const isPromised =
        kind === "flow" || kind === "promise" || (kind === "fault-set" && promised.before !== undefined);
      for (const i of causes.flat())
        if (isPromised || !found.has(i)) found.set(i, isPromised ? "breaking" : "risky");
    }
  }
  return found;
}

function graver(a: Severity, b: Severity | undefined): Severity {
  return b !== undefined && SEVERITIES.indexOf(b) < SEVERITIES.indexOf(a) ? b : a;
}

/** Indices of `changes` by severity, else in their order. */
function sorted(changes: readonly Change[]): readonly number[] {
  return SEVERITIES.flatMap((severity) =>
    changes.flatMap((change, i) => (change.severity === severity ? [i] : [])),
  );
}

function renumbered(guarantee: GuaranteeChange, place: ReadonlyMap<number, number>): GuaranteeChange {
  const whys = guarantee.whys.map((why) => ({
    ...why,
    causes: why.causes.map((set) => set.flatMap((i) => place.get(i) ?? []).sort((a, b) => a - b)),
  }));
  return { ...guarantee, whys };
}

function renameChange({ kind, before, after }: Renamed, changes: readonly Change[]): Change {
  const entity = `${kind} ${after}`;
  // Names at the broker that a name of the spec stands for where nothing is written.
  const isKnown = changes.some(
    (each) => each.entity === entity && ["name", "on", "group"].includes(each.setting ?? ""),
  );
  return {
    entity,
    setting: "name in the spec",
    kind: "changed",
    before,
    after,
    severity: "safe",
    consequence: "none",
    reason: isKnown
      ? "a name in the spec; what the broker calls it is listed by itself"
      : "the broker knows it by the same name as before",
    cites: [],
    owners: [],
    concerns: [],
    place: { side: "new", origin: { file: "", start: 0, end: 0 } },
  };
}

function approvals(guarantees: readonly GuaranteeChange[], changes: readonly Change[]): readonly string[] {
  const weaker = guarantees
    .filter(({ direction }) => direction === "weakened")
    .flatMap(({ owners }) => owners);
  const touched = changes
    .filter(({ severity }) => severity !== "safe")
    .flatMap(({ owners, concerns }) => [...owners, ...concerns.map(({ owner }) => owner)]);
  return ownersOf(...weaker, ...touched).toSorted();
}
