/** What of a flow's cuts a fault model can bring about. */
import { assert } from "../../base/assert.ts";
import type { FaultModel } from "../../model/guarantee.ts";
import { baseOf, counted, kindOf, strikesOf } from "./atom.ts";
import { cut, minimal } from "./cuts.ts";
import { setKey } from "./fault-set.ts";
import type { Atom, Cut, Cuts } from "./stage.ts";

/** Names of counted atoms and the atoms of which any one counts once. */
export type Counted = ReadonlyMap<string, readonly Atom[]>;

const NOTHING_COUNTED: Counted = new Map();

/**
 * The minimal fault sets of at most `faults.count` strikes of its kinds, in atoms that strike: a counted atom is spelled
 * out as the strikes that reach its count (a strike of a kind with `times` counts up to so often). Durations have been
 * compared by the lowerings.
 */
export function within(cuts: Cuts, faults: FaultModel, members: Counted = NOTHING_COUNTED): Cuts {
  const out: Cut[] = [];
  for (const c of cuts) {
    if (simple(c, members)) {
      if (c.atoms.length <= faults.count && c.atoms.every((a) => weight(a, faults) > 0)) out.push(c);
    } else out.push(...spelledOut(c, faults, members));
  }
  return minimal(out);
}

function simple(c: Cut, members: Counted): boolean {
  return c.atoms.every((a) => strikesOf(a) === 1 && !members.has(a));
}

/** How often one strike of the atom counts; 0 if it is not in the model. */
function weight(a: Atom, faults: FaultModel): number {
  const kinds: Readonly<Record<string, { readonly times?: number }>> = faults.kinds;
  const bound = kinds[kindOf(a)];
  return bound === undefined ? 0 : (bound.times ?? 1);
}

function spelledOut(c: Cut, faults: FaultModel, members: Counted): Cut[] {
  let sets: Strikes[] = [new Map()];
  for (const a of c.atoms) {
    const ways = reaching(members.get(baseOf(a)) ?? [baseOf(a)], strikesOf(a), faults);
    sets = sets
      .flatMap((set) => ways.map((way) => joined(set, way)))
      .filter((set) => total(set) <= faults.count);
  }
  const seen = new Map(
    sets.map((set) => [...set].map(([base, times]) => counted(base, times))).map((s) => [setKey(s), s]),
  );
  return [...seen.values()].map((atoms) => cut(atoms, c.term));
}

/** Strikes of an atom, by its base. */
type Strikes = ReadonlyMap<Atom, number>;

/** Every choice of at most `faults.count` strikes of `atoms` that counts to `target`, without one to spare. */
function reaching(atoms: readonly Atom[], target: number, faults: FaultModel): Strikes[] {
  assert(target > 0, "a counted atom strikes at least once");
  const usable = atoms.filter((a) => weight(a, faults) > 0);
  const out: Strikes[] = [];
  const choose = (from: number, left: number, strikes: Strikes): void => {
    if (left <= 0) return void out.push(strikes);
    if (total(strikes) >= faults.count) return;
    for (let i = from; i < usable.length; i++) {
      const a = usable[i];
      if (a !== undefined)
        choose(i, left - weight(a, faults), new Map(strikes).set(a, (strikes.get(a) ?? 0) + 1));
    }
  };
  choose(0, target, new Map());
  return out;
}

/** One strike may play both roles: of each atom the higher number. */
function joined(a: Strikes, b: Strikes): Strikes {
  const out = new Map(a);
  for (const [base, times] of b) out.set(base, Math.max(times, out.get(base) ?? 0));
  return out;
}

function total(strikes: Strikes): number {
  let n = 0;
  for (const times of strikes.values()) n += times;
  return n;
}
