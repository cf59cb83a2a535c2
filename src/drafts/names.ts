/** Names of a draft: what others called their things, as words of the language, each once in its class. */

const LENGTH_MAX = 60;

export class Names {
  readonly #taken = new Set<string>();
  /** Where to go on counting, by class and word. */
  readonly #next = new Map<string, number>();
  readonly #given = new Map<string, string>();

  /** The name for `thing` of class `kind`, made from `wish`; the same one whenever asked. */
  of(kind: string, thing: string, wish: string): string {
    const key = `${kind}\u0000${thing}`;
    const known = this.#given.get(key);
    if (known !== undefined) return known;
    const base = wordOf(wish, kind);
    let name = base;
    let i = this.#next.get(`${kind} ${base}`) ?? 2;
    for (; this.#taken.has(`${kind} ${name}`); i++) name = `${base}-${i}`;
    this.#next.set(`${kind} ${base}`, i);
    this.#taken.add(`${kind} ${name}`);
    this.#given.set(key, name);
    return name;
  }
}

/** `wish` as a word of the language; `otherwise` where nothing of it is left. */
export function wordOf(wish: string, otherwise: string): string {
  const word = wish
    .slice(0, LENGTH_MAX)
    .replaceAll(/[^A-Za-z0-9_]+/g, "-")
    .replaceAll(/^-+|-+$/g, "");
  if (word === "") return otherwise;
  return /^[A-Za-z_]/.test(word) ? word : `${otherwise}-${word}`;
}
