/** What answers a question: a concept, settings of that name, codes; the best first. */
import type { SettingSpec } from "../../compiler/vocabulary.ts";
import { CONCEPTS } from "./concepts/all.ts";
import type { Concept } from "./concepts/concept.ts";
import { Ranking } from "./ranking.ts";
import { type Entry, headlineOf, type NamedSetting } from "./registry.ts";

export type Answer =
  | { readonly kind: "concept"; readonly concept: Concept }
  | { readonly kind: "setting"; readonly setting: NamedSetting }
  | { readonly kind: "code"; readonly entry: Entry };

export interface Answers {
  /** Told in full: what was asked for by its name, else the best one. */
  readonly told: readonly Answer[];
  /** Named in a line each. */
  readonly others: readonly Answer[];
}

/** Answers that are named beside those told in full. */
const OTHERS_MAX = 6;
/** A concept says more than a code that has the same words. */
const CONCEPT_WEIGHT = 1.3;
/** What scores less than this part of the best is not named. */
const NEAR = 0.3;

export class Search {
  readonly #settings: readonly NamedSetting[];
  readonly #ranking: Ranking<Answer>;

  constructor(entries: readonly Entry[], settings: readonly NamedSetting[]) {
    this.#settings = settings;
    const answers: readonly Answer[] = [
      ...CONCEPTS.map((concept) => ({ kind: "concept", concept }) as const),
      ...settings.map((setting) => ({ kind: "setting", setting }) as const),
      ...distinctTexts(entries).map((entry) => ({ kind: "code", entry }) as const),
    ];
    this.#ranking = new Ranking(answers, findableOf);
  }

  answers(words: string): Answers {
    const named = this.#named(words.toLowerCase().trim().replaceAll(/\s+/g, " "));
    const ranked = this.#ranking
      .ask(words)
      .map(({ item, score }) => ({ item, score: item.kind === "concept" ? score * CONCEPT_WEIGHT : score }))
      .sort((a, b) => b.score - a.score);
    const least = (ranked[0]?.score ?? 0) * NEAR;
    const found = ranked.filter(({ score }) => score >= least).map(({ item }) => item);
    const told = named.length > 0 ? named : found.slice(0, 1);
    const names = new Set(told.map(nameOf));
    const others = found.filter((answer) => !names.has(nameOf(answer)) && names.add(nameOf(answer)).size > 0);
    return { told, others: others.slice(0, OTHERS_MAX) };
  }

  /** What has exactly this name. */
  #named(asked: string): readonly Answer[] {
    const concepts = CONCEPTS.filter(({ words }) => words.includes(asked));
    const settings = this.#settings.filter(({ name }) => name === asked);
    return [
      ...concepts.map((concept) => ({ kind: "concept", concept }) as const),
      ...settings.map((setting) => ({ kind: "setting", setting }) as const),
    ];
  }
}

/** What an answer is called: a word, a setting or a code. */
export function nameOf(answer: Answer): string {
  switch (answer.kind) {
    case "concept":
      return answer.concept.words[0] ?? "";
    case "setting":
      return answer.setting.name;
    case "code":
      return answer.entry.code;
  }
}

function findableOf(answer: Answer): { readonly headings: readonly string[]; readonly text: string } {
  switch (answer.kind) {
    case "concept": {
      const { words, asks, text } = answer.concept;
      return { headings: [...words, ...asks], text };
    }
    case "setting": {
      const { name, of, spec } = answer.setting;
      const native = spec.native === undefined ? [] : [spec.native];
      return { headings: [name, ...native], text: `${spec.doc} ${of}` };
    }
    case "code":
      return { headings: [headlineOf(answer.entry)], text: answer.entry.text };
  }
}

/** Of entries that say the same, as a rule does at each stage, the first. */
function distinctTexts(entries: readonly Entry[]): readonly Entry[] {
  const seen = new Set<string>();
  return entries.filter(({ text }) => !seen.has(text) && seen.add(text).has(text));
}

/** Type of a setting's value in few words. */
export function typeInWords({ type }: SettingSpec): string {
  switch (type.kind) {
    case "word":
      return type.words.join(" | ");
    case "either":
      return type.of.map((each) => typeInWords({ type: each, doc: "" })).join(" | ");
    case "call":
      return `${type.name}(${type.params.map(({ name }) => name).join(", ")})`;
    case "list":
      return `[${typeInWords({ type: type.of, doc: "" })}]`;
    default:
      return type.kind;
  }
}
