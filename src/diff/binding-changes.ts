/** Bindings that came or went. A broker changes none: another key is another binding beside the old one. */
import { placeOf } from "../model/setting.ts";
import type { Binding, Topology } from "../model/topology.ts";
import { isList } from "../compiler/resolve/arguments.ts";
import type { Settings } from "../model/value.ts";
import type { BrokerChanges } from "./broker.ts";
import type { Change, Draft } from "./change.ts";
import { brokerIn, channelIn, concernsAt, isAt, ownersOf, rulesOf, type Sides } from "./sides.ts";
import { UNKNOWN_BROKER } from "./setting-drafts.ts";
import { canonical, effective, valueText } from "./values.ts";

/** One binding of one key, with all that decides about it. */
interface Single {
  readonly binding: Binding;
  readonly decides: Settings;
  /** Equal for equal bindings. */
  readonly key: string;
}

export function bindingDrafts(sides: Sides): readonly Draft[] {
  const before = singles(sides, sides.old, sides.old.bindings);
  const after = singles(sides, sides.now, sides.now.bindings);
  const [old, now] = [new Set(before.map(({ key }) => key)), new Set(after.map(({ key }) => key))];
  return [
    ...before.filter(({ key }) => !now.has(key)).map((one) => removed(sides, one, after)),
    ...after.filter(({ key }) => !old.has(key)).map((one) => added(sides, one, before)),
  ];
}

/** A list in a binding stands for several bindings. */
function singles(sides: Sides, topology: Topology, bindings: readonly Binding[]): readonly Single[] {
  return bindings.flatMap((binding) => {
    const broker = brokerIn(topology, channelIn(topology, binding.from)?.broker);
    const table = rulesOf(sides, broker)?.vocabulary.bindings?.settings ?? {};
    const defaults = { table, version: broker?.version ?? "", client: "", implied: {} };
    return split(effective(binding.settings, defaults)).map(({ decides, part }): Single => {
      const key = canonical([binding.from, binding.to, decides]);
      return { binding: { ...binding, settings: { ...binding.settings, ...part } }, decides, key };
    });
  });
}

interface Part {
  readonly decides: Settings;
  /** What is one of a list. */
  readonly part: Settings;
}

function split(settings: Settings): readonly Part[] {
  for (const [name, values] of Object.entries(settings)) {
    if (!isList(values)) continue;
    const each = new Map(values.map((value) => [canonical(value), { [name]: [value] }]));
    return [...each.values()].map((part) => ({ decides: { ...settings, ...part }, part }));
  }
  return [{ decides: settings, part: {} }];
}

function textOf({ binding, decides }: Single): string {
  const { from, to } = binding;
  const shown = Object.entries(decides).flatMap(([name, value]) => {
    const one = isList(value) && value.length === 1 ? value[0] : value;
    return one === "" || one === undefined ? [] : [`${name} ${valueText(one, undefined)}`];
  });
  const rest = shown.length === 0 ? "" : ` (${shown.join(", ")})`;
  return `binding ${from.kind} ${from.name} -> ${to.kind} ${to.name}${rest}`;
}

function removed(sides: Sides, one: Single, after: readonly Single[]): Draft {
  const broker = brokerIn(sides.old, channelIn(sides.old, one.binding.from)?.broker);
  const rules = rulesOf(sides, broker)?.changes;
  const judgement = rules?.bindingRemoved(isCovered(sides.now, one, after, rules)) ?? UNKNOWN_BROKER;
  return {
    change: { ...common(sides, one, "old"), ...judgement, kind: "removed" },
    apply: (topology) => without(sides, topology, one),
  };
}

/** Of a list of keys the others stay. */
function without(sides: Sides, topology: Topology, one: Single): Topology {
  const bindings = topology.bindings.flatMap((binding): readonly Binding[] => {
    if (!isBetween(binding, one.binding)) return [binding];
    const own = singles(sides, topology, [binding]);
    const rest = own.filter(({ key }) => key !== one.key);
    return rest.length === own.length ? [binding] : rest.map((each) => each.binding);
  });
  const isSame =
    bindings.length === topology.bindings.length &&
    bindings.every((each, i) => each === topology.bindings[i]);
  return isSame ? topology : { ...topology, bindings };
}

function isBetween(a: Binding, b: Binding): boolean {
  return isAt(a.from, b.from) && isAt(a.to, b.to);
}

/** Whether any of `others`, bindings of `topology`, matches all that `one` matches. */
function isCovered(
  topology: Topology,
  one: Single,
  others: readonly Single[],
  rules: BrokerChanges | undefined,
): boolean {
  const channel = channelIn(topology, one.binding.from);
  if (channel === undefined || rules === undefined) return false;
  return others.some(
    (other) => isBetween(other.binding, one.binding) && rules.covers(channel, other.decides, one.decides),
  );
}

function added(sides: Sides, one: Single, before: readonly Single[]): Draft {
  const broker = brokerIn(sides.now, channelIn(sides.now, one.binding.from)?.broker);
  const isRead = sides.oldAnalysis.topology.services.some(({ consumers }) =>
    consumers.some(({ from }) => from.kind === one.binding.to.kind && from.name === one.binding.to.name),
  );
  const rules = rulesOf(sides, broker)?.changes;
  const judgement = rules?.bindingAdded(isRead, isCovered(sides.old, one, before, rules));
  const apply = (topology: Topology): Topology =>
    channelIn(topology, one.binding.from) === undefined || channelIn(topology, one.binding.to) === undefined
      ? topology
      : { ...topology, bindings: [...topology.bindings, one.binding] };
  return { change: { ...common(sides, one, "new"), ...(judgement ?? UNKNOWN_BROKER), kind: "added" }, apply };
}

function common(
  sides: Sides,
  one: Single,
  side: "old" | "new",
): Pick<Change, "entity" | "owners" | "concerns" | "place"> {
  const { binding } = one;
  const topology = side === "old" ? sides.old : sides.now;
  const owner = (ref: Binding["from"]): string | undefined => channelIn(topology, ref)?.owner;
  return {
    entity: textOf(one),
    owners: ownersOf(owner(binding.from), owner(binding.to)),
    concerns: concernsAt(sides, binding.to),
    place: { side, origin: placeOf(binding, "key") },
  };
}
