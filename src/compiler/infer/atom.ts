/** Reading and writing atoms: `kind@place`, `kind@place#k` where it must strike k times. */
import type { Atom } from "./stage.ts";

const HASH = 35;
const ZERO = 48;
const NINE = 57;

/** `kind@place`. */
export function atom(kind: string, place: string): Atom {
  return `${kind}@${place}`;
}

/** Position of the `#` of a counted atom, -1 where it strikes once. */
function countAt(a: Atom): number {
  let i = a.length - 1;
  while (i > 0 && isDigit(a.charCodeAt(i))) i -= 1;
  return i < a.length - 1 && a.charCodeAt(i) === HASH ? i : -1;
}

function isDigit(code: number): boolean {
  return code >= ZERO && code <= NINE;
}

/** Must it strike more than once? */
export function isCounted(a: Atom): boolean {
  return countAt(a) >= 0;
}

/** The atom without its count. */
export function baseOf(a: Atom): Atom {
  const at = countAt(a);
  return at < 0 ? a : a.slice(0, at);
}

/** How often it must strike; 1 where nothing is said. */
export function strikesOf(a: Atom): number {
  const at = countAt(a);
  return at < 0 ? 1 : Number(a.slice(at + 1));
}

/** `base`, which is not counted, striking `times` times. */
export function counted(base: Atom, times: number): Atom {
  return times === 1 ? base : `${base}#${times}`;
}

/** What comes before the `@`. */
export function kindOf(a: Atom): string {
  const at = a.indexOf("@");
  return at < 0 ? a : a.slice(0, at);
}

/** What comes after the `@`, without the count. */
export function placeOf(a: Atom): string {
  const base = baseOf(a);
  return base.slice(base.indexOf("@") + 1);
}
