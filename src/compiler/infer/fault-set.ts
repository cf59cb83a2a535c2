/** Fault sets: sorted lists of atoms, each with the number of its strikes. How they join, and which is below which. */
import { baseOf, counted, isCounted, strikesOf } from "./atom.ts";
import type { Atom } from "./stage.ts";

/** A fault set in normal form: sorted, each base once. */
export type Atoms = readonly Atom[];

/** Whoever suffers `y` suffers `x` as well. */
export function below(x: Atoms, y: Atoms): boolean {
  outer: for (const p of x) {
    for (const q of y) if (p === q || weaker(p, q)) continue outer;
    return false;
  }
  return true;
}

/** Text of a fault set that equal sets share. */
export function setKey(atoms: Atoms): string {
  return atoms.join(" + ");
}

/** Order of two fault sets by their text. */
export function compare(x: Atoms, y: Atoms): number {
  const a = setKey(x);
  const b = setKey(y);
  return a < b ? -1 : a > b ? 1 : 0;
}

function weaker(p: Atom, q: Atom): boolean {
  return isCounted(q) && strikesOf(p) <= strikesOf(q) && baseOf(p) === baseOf(q);
}

/** Atoms with a hash of their bases: a set whose bits another lacks is not below it. */
export interface Hashed {
  readonly atoms: Atoms;
  readonly bits?: number;
}

/** Whether `x` is below `y`, by their hashes where both have one. */
export function lower(x: Hashed, y: Hashed): boolean {
  if (x.bits !== undefined && y.bits !== undefined && (x.bits & ~y.bits) !== 0) return false;
  return x.atoms.length <= y.atoms.length && below(x.atoms, y.atoms);
}

/** Odd, spreads the bits of a hash (2^32 divided by the golden ratio). */
const GOLDEN = 0x9e3779b1;

/** A bit for each base, of 32. */
export function bitsOf(atoms: Atoms): number {
  let bits = 0;
  for (const a of atoms) {
    const base = baseOf(a);
    let hash = 0;
    for (let i = 0; i < base.length; i++) hash = (Math.imul(hash, 31) + base.charCodeAt(i)) | 0;
    bits |= 1 << (Math.imul(hash, GOLDEN) >>> 27);
  }
  return bits;
}

/** The union of sets without a common base. */
export function beside(x: Atoms, y: Atoms): Atoms {
  const [p, q] = [x[0], y[0]];
  if (p === undefined || q === undefined) return p === undefined ? y : x;
  if (x.length === 1 && y.length === 1) return p < q ? [p, q] : [q, p];
  return [...x, ...y].sort();
}

/** Both sets; of an atom in both the higher count. */
export function union(x: Atoms, y: Atoms): Atoms {
  if (y.length === 0 || x === y) return x;
  if (x.length === 0) return y;
  const [p, q] = [x[0], y[0]];
  if (x.length === 1 && p === q) return y;
  if (y.length === 1 && q !== undefined && x.includes(q)) return x;
  return normal([...x, ...y]);
}

/** Both sets; of an atom in both the sum of the counts. */
export function both(x: Atoms, y: Atoms): Atoms {
  const out = [...x];
  for (const q of y) {
    const i = indexOfBase(out, q);
    const p = out[i];
    if (p === undefined) out.push(q);
    else out[i] = counted(baseOf(p), strikesOf(p) + strikesOf(q));
  }
  return out.sort();
}

/** Sorted, each atom once with its highest count. */
export function normal(atoms: Atoms): Atoms {
  if (atoms.length < 2) return atoms;
  const out: Atom[] = [];
  for (const a of atoms) {
    const i = indexOfBase(out, a);
    const b = out[i];
    if (b === undefined) out.push(a);
    else if (strikesOf(a) > strikesOf(b)) out[i] = a;
  }
  return out.sort();
}

function indexOfBase(atoms: Atoms, a: Atom): number {
  for (let i = 0; i < atoms.length; i++) {
    const b = atoms[i];
    if (b === a || (b !== undefined && (isCounted(a) || isCounted(b)) && baseOf(a) === baseOf(b))) return i;
  }
  return -1;
}
