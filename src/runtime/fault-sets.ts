/** Sets of faults: names of atoms, where an atom that struck twice stands twice. */

/** Orders texts by their code units. */
export function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Does `whole` contain `part`, as multisets? */
export function includes(whole: readonly string[], part: readonly string[]): boolean {
  const rest = [...whole];
  return part.every((atom) => {
    const at = rest.indexOf(atom);
    if (at >= 0) rest.splice(at, 1);
    return at >= 0;
  });
}

/** Are they the same, in whatever order? */
export function sameAtoms(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && includes(a, b);
}
