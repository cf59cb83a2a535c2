/**
 * The state of a simulation as people read it: plain data, made on the replay of a run that is told, never while searching.
 * A part is shown as a card: what it is, facts about it, and what lies in it.
 */

/** One entry of a log, a queue or a buffer. */
export interface EntryView {
  /** What it is: mostly a message, `m1`. */
  readonly text: string;
  /** What is said of it: `at 3`, `read before`, `not yet written`. */
  readonly notes: readonly string[];
}

export interface ListView {
  readonly name: string;
  /** In their order: the oldest, or the next one, first. */
  readonly entries: readonly EntryView[];
}

export interface FactView {
  readonly name: string;
  readonly value: string;
}

/** What one part of a flow is at one moment. */
export interface PartView {
  /** The same from state to state, and unique in each. */
  readonly id: string;
  /** Name of the lane that it belongs to. */
  readonly place: string;
  readonly title: string;
  readonly facts: readonly FactView[];
  readonly lists: readonly ListView[];
}

/** What people call intent `m`. */
export function messageName(m: number): string {
  return `m${m + 1}`;
}

/** An entry for intent `m`; notes that are empty are left out. */
export function messageEntry(m: number, ...notes: readonly string[]): EntryView {
  return { text: messageName(m), notes: notes.filter((note) => note !== "") };
}

export function fact(name: string, value: string | number): FactView {
  return { name, value: String(value) };
}

/** The intents whose bits are set, as entries. */
export function messagesIn(bits: number): readonly EntryView[] {
  const entries: EntryView[] = [];
  for (let m = 0; m < 31; m++) if ((bits & (1 << m)) !== 0) entries.push(messageEntry(m));
  return entries;
}
