/**
 * Which texts answer a question best. A text is found by its words, rare ones counting more; by how much of the question
 * one of its headings holds; and in spite of misspelt words. The same question has the same answer everywhere.
 */
import { nearest } from "../../diagnostics/nearest.ts";
import { KNOWN_FORMS, wordsOf } from "./words.ts";

/** What can be found. */
export interface Findable {
  /** Questions and titles, each a short text of its own. */
  readonly headings: readonly string[];
  readonly text: string;
}

export interface Ranked<T> {
  readonly item: T;
  /** Above zero; more is better. */
  readonly score: number;
}

interface Indexed<T> {
  readonly item: T;
  readonly headings: readonly ReadonlySet<string>[];
  readonly body: ReadonlySet<string>;
}

/** A word in a heading, and all of one heading, beside a word in the text. */
const HEADING_WEIGHT = 2;
const COVER_WEIGHT = 6;
/** A misspelt word is sought among the known ones from this length on. */
const MISSPELT_LENGTH = 5;

/** Texts that can be asked. */
export class Ranking<T> {
  readonly #indexed: readonly Indexed<T>[];
  /** In how many texts a word is. */
  readonly #counts = new Map<string, number>();

  constructor(items: readonly T[], findable: (item: T) => Findable) {
    this.#indexed = items.map((item) => {
      const { headings, text } = findable(item);
      const sets = headings.map((heading) => new Set(wordsOf(heading)));
      return { item, headings: sets, body: new Set(wordsOf(text)) };
    });
    for (const { headings, body } of this.#indexed)
      for (const word of new Set([...headings.flatMap((heading) => [...heading]), ...body]))
        this.#counts.set(word, (this.#counts.get(word) ?? 0) + 1);
  }

  /** What has to do with the question, best first; of equal ones the first that was given. */
  ask(question: string): readonly Ranked<T>[] {
    const words = [...new Set(wordsOf(question).map((word) => this.#known(word)))];
    return this.#indexed
      .map((each) => ({ item: each.item, score: this.#score(each, words) }))
      .filter(({ score }) => score > 0)
      .sort((a, b) => b.score - a.score);
  }

  /** The word itself if some text has it, else the one that was meant, if one is near. */
  #known(word: string): string {
    if (this.#counts.has(word) || word.length < MISSPELT_LENGTH) return word;
    // Who mistypes a word nearly always begins it right.
    const candidates = [...this.#counts.keys(), ...KNOWN_FORMS].filter((known) => known[0] === word[0]);
    const meant = nearest(word, candidates) ?? word;
    return wordsOf(meant)[0] ?? meant;
  }

  /** How much a word says: more the fewer texts have it. One that no text has makes every answer a worse one. */
  #weight(word: string): number {
    return Math.log(1 + this.#indexed.length / Math.max(1, this.#counts.get(word) ?? 0));
  }

  #score({ headings, body }: Indexed<T>, words: readonly string[]): number {
    const total = this.#sum(words);
    if (total === 0) return 0;
    const inHeadings = words.filter((word) => headings.some((heading) => heading.has(word)));
    const inBody = words.filter((word) => body.has(word));
    const cover = Math.max(0, ...headings.map((heading) => this.#cover(heading, words, total)));
    return (HEADING_WEIGHT * this.#sum(inHeadings) + this.#sum(inBody)) / total + COVER_WEIGHT * cover;
  }

  /** What a heading and a question have in common, of all that either says: 0 to 1. */
  #cover(heading: ReadonlySet<string>, words: readonly string[], total: number): number {
    const common = this.#sum(words.filter((word) => heading.has(word)));
    return common === 0 ? 0 : common / (total + this.#sum([...heading]) - common);
  }

  #sum(words: readonly string[]): number {
    return words.reduce((sum, word) => sum + this.#weight(word), 0);
  }
}
