/**
 * The algebra of cuts: fault trees in normal form. A value is an antichain of minimal fault sets, so `plus` and `times`
 * are commutative, associative, idempotent and distribute over each other, and 1 + a = 1. A fault set is a set of atoms,
 * each with the number of its strikes; x is below y iff y strikes everything x does at least as often.
 */
import {
  type Atoms,
  beside,
  bitsOf,
  both,
  compare,
  type Hashed,
  lower,
  below,
  normal,
  union,
} from "./fault-set.ts";
import type { Cut, Cuts, Need, Term } from "./stage.ts";

/** Impossible. */
export const NONE: Cuts = [];

/** Larger fault sets are left out, and the inference says so. */
export const ATOMS_MAX = 3;

/** One fault set, with where it comes from. The stage, rule, hop, … of the term are set by the inference. */
export function cut(atoms: Atoms, term: Partial<Term> = {}): Cut {
  const set = normal(atoms);
  return { atoms: set, bits: bitsOf(set), term: { ...BLANK, ...term } };
}

/** One cut for each atom: any of them suffices. */
export function anyOf(atoms: Atoms, term: Partial<Term> = {}): Cuts {
  return minimal(atoms.map((a) => cut([a], term)));
}

/** Happens without any fault. */
export function always(term: Partial<Term> = {}): Cuts {
  return [cut([], term)];
}

const BLANK: Term = { stage: "", rule: "", points: [], needs: [], cites: [] };

/** Either happens: the minimal sets of both. Of equal sets the term of the first stays. */
export function plus(...parts: readonly Cuts[]): Cuts {
  let sum: Cuts = NONE;
  for (const part of parts) sum = join(sum, part);
  return sum;
}

/** The same sum, for a list of summands. */
export function sum(parts: Iterable<Cuts>): Cuts {
  let total: Cuts = NONE;
  for (const part of parts) total = join(total, part);
  return total;
}

/** Both happen, and one strike may play both roles: all unions, of at most `atoms` atoms. */
export function times(a: Cuts, b: Cuts, atoms: number = Number.POSITIVE_INFINITY): Cuts {
  return product(a, b, union, atoms);
}

/** The cut with another term. */
export function relabelled(c: Cut, term: Term): Cut {
  return c.bits === undefined ? { atoms: c.atoms, term } : { atoms: c.atoms, bits: c.bits, term };
}

/** ∘, where a shared atom has to strike as often as both need: `{x} ∘ {x}` is `{x#2}`. Of at most `atoms` atoms. */
export function twice(a: Cuts, b: Cuts, atoms: number = Number.POSITIVE_INFINITY): Cuts {
  return product(a, b, both, atoms);
}

/** The cuts of `a` that do not by themselves bring about `b`. */
export function without(a: Cuts, b: Cuts): Cuts {
  if (a.length === 0 || b.length === 0) return a;
  return a.filter((x) => !holdsLower(b, x));
}

/** The antichain of the smallest of `cuts`. */
export function minimal(cuts: readonly Cut[]): Cuts {
  return join(NONE, cuts);
}

/** Same fault sets, whatever their terms and order. */
export function equal(a: Cuts, b: Cuts): boolean {
  return (
    a.length === b.length && a.every((x) => b.some((y) => below(x.atoms, y.atoms) && below(y.atoms, x.atoms)))
  );
}

/** Fault sets of at most `atoms` atoms, and whether larger ones were left out. */
export function limited(
  cuts: Cuts,
  atoms: number = ATOMS_MAX,
): { readonly cuts: Cuts; readonly cutOff: boolean } {
  for (const { atoms: set } of cuts)
    if (set.length > atoms) return { cuts: cuts.filter((c) => c.atoms.length <= atoms), cutOff: true };
  return { cuts, cutOff: false };
}

/** Cuts in the order of reports: small ones first, then by their atoms. */
export function sorted(cuts: Cuts): Cuts {
  return [...cuts].sort((x, y) => x.atoms.length - y.atoms.length || compare(x.atoms, y.atoms));
}

function join<T extends Hashed>(a: readonly T[], b: readonly T[]): readonly T[] {
  if (b.length === 0) return a;
  if (a.length === 0 && b.length === 1) return b;
  let out: T[] | undefined;
  for (const c of b) {
    const have: readonly T[] = out ?? a;
    if (holdsLower(have, c)) continue;
    out ??= [...a];
    dropAbove(out, c);
    out.push(c);
  }
  return out ?? a;
}

function holdsLower(have: readonly Hashed[], c: Hashed): boolean {
  for (const x of have) if (lower(x, c)) return true;
  return false;
}

function dropAbove(out: Hashed[], c: Hashed): void {
  let kept = 0;
  for (const x of out) {
    if (lower(c, x)) continue;
    out[kept] = x;
    kept += 1;
  }
  out.length = kept;
}

interface Pair extends Hashed {
  readonly x: Cut;
  readonly y: Cut;
}

function product(a: Cuts, b: Cuts, combine: (x: Atoms, y: Atoms) => Atoms, atomsMax: number): Cuts {
  if (a.length === 0 || b.length === 0) return NONE;
  const pairs: Pair[] = [];
  for (const x of a) {
    for (const y of b) {
      const [p, q] = [x.bits ?? bitsOf(x.atoms), y.bits ?? bitsOf(y.atoms)];
      const disjoint = (p & q) === 0;
      if (disjoint && x.atoms.length + y.atoms.length > atomsMax) continue;
      const atoms = disjoint ? beside(x.atoms, y.atoms) : combine(x.atoms, y.atoms);
      if (atoms.length <= atomsMax) pairs.push({ atoms, bits: p | q, x, y });
    }
  }
  return join(NO_PAIRS, pairs).map(({ atoms, bits, x, y }): Cut => {
    const term = mergedTerm(x.term, y.term);
    return bits === undefined ? { atoms, term } : { atoms, bits, term };
  });
}

const NO_PAIRS: readonly Pair[] = [];

function mergedTerm(a: Term, b: Term): Term {
  if (a === b) return a;
  return {
    ...a,
    points: distinct(a.points, b.points),
    needs: mergedNeeds(a.needs, b.needs),
    cites: distinct(a.cites, b.cites),
  };
}

function distinct(a: readonly string[], b: readonly string[]): readonly string[] {
  if (b.length === 0) return a;
  if (a.length === 0) return b;
  return [...new Set([...a, ...b])];
}

/** What both need: of counts the higher one. */
export function mergedNeeds(a: readonly Need[], b: readonly Need[]): readonly Need[] {
  if (b.length === 0 || a === b) return a;
  if (a.length === 0) return b;
  const out = [...a];
  for (const need of b) {
    const i = out.findIndex((other) => other.kind === need.kind);
    const other = out[i];
    if (other === undefined) out.push(need);
    else if ("count" in other && "count" in need && need.count > other.count) out[i] = need;
  }
  return out;
}
