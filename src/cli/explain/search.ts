/** Finds what there is to say about a word: a concept, settings of that name, codes whose text has it. */
import type { SettingSpec } from "../../compiler/vocabulary.ts";
import type { Concept } from "./concepts.ts";
import { CONCEPTS } from "./concepts.ts";
import type { Entry, NamedSetting } from "./registry.ts";

export interface Answers {
  readonly concepts: readonly Concept[];
  readonly settings: readonly NamedSetting[];
  readonly codes: readonly Entry[];
}

/** Codes that an answer lists. */
const CODES_MAX = 12;

export function search(words: string, entries: readonly Entry[], settings: readonly NamedSetting[]): Answers {
  const asked = words.toLowerCase().trim().replaceAll(/\s+/g, " ");
  const concepts = CONCEPTS.filter((concept) => concept.words.includes(asked));
  const named = settings.filter(({ name }) => name === asked);
  const about = concepts.flatMap((concept) => concept.codesAbout);
  const codes =
    about.length > 0
      ? entries.filter(({ text }) => about.some((word) => text.toLowerCase().includes(word)))
      : entries.filter(({ text }) => asked.split(" ").every((word) => hasWord(text, word)));
  return { concepts, settings: named, codes: distinctTexts(codes).slice(0, CODES_MAX) };
}

function hasWord(text: string, word: string): boolean {
  return text
    .toLowerCase()
    .split(/[^\p{L}\p{N}-]+/u)
    .includes(word);
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
