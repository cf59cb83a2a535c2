/** What a hazard is called: its code, what went wrong in words, and what happens then. */
import { baseOf, kindOf, placeOf, strikesOf } from "./atom.ts";
import type { Slots } from "./lowering.ts";
import { RULE_WORDS, type RuleWords } from "./rule-words.ts";
import type { Atom, Cut, Term } from "./stage.ts";

/** `{place}` is where it strikes. */
const FAULT_WORDS: Readonly<Record<string, string>> = {
  "process-crash": "the process of {place} crashes",
  "power-loss": "{place} loses power",
  "disk-loss": "{place} loses its disk",
  pause: "{place} is silent for a while and then goes on",
  cut: "the connection of {place} breaks",
  "lost-request": "a request of {place} gets lost",
  "lost-response": "an answer to {place} gets lost",
  "delayed-request": "a request of {place} arrives late",
  slow: "{place} is slow",
  outage: "{place} is down for a while",
  "handler-failure": "a handler of {place} fails",
  poison: "a handler of {place} fails for ever on one message",
  rebalance: "the messages of {place} are dealt out anew",
  "late-start": "{place} starts after the first message was sent",
  "rolling-restart": "{place} is restarted, one node after another",
  "add-partitions": "{place} gets more lanes",
};

/** The fault set in words; `no fault` for the empty one. */
export function faultsInWords(atoms: readonly Atom[]): string {
  if (atoms.length === 0) return "no fault";
  return atoms.map(faultInWords).join(", and ");
}

function faultInWords(a: Atom): string {
  const words = (FAULT_WORDS[kindOf(baseOf(a))] ?? `${kindOf(baseOf(a))} at {place}`).replace(
    "{place}",
    placeOf(a),
  );
  const times = strikesOf(a);
  return times === 1 ? words : `${words}, ${times} times`;
}

/** What happens, in a sentence without full stop. */
export function storyOf(cut: Cut): string {
  const words = RULE_WORDS[cut.term.rule];
  return (words?.story ?? cut.term.rule).replace("{of}", cut.term.of ?? cut.term.stage);
}

/** Numbers of rules in one block of codes. */
const BLOCK = 50;

/**
 * The code of a hazard: `WB4` and three digits made of the stage's slot (below 20) and the rule's number. Equal
 * (constructor, rule, stage), equal code, for ever. Undefined where the lowering has no such slot.
 */
export function hazardCode(term: Term, slots: Slots): string | undefined {
  const slot = slots[term.stage];
  const rule = RULE_WORDS[term.rule];
  return slot === undefined || rule === undefined ? undefined : codeOf(slot.number, rule);
}

function codeOf(slot: number, rule: RuleWords): string {
  return `WB4${String(slot * BLOCK + rule.number).padStart(3, "0")}`;
}

/** One code that a stage may be reported with. */
export interface HazardEntry {
  readonly code: string;
  readonly stage: string;
  readonly rule: string;
  readonly words: RuleWords;
}

/** The registry: every rule that applies to a stage that the lowerings name, by code. */
export function hazardRegistry(lowerings: readonly { readonly slots: Slots }[]): readonly HazardEntry[] {
  const entries = lowerings.flatMap(({ slots }) =>
    Object.entries(slots).flatMap(([stage, slot]) =>
      Object.entries(RULE_WORDS)
        .filter(([, words]) => words.form === "both" || words.form === slot.form)
        .map(([rule, words]) => ({ code: codeOf(slot.number, words), stage, rule, words })),
    ),
  );
  return entries.sort((a, b) => (a.code < b.code ? -1 : a.code > b.code ? 1 : 0));
}
