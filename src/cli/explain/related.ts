/** Which codes are most alike, so that whoever reads of one finds the others. */
import { type Entry, headlineOf } from "./registry.ts";
import { Ranking } from "./ranking.ts";

/** Codes that are named beside one. */
const RELATED_MAX = 4;

/** Finds codes by their likeness to one another. Of a rule that speaks of several stages each code is one of them. */
export class Related {
  readonly #entries: readonly Entry[];
  readonly #ranking: Ranking<Entry>;

  constructor(entries: readonly Entry[]) {
    this.#entries = entries;
    this.#ranking = new Ranking(entries, (entry) => ({ headings: [headlineOf(entry)], text: entry.text }));
  }

  /** Best first; no code twice, nor two that say the same. */
  of(code: string): readonly string[] {
    const entry = this.#entries.find((each) => each.code === code);
    if (entry === undefined) return [];
    const told = new Set([entry.text]);
    const found = this.#ranking.ask(entry.text).flatMap(({ item }) => {
      if (told.has(item.text)) return [];
      told.add(item.text);
      return [item.code];
    });
    return found.slice(0, RELATED_MAX);
  }
}
