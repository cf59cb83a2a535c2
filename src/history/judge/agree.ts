/** Agree: no two messages come to effect first in opposite orders at two groups. */
import { NO_REST } from "./delivery.ts";
import { type EffectOrder, effectOrders } from "./effect-orders.ts";
import type { Effects } from "./effects.ts";
import { counted, type Tally } from "./verdict.ts";
import type { ClauseOf, View } from "./view.ts";

/** The effects of one root at one group, as one order knows them. */
interface Shown {
  /** Track of all of them; -1 where no track knows them all. */
  readonly track: number;
  /** The one that begins first. */
  readonly first: number;
  /** For each track the one that ends first. */
  readonly ends: ReadonlyMap<number, number>;
}

interface Pair {
  readonly root: number;
  readonly left: Shown;
  readonly right: Shown;
}

export function agree(view: View, { groups }: ClauseOf<"agree">, tally: Tally): void {
  for (let i = 0; i < groups.length; i++)
    for (let j = i + 1; j < groups.length; j++) compareGroups(view, groups[i] ?? "", groups[j] ?? "", tally);
  if (view.recording.rest === undefined && tally.over === 0) tally.cannot(NO_REST);
}

function compareGroups(view: View, one: string, other: string, tally: Tally): void {
  const { recording, isSimulation } = view;
  const [left, right] = [recording.effectsAt(one), recording.effectsAt(other)];
  const { skew } = recording.header;
  const shared = view.roots.filter((root) => shows(left, root) && shows(right, root));
  if (shared.length < 2) return;
  const broken = new Set<number>();
  const compared = new Set<number>();
  for (const a of effectOrders(left, isSimulation, skew))
    for (const b of effectOrders(right, isSimulation, skew)) {
      const pairs = Array.from(
        shared,
        (root): Pair => ({
          root,
          left: shownOf(left, a, root),
          right: shownOf(right, b, root),
        }),
      );
      for (const [key, some] of byTracks(pairs)) {
        if (some.length > 1) some.forEach(({ root }) => compared.add(root));
        opposite({ view, left: a, right: b, effects: [left, right], broken, tally }, key, some);
      }
    }
  tally.over += compared.size;
  const alone = shared.length - compared.size;
  tally.notComparable += alone;
  if (compared.size === 0)
    tally.cannot(`the order of ${counted(alone, "message")} at ${one} and ${other} cannot be told`);
}

function shows(effects: Effects, root: number): boolean {
  for (const m of family(effects, root)) if (effects.count(m) > 0) return true;
  return false;
}

function* family(effects: Effects, root: number): Generator<number> {
  for (let leaf = effects.firstLeaf(root); leaf >= 0; leaf = effects.nextLeaf(leaf)) yield leaf;
}

function shownOf(effects: Effects, order: EffectOrder, root: number): Shown {
  let [track, first] = [-2, -1];
  const ends = new Map<number, number>();
  for (const m of family(effects, root))
    for (let e = effects.first(m); e >= 0; e = effects.next(e)) {
      const on = order.track(e);
      track = track === -2 || track === on ? on : -1;
      if (on < 0) continue;
      first = order.firstToBegin(first, e);
      ends.set(on, order.firstToEnd(ends.get(on) ?? -1, e));
    }
  return { track, first, ends };
}

/** Roots that have effects on a track of the left group and on one of the right. */
function byTracks(pairs: readonly Pair[]): ReadonlyMap<string, readonly Pair[]> {
  const groups = new Map<string, Pair[]>();
  for (const pair of pairs)
    for (const left of pair.left.ends.keys())
      for (const right of pair.right.ends.keys()) {
        const key = `${left} ${right}`;
        const known = groups.get(key);
        if (known === undefined) groups.set(key, [pair]);
        else known.push(pair);
      }
  return groups;
}

interface Sides {
  readonly view: View;
  readonly left: EffectOrder;
  readonly right: EffectOrder;
  readonly effects: readonly [Effects, Effects];
  readonly broken: Set<number>;
  readonly tally: Tally;
}

/** `a` before `b` on the left: some effect of a comes before all of b; and `b` before `a` on the right. */
function opposite(sides: Sides, key: string, pairs: readonly Pair[]): void {
  const [leftTrack = -1, rightTrack = -1] = key.split(" ").map(Number);
  const { left, right, broken } = sides;
  const endOf = (pair: Pair): number => pair.left.ends.get(leftTrack) ?? -1;
  const firsts = pairs.filter((pair) => pair.right.track === rightTrack);
  firsts.sort((a, b) => left.compareEnds(endOf(a), endOf(b)));
  const seconds = pairs.filter((pair) => pair.left.track === leftTrack);
  seconds.sort((a, b) => left.compareBegins(a.left.first, b.left.first));
  let next = 0;
  let latest: Pair | undefined;
  for (const b of seconds) {
    for (; next < firsts.length && left.before(endOf(firsts[next] as Pair), b.left.first); next++) {
      const a = firsts[next] as Pair;
      if (latest === undefined || right.lastToBegin(latest.right.first, a.right.first) === a.right.first)
        latest = a;
    }
    if (latest === undefined || broken.has(b.root)) continue;
    const ahead = b.right.ends.get(rightTrack) ?? -1;
    if (latest.root === b.root || !right.before(ahead, latest.right.first)) continue;
    broken.add(b.root);
    report(sides, latest, b, [endOf(latest), b.left.first, ahead, latest.right.first]);
  }
}

function report(
  { view, effects: [left, right], tally }: Sides,
  a: Pair,
  b: Pair,
  [a1 = 0, b1 = 0, b2 = 0, a2 = 0]: readonly number[],
): void {
  tally.broken(() => ({
    what: `${view.name(a.root)} comes before ${view.name(b.root)} at one group and after it at the other`,
    lines: [left.line(a1), left.line(b1), right.line(b2), right.line(a2)],
  }));
}
