/**
 * Order: of two messages that were called one after the other, the effects come in that order. Leaves are compared by
 * their roots. Swap: all effects of the earlier one come after one of the later one. Stale: the last effect of a group
 * belongs to a message that has a successor with an effect. Back (strict): some effect of the earlier one comes after
 * one of the later one.
 */
import type { EffectOrder } from "./effect-orders.ts";
import { NO_REST } from "./delivery.ts";
import { stale } from "./stale.ts";
import { clockOf, type Search, type Unit, unitsOf } from "./units.ts";
import { counted, type Tally } from "./verdict.ts";
import type { ClauseOf, View } from "./view.ts";

export function order(view: View, clause: ClauseOf<"order">, tally: Tally): void {
  const units = unitsOf(view, clause, tally);
  const orders = view.orders();
  neighbours(view, units, orders, tally);
  const broken = new Set<number>();
  for (const one of orders) {
    pairs(view, one, units, { strict: clause.strict, broken, tally });
    if (clause.scope.kind === "total") across(view, one, units, { strict: clause.strict, broken, tally });
  }
  const { rest } = view.recording;
  if (rest === undefined) tally.cannot(`${NO_REST}, so an end that is out of date may still change`);
  else if (rest.how !== "circles")
    for (const one of orders) stale(view, one, units, clause, { broken, tally });
}

/** Pairs of neighbours of one group: how many can be compared at all. */
function neighbours(view: View, units: readonly Unit[], orders: readonly EffectOrder[], tally: Tally): void {
  const last = new Map<number, Unit>();
  for (const unit of units) {
    const before = last.get(unit.group);
    last.set(unit.group, unit);
    if (before === undefined || before.root === unit.root) continue;
    const isKnown = orders.some(
      (one) => isBefore(view, one, before.m, unit.m) || isBefore(view, one, unit.m, before.m),
    );
    if (isKnown) tally.over += 1;
    else tally.notComparable += 1;
  }
  if (tally.over === 0 && tally.notComparable > 0)
    tally.cannot(`the order of ${counted(tally.notComparable, "pair")} of effects cannot be told`);
}

/** Some effect of `a` comes before all effects of `b`. */
function isBefore(view: View, one: EffectOrder, a: number, b: number): boolean {
  const first = firstOf(view, one, b);
  if (first < 0) return false;
  const { effects } = view;
  for (let e = effects.first(a); e >= 0; e = effects.next(e))
    if (one.track(e) === one.track(first) && one.before(e, first)) return true;
  return false;
}

/** The effect of `m` that begins first, if one track knows all of them; else -1. */
function firstOf({ effects }: View, one: EffectOrder, m: number): number {
  let first = -1;
  for (let e = effects.first(m); e >= 0; e = effects.next(e)) {
    if (one.track(e) < 0 || (first >= 0 && one.track(e) !== one.track(first))) return -1;
    first = one.firstToBegin(first, e);
  }
  return first;
}

/** From the last call to the first, with the effect that ends first of what was called later, by group and track. */
function pairs(view: View, one: EffectOrder, units: readonly Unit[], search: Search): void {
  const { effects } = view;
  const earliest = new Map<number, number>();
  const tracks = view.recording.names.processes.size * 2 + 2;
  const at = (unit: Unit, e: number): number => unit.group * tracks + one.track(e);
  for (let end = units.length; end > 0; ) {
    const root = units[end - 1]?.root;
    let begin = end - 1;
    while (begin > 0 && units[begin - 1]?.root === root) begin -= 1;
    for (let u = begin; u < end; u++) {
      const unit = units[u] as Unit;
      compare(view, one, unit, (e) => earliest.get(at(unit, e)) ?? -1, search);
    }
    for (let u = begin; u < end; u++) {
      const unit = units[u] as Unit;
      for (let e = effects.first(unit.m); e >= 0; e = effects.next(e))
        if (one.track(e) >= 0) earliest.set(at(unit, e), one.firstToEnd(earliest.get(at(unit, e)) ?? -1, e));
    }
    end = begin;
  }
}

/** `later`: of what was called after `unit`, the effect on the track of an effect that ends first; -1 for none. */
function compare(
  view: View,
  one: EffectOrder,
  unit: Unit,
  later: (e: number) => number,
  { strict, broken, tally }: Search,
): void {
  if (broken.has(unit.m)) return;
  const first = firstOf(view, one, unit.m);
  const ahead = first < 0 ? -1 : later(first);
  if (ahead >= 0 && one.before(ahead, first)) {
    broken.add(unit.m);
    tally.broken(() => found(view, unit, ahead, first, "comes to effect after"));
    return;
  }
  if (!strict) return;
  for (let e = view.effects.first(unit.m); e >= 0; e = view.effects.next(e)) {
    if (one.track(e) < 0) continue;
    const earlier = later(e);
    if (earlier < 0 || !one.before(earlier, e)) continue;
    broken.add(unit.m);
    tally.broken(() => found(view, unit, earlier, e, "comes to effect again after"));
    return;
  }
}

function found(
  view: View,
  { m, root }: Unit,
  ahead: number,
  e: number,
  how: string,
): { readonly what: string; readonly lines: readonly number[] } {
  const { effects, intents } = view;
  const other = effects.intent(ahead);
  const otherRoot = view.rootOf(other);
  return {
    what: `${view.name(m)} ${how} ${view.name(other)}, which was called later`,
    lines: [intents.callLine(root), intents.callLine(otherRoot), effects.line(ahead), effects.line(e)],
  };
}

/** Total: what was acknowledged before another message was called, whoever called it. */
function across(view: View, one: EffectOrder, units: readonly Unit[], search: Search): void {
  const clock = clockOf(view);
  if (clock === undefined) {
    const lineages = new Set(units.map(({ group }) => group));
    if (lineages.size > 1)
      search.tally.cannot(
        "the header does not bound by how much clocks differ (`skew`), so calls of several processes cannot be compared",
      );
    return;
  }
  const { acked, called } = clock;
  const byAck = units.filter(({ root }) => acked(root) < Number.POSITIVE_INFINITY);
  const isSaid = (n: number): boolean => !Number.isNaN(n);
  const sorted = byAck
    .filter(({ root }) => isSaid(acked(root)))
    .sort((a, b) => acked(b.root) - acked(a.root));
  const later = units
    .filter(({ root }) => isSaid(called(root)))
    .sort((a, b) => called(b.root) - called(a.root));
  const earliest = new Map<number, number>();
  let next = 0;
  for (const unit of sorted) {
    for (; next < later.length && called((later[next] as Unit).root) > acked(unit.root); next++) {
      const { m } = later[next] as Unit;
      for (let e = view.effects.first(m); e >= 0; e = view.effects.next(e))
        if (one.track(e) >= 0)
          earliest.set(one.track(e), one.firstToEnd(earliest.get(one.track(e)) ?? -1, e));
    }
    compare(view, one, unit, (e) => earliest.get(one.track(e)) ?? -1, search);
  }
}
