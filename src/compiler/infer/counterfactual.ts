/**
 * Cause and fix by counterfactual: change one setting, or two, and infer again. A setting is a cause of a hazard iff some
 * other value removes it; a value is a fix iff moreover nothing new breaks. No fix is written by hand, so none can lie.
 */
import type { Topology } from "../../model/topology.ts";
import type { Value } from "../../model/value.ts";
import { below } from "./fault-set.ts";
import type { Domain } from "./lowering.ts";
import type { Atom } from "./stage.ts";

/** A hazard of a declared guarantee, as far as counterfactuals compare it. */
export interface Broken {
  /** Which clause of which guarantee: equal texts, same clause. */
  readonly clause: string;
  readonly atoms: readonly Atom[];
}

/** Everything that breaks a declared clause; undefined where the topology is illegal, lost a flow, or cannot be judged. */
export type Judge = (topology: Topology) => readonly Broken[] | undefined;

/** One setting of one entity with another value. */
export interface Change {
  readonly entity: string;
  readonly setting: string;
  /** `null` leaves the setting out. */
  readonly value: Value;
  /** See {@link Domain.unit}. */
  readonly unit?: "ms";
}

/** Why a hazard is there, and what removes it, most advisable first. */
export interface Counterfactual {
  /** Every single setting, in the order of the domains, with its first value that removes the hazard. */
  readonly causes: readonly Change[];
  /** Changes that remove it and break nothing else: all single ones, or, where there is none, all pairs. */
  readonly fixes: readonly (readonly Change[])[];
}

interface Trial {
  readonly changes: readonly Change[];
  readonly broken: readonly Broken[];
}

/**
 * Answers for each of `hazards`, in their order; nothing for one that `judge` does not know of. Tries every single change
 * once, and every pair only where a hazard has no single fix, of at most {@link PAIRED_MAX} values. Deterministic.
 */
export function counterfactuals(
  topology: Topology,
  domains: readonly Domain[],
  judge: Judge,
  hazards: readonly Broken[],
): readonly Counterfactual[] {
  const before = judge(topology) ?? [];
  const singles = [...trials(topology, domains, judge)];
  const known = hazards.filter((hazard) => before.some((one) => covers(one, hazard)));
  const found = hazards.map((hazard) => {
    const removing = known.includes(hazard) ? singles.filter((trial) => removes(trial, hazard)) : [];
    return { hazard, causes: firstValues(removing), fixes: fixing(removing, before) };
  });
  if (found.every(({ hazard, fixes }) => fixes.length > 0 || !known.includes(hazard)))
    return found.map(({ causes, fixes }) => ({ causes, fixes }));
  const causes = found.flatMap((each) => (each.fixes.length === 0 ? each.causes : []));
  const pairs = [...pairTrials(topology, nearest(domains, causes), judge)];
  return found.map(({ hazard, causes: own, fixes }) => {
    if (fixes.length > 0 || !known.includes(hazard)) return { causes: own, fixes };
    const removing = pairs.filter((trial) => removes(trial, hazard));
    return { causes: own, fixes: fixing(removing, before) };
  });
}

function fixing(removing: readonly Trial[], before: readonly Broken[]): (readonly Change[])[] {
  return removing.filter((trial) => addsNothing(trial, before)).map(({ changes }) => changes);
}

/** Nothing that the hazard's faults include breaks its clause any more. */
function removes({ broken }: Trial, hazard: Broken): boolean {
  return !broken.some((one) => covers(one, hazard));
}

function covers({ clause, atoms }: Broken, hazard: Broken): boolean {
  return clause === hazard.clause && below(atoms, hazard.atoms);
}

/** Every fault set that breaks a clause now includes one that broke it before. */
function addsNothing({ broken }: Trial, before: readonly Broken[]): boolean {
  return broken.every((now) =>
    before.some(({ clause, atoms }) => clause === now.clause && below(atoms, now.atoms)),
  );
}

function firstValues(trials: readonly Trial[]): Change[] {
  const first = new Map<string, Change>();
  for (const change of trials.flatMap(({ changes }) => changes)) {
    const key = JSON.stringify([change.entity, change.setting]);
    if (!first.has(key)) first.set(key, change);
  }
  return [...first.values()];
}

function* trials(topology: Topology, domains: readonly Domain[], judge: Judge): Generator<Trial> {
  for (const domain of domains) {
    for (const { change, changed } of changedBy(topology, domain)) {
      const broken = judge(changed);
      if (broken !== undefined) yield { changes: [change], broken };
    }
  }
}

/** Values of the settings that are tried in pairs: a long way has thousands of pairs. */
const PAIRED_MAX = 60;

/** The domains of which pairs are tried: those of `causes` first, as many as have so few values together. */
function nearest(domains: readonly Domain[], causes: readonly Change[]): readonly Domain[] {
  const isCause = ({ entity, setting }: Domain): boolean =>
    causes.some((cause) => cause.entity === entity && cause.setting === setting);
  const kept = new Set<Domain>();
  let count = 0;
  for (const domain of [...domains.filter(isCause), ...domains.filter((each) => !isCause(each))]) {
    if (count + domain.values.length > PAIRED_MAX) continue;
    count += domain.values.length;
    kept.add(domain);
  }
  return domains.filter((domain) => kept.has(domain));
}

function* pairTrials(topology: Topology, domains: readonly Domain[], judge: Judge): Generator<Trial> {
  for (const [i, first] of domains.entries()) {
    for (const one of changedBy(topology, first)) {
      for (const trial of trials(one.changed, domains.slice(i + 1), judge))
        yield { changes: [one.change, ...trial.changes], broken: trial.broken };
    }
  }
}

interface Changed {
  readonly change: Change;
  readonly changed: Topology;
}

function* changedBy(topology: Topology, domain: Domain): Generator<Changed> {
  const { entity, setting, unit } = domain;
  const one = { entity, setting, ...(unit === undefined ? {} : { unit }) };
  for (const value of domain.values)
    yield { change: { ...one, value }, changed: domain.apply(topology, value) };
}
