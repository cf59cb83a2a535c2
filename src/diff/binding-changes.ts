/** Bindings that came or went. A broker changes none: another key is another binding beside the old one. */
import { placeOf } from "../model/setting.ts";
import type { Binding, Topology } from "../model/topology.ts";
import type { Settings, Value } from "../model/value.ts";
import type { BrokerChanges } from "./broker.ts";
import type { Change, Draft } from "./change.ts";
import { brokerIn, channelIn, concernsAt, ownersOf, rulesOf, type Sides } from "./sides.ts";
import { UNKNOWN_BROKER } from "./setting-drafts.ts";
import { effective, same, valueText } from "./values.ts";

/** One binding of one key, with all that decides about it. */
interface Single {
  readonly binding: Binding;
  readonly decides: Settings;
}

export function bindingDrafts(sides: Sides): readonly Draft[] {
  const before = singles(sides, sides.old);
  const after = singles(sides, sides.now);
  const isIn = (list: readonly Single[], one: Single): boolean => list.some((other) => equal(other, one));
  return [
    ...before.filter((one) => !isIn(after, one)).map((one) => removed(sides, one)),
    ...after.filter((one) => !isIn(before, one)).map((one) => added(sides, one)),
  ];
}

function equal(a: Single, b: Single): boolean {
  return same([a.binding.from, a.binding.to, a.decides], [b.binding.from, b.binding.to, b.decides]);
}

/** A list in a binding stands for several bindings. */
function singles(sides: Sides, topology: Topology): readonly Single[] {
  return topology.bindings.flatMap((binding) => {
    const broker = brokerIn(topology, channelIn(topology, binding.from)?.broker);
    const table = rulesOf(sides, broker)?.vocabulary.bindings?.settings ?? {};
    const all = effective(binding.settings, {
      table,
      version: broker?.version ?? "",
      client: "",
      implied: {},
    });
    return split(all).map((decides): Single => ({ binding: { ...binding, settings: decides }, decides }));
  });
}

function split(settings: Settings): readonly Settings[] {
  const list = Object.entries(settings).find(([, value]) => Array.isArray(value));
  if (list === undefined) return [settings];
  const [name, values] = list;
  return Array.isArray(values)
    ? [
        ...new Map(
          values.map((value: Value) => [JSON.stringify(value), { ...settings, [name]: [value] }]),
        ).values(),
      ]
    : [settings];
}

function textOf({ binding, decides }: Single): string {
  const { from, to } = binding;
  const shown = Object.entries(decides).flatMap(([name, value]) => {
    const one = Array.isArray(value) && value.length === 1 ? (value[0] as Value) : value;
    return one === "" ? [] : [`${name} ${valueText(one, undefined)}`];
  });
  const rest = shown.length === 0 ? "" : ` (${shown.join(", ")})`;
  return `binding ${from.kind} ${from.name} -> ${to.kind} ${to.name}${rest}`;
}

function removed(sides: Sides, one: Single): Draft {
  const broker = brokerIn(sides.old, channelIn(sides.old, one.binding.from)?.broker);
  const rules = rulesOf(sides, broker)?.changes;
  const judgement = rules?.bindingRemoved(isCovered(sides, one, rules));
  const apply = (topology: Topology): Topology => {
    const bindings = topology.bindings.flatMap((binding): readonly Binding[] => {
      const own = singles(sides, { ...topology, bindings: [binding] });
      return own.some((each) => equal(each, one))
        ? own.filter((each) => !equal(each, one)).map((each) => each.binding)
        : [binding];
    });
    return bindings.every((each, i) => each === topology.bindings[i]) &&
      bindings.length === topology.bindings.length
      ? topology
      : { ...topology, bindings };
  };
  return {
    change: { ...common(sides, one, "old"), ...(judgement ?? UNKNOWN_BROKER), kind: "removed" },
    apply,
  };
}

function isCovered(sides: Sides, one: Single, rules: BrokerChanges): boolean {
  const { from, to } = one.binding;
  const channel = channelIn(sides.now, from);
  if (channel === undefined) return false;
  return singles(sides, sides.now).some(
    (other) =>
      same([other.binding.from, other.binding.to], [from, to]) &&
      rules.covers(channel, other.decides, one.decides),
  );
}

function added(sides: Sides, one: Single): Draft {
  const broker = brokerIn(sides.now, channelIn(sides.now, one.binding.from)?.broker);
  const isRead = sides.oldAnalysis.topology.services.some(({ consumers }) =>
    consumers.some(({ from }) => from.kind === one.binding.to.kind && from.name === one.binding.to.name),
  );
  const judgement = rulesOf(sides, broker)?.changes.bindingAdded(isRead);
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
