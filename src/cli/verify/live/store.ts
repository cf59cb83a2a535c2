/** What outlives the processes of a live run: keys of inboxes, and what handlers wrote; and the order of their effects. */
import type { Answer, Effect, Question, Row, Write } from "./protocol.ts";

/** Told of each effect, in its order, from 1. */
type Made = (effect: Effect, by: string, seq: number) => void;
type Tell = (answer: Answer) => void;
type Change = Extract<Question, { readonly what: "change" }>;

export class LiveStore {
  readonly #keys = new Set<string>();
  /** Who has a key, and who waits for it. */
  readonly #holders = new Map<string, string>();
  readonly #waiting = new Map<string, { readonly by: string; readonly answer: Tell }[]>();
  readonly #tables = new Map<string, Map<string, string>>();
  readonly #logs = new Map<string, string[]>();
  readonly #counters = new Map<string, number>();
  /** Messages that have an effect, by consumer. */
  readonly #having = new Set<string>();
  readonly #made: Made;
  #count = 0;

  constructor(made: Made) {
    this.#made = made;
  }

  /** `by`: the process that asks. The answer to `begin` waits while another process has the key. */
  ask(question: Question, by: string, answer: Tell): void {
    switch (question.what) {
      case "begin":
        return this.#begin(question.key, by, answer);
      case "change":
        return answer(this.#change(question, by));
      case "abort":
        this.#release(question.key);
        return answer({ kind: "done" });
      case "read":
        return answer(this.#read(question.of, question.store));
    }
  }

  /** What a process had begun is undone: it died. */
  died(by: string): void {
    for (const [key, waiting] of this.#waiting)
      this.#waiting.set(
        key,
        waiting.filter((each) => each.by !== by),
      );
    for (const [key, holder] of this.#holders) if (holder === by) this.#release(key);
  }

  #begin(key: string, by: string, answer: Tell): void {
    if (this.#keys.has(key)) return answer({ kind: "duplicate" });
    if (this.#holders.has(key)) {
      const waiting = this.#waiting.get(key) ?? [];
      waiting.push({ by, answer });
      this.#waiting.set(key, waiting);
      return;
    }
    this.#holders.set(key, by);
    answer({ kind: "go" });
  }

  #release(key: string): void {
    this.#holders.delete(key);
    const waiting = this.#waiting.get(key) ?? [];
    this.#waiting.delete(key);
    for (const { by, answer } of waiting) this.#begin(key, by, answer);
  }

  #change({ key, reads, writes, effect }: Change, by: string): Answer {
    if (!reads.every((row) => this.#isSo(row))) {
      if (key !== undefined) this.#release(key);
      return { kind: "conflict" };
    }
    let changed = key !== undefined;
    for (const write of writes) changed = this.#write(write) || changed;
    if (key !== undefined) {
      this.#keys.add(key);
      this.#release(key);
    }
    const recorded = effect !== undefined && (changed || this.#isFirst(effect));
    if (recorded) {
      const { at = "", i } = effect.about;
      if (i !== undefined) this.#having.add(`${at} ${i}`);
      this.#count += 1;
      this.#made(effect, by, this.#count);
    }
    return { kind: "changed", changed, recorded };
  }

  /** A message's first change counts, also where another message has made it before. */
  #isFirst({ about: { at = "", i } }: Effect): boolean {
    return i !== undefined && !this.#having.has(`${at} ${i}`);
  }

  #isSo({ store, key, text }: Row): boolean {
    return this.#tables.get(store)?.get(key) === text;
  }

  /** Whether anything is otherwise by that. */
  #write(write: Write): boolean {
    const { store } = write;
    switch (write.kind) {
      case "append": {
        const lines = this.#logs.get(store) ?? [];
        lines.push(write.text);
        this.#logs.set(store, lines);
        return true;
      }
      case "add":
        this.#counters.set(store, (this.#counters.get(store) ?? 0) + write.by);
        return write.by !== 0;
      case "delete":
        return this.#tables.get(store)?.delete(write.key) === true;
      case "put": {
        const table = this.#tables.get(store) ?? new Map<string, string>();
        this.#tables.set(store, table);
        const before = table.get(write.key);
        table.set(write.key, write.text);
        return before !== write.text;
      }
    }
  }

  #read(of: "table" | "log" | "counter", store: string): Answer {
    if (of === "log") return { kind: "lines", lines: this.#logs.get(store) ?? [] };
    if (of === "counter") return { kind: "count", count: this.#counters.get(store) ?? 0 };
    const rows = [...(this.#tables.get(store) ?? [])];
    return { kind: "rows", rows: rows.sort(([a], [b]) => (a < b ? -1 : 1)) };
  }
}
