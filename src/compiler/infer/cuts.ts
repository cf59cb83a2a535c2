/**
 * The algebra of cuts: fault trees in normal form. A value is an antichain of minimal fault sets, so `plus` and `times`
 * are commutative, associative, idempotent and distribute over each other, and 1 + a = 1. A fault set is a set of atoms,
 * each with the number of its strikes; x is below y iff y strikes everything x does at least as often.
 */
import { baseOf, counted, strikesOf } from "./atom.ts";
import type { Atom, Cut, Cuts, Need, Term } from "./stage.ts";

type Atoms = readonly Atom[];

/** Impossible. */
export const NONE: Cuts = [];

/** Larger fault sets are left out, and the inference says so. */
export const ATOMS_MAX = 3;

/** One fault set, with where it comes from. The stage, rule, hop, … of the term are set by the inference. */
export function cut(atoms: Atoms, term: Partial<Term> = {}): Cut {
  return { atoms: normal(atoms), term: { ...BLANK, ...term } };
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

/** Both happen, and one strike may play both roles: all unions. */
export function times(a: Cuts, b: Cuts): Cuts {
  return product(a, b, union);
}

/** ∘: both happen by different strikes. Pairs that share an atom are left out. */
export function apart(a: Cuts, b: Cuts): Cuts {
  return product(a, b, (x, y) =>
    x.some((p) => y.some((q) => baseOf(p) === baseOf(q))) ? undefined : union(x, y),
  );
}

/** ∘, where a shared atom has to strike as often as both need: `{x} ∘ {x}` is `{x#2}`. */
export function twice(a: Cuts, b: Cuts): Cuts {
  return product(a, b, both);
}

/** The cuts of `a` that do not by themselves bring about `b`. */
export function without(a: Cuts, b: Cuts): Cuts {
  if (a.length === 0 || b.length === 0) return a;
  return a.filter((x) => !b.some((y) => below(y.atoms, x.atoms)));
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

/** Whoever suffers `y` suffers `x` as well. */
export function below(x: Atoms, y: Atoms): boolean {
  outer: for (const p of x) {
    for (const q of y) if (p === q || weaker(p, q)) continue outer;
    return false;
  }
  return true;
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

/** Text of a fault set that equal sets share. */
export function setKey(atoms: Atoms): string {
  return atoms.join(" + ");
}

function compare(x: Atoms, y: Atoms): number {
  const a = setKey(x);
  const b = setKey(y);
  return a < b ? -1 : a > b ? 1 : 0;
}

function weaker(p: Atom, q: Atom): boolean {
  const times = strikesOf(q);
  return times > 1 && strikesOf(p) <= times && baseOf(p) === baseOf(q);
}

function join(a: Cuts, b: readonly Cut[]): Cuts {
  if (b.length === 0) return a;
  if (a.length === 0 && b.length === 1) return b;
  let out: Cut[] | undefined;
  for (const c of b) {
    const have: Cuts = out ?? a;
    if (have.some((x) => below(x.atoms, c.atoms))) continue;
    out = have.filter((x) => !below(c.atoms, x.atoms));
    out.push(c);
  }
  return out ?? a;
}

function product(a: Cuts, b: Cuts, combine: (x: Atoms, y: Atoms) => Atoms | undefined): Cuts {
  if (a.length === 0 || b.length === 0) return NONE;
  const out: Cut[] = [];
  for (const x of a) {
    for (const y of b) {
      const atoms = combine(x.atoms, y.atoms);
      if (atoms !== undefined) out.push({ atoms, term: mergedTerm(x.term, y.term) });
    }
  }
  return minimal(out);
}

function union(x: Atoms, y: Atoms): Atoms {
  if (y.length === 0 || x === y) return x;
  if (x.length === 0) return y;
  return normal([...x, ...y]);
}

function both(x: Atoms, y: Atoms): Atoms {
  const out = [...x];
  for (const q of y) {
    const i = out.findIndex((p) => baseOf(p) === baseOf(q));
    const p = out[i];
    if (p === undefined) out.push(q);
    else out[i] = counted(baseOf(p), strikesOf(p) + strikesOf(q));
  }
  return out.sort();
}

/** Sorted, each atom once with its highest count. */
function normal(atoms: Atoms): Atoms {
  if (atoms.length < 2) return atoms;
  const out: Atom[] = [];
  for (const a of atoms) {
    const i = out.findIndex((b) => a === b || baseOf(a) === baseOf(b));
    const b = out[i];
    if (b === undefined) out.push(a);
    else if (strikesOf(a) > strikesOf(b)) out[i] = a;
  }
  return out.sort();
}

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
