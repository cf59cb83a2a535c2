/** Stale: the last effect of a group belongs to a message that has a successor with an effect. */
import type { EffectOrder } from "./effect-orders.ts";
import { clockOf, type Search, type Unit } from "./units.ts";
import type { ClauseOf, View } from "./view.ts";

/** The last effect of a group, where one comes after all others, belongs to a message that was not called last. */
export function stale(
  view: View,
  one: EffectOrder,
  units: readonly Unit[],
  { scope }: ClauseOf<"order">,
  { broken, tally }: Omit<Search, "strict">,
): void {
  const isTotal = scope.kind === "total";
  const groups = new Map<number, Unit[]>();
  for (const unit of units) {
    const group = isTotal ? 0 : unit.group;
    const known = groups.get(group);
    if (known === undefined) groups.set(group, [unit]);
    else known.push(unit);
  }
  for (const group of groups.values()) {
    const last = lastOf(view, one, group);
    if (last < 0) continue;
    const unit = group.find(({ m }) => m === view.effects.intent(last));
    const successor = unit === undefined ? undefined : successorOf(view, group, unit, isTotal);
    if (unit === undefined || successor === undefined || broken.has(unit.m)) continue;
    broken.add(unit.m);
    tally.broken(() => ({
      what: `the last effect belongs to ${view.name(unit.m)}, and ${view.name(successor.m)} was called later`,
      lines: [
        view.intents.callLine(unit.root),
        view.intents.callLine(successor.root),
        view.effects.line(view.effects.first(successor.m)),
        view.effects.line(last),
      ],
    }));
  }
}

/** The effect that comes after all others of the group; -1 where there is none, or nobody can tell. */
function lastOf({ effects }: View, one: EffectOrder, group: readonly Unit[]): number {
  let last = -1;
  let before = -1;
  for (const { m } of group)
    for (let e = effects.first(m); e >= 0; e = effects.next(e)) {
      if (one.track(e) < 0 || (last >= 0 && one.track(e) !== one.track(last))) return -1;
      const later = one.lastToBegin(last, e);
      if (later === e) [before, last] = [latestEnd(one, before, last), e];
      else before = latestEnd(one, before, e);
    }
  return last >= 0 && (before < 0 || one.before(before, last)) ? last : -1;
}

function latestEnd(one: EffectOrder, a: number, b: number): number {
  return b < 0 ? a : one.lastToEnd(a, b);
}

function successorOf(view: View, group: readonly Unit[], unit: Unit, isTotal: boolean): Unit | undefined {
  const { intents } = view;
  const clock = isTotal ? clockOf(view) : undefined;
  const acked = clock?.acked(unit.root) ?? Number.NaN;
  for (let i = group.length - 1; i >= 0; i--) {
    const other = group[i] as Unit;
    const isLater = intents.callLine(other.root) > intents.callLine(unit.root);
    if (other.group === unit.group && isLater) return other;
    if (clock !== undefined && clock.called(other.root) > acked) return other;
  }
  return undefined;
}
