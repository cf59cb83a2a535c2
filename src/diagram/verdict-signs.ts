/** The signs of verdicts, and which of several on one line is shown. */
import type { FlowMark } from "./graph.ts";

export type Verdict = FlowMark["verdict"];

export const SIGNS: Readonly<Record<Verdict, string>> = {
  holds: "✓",
  refuted: "✗",
  undecided: "?",
  "not-judged": "–",
  "nothing-promised": "·",
};

/** What each sign says. */
export const SIGN_WORDS: Readonly<Record<Verdict, string>> = {
  holds: "holds",
  refuted: "can be broken",
  undecided: "undecided",
  "not-judged": "not judged",
  "nothing-promised": "nothing is promised",
};

/** The worst first. */
const WORST: readonly Verdict[] = ["refuted", "undecided", "not-judged", "holds", "nothing-promised"];

/** The one that matters most; undefined for none. */
export function worst(verdicts: readonly Verdict[]): Verdict | undefined {
  return WORST.find((verdict) => verdicts.includes(verdict));
}
