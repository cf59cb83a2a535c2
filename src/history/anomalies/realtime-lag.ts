/** How old a view of a log a poll gave, at least: measured, never judged. */
import {
  type AssignOperation,
  isAssign,
  isMessages,
  type Key,
  type LogOperation,
  type MessageOperation,
  type Process,
} from "./operation.ts";

export interface Lag {
  /** When the poll was invoked. */
  readonly time: number;
  readonly process: Process;
  readonly key: Key;
  readonly lag: number;
}

/** Offsets of one log in the order in which they became known, each higher than the one before. */
interface Known {
  readonly offsets: number[];
  readonly times: number[];
}

/** What a process has seen: its keys by number, and of each the highest offset, -1 for none. */
interface Seen {
  readonly keys: number[];
  readonly offsets: number[];
}

export class RealtimeLag {
  worst: Lag | undefined;
  readonly #numbers = new Map<Key, number>();
  readonly #keys: Key[] = [];
  /** By number of the key. */
  readonly #known: Known[] = [];
  readonly #highest: number[] = [];
  readonly #seen = new Map<Process, Seen>();

  complete(entry: LogOperation, invokedAt: number | undefined): void {
    if (isAssign(entry)) this.#assign(entry);
    else if (isMessages(entry)) this.#messages(entry, invokedAt);
  }

  #assign(entry: AssignOperation): void {
    if (entry.type !== "ok") return;
    const before = this.#seenBy(entry.process);
    const keys = entry.f === "assign" ? [...new Set(entry.keys.map((key) => this.#number(key)))] : [];
    const offsets = keys.map((key) => before.offsets[before.keys.indexOf(key)] ?? -1);
    this.#seen.set(entry.process, { keys, offsets });
  }

  #messages(entry: MessageOperation, invokedAt: number | undefined): void {
    const polls = entry.type === "ok" && entry.f !== "send";
    const seen = polls ? this.#seenBy(entry.process) : undefined;
    for (const micro of entry.micro) {
      if (micro.kind === "send") {
        if (micro.offset !== undefined) this.#learn(micro.key, micro.offset, entry.time, seen);
        continue;
      }
      for (const { key, offset } of micro.records) this.#learn(key, offset, entry.time, seen);
    }
    if (seen !== undefined && invokedAt !== undefined) this.#measure(entry.process, seen, invokedAt);
  }

  #measure(process: Process, { keys, offsets }: Seen, time: number): void {
    for (let i = 0; i < keys.length; i++) {
      const key = keys[i] as number;
      const offset = offsets[i] as number;
      const behind = (this.#highest[key] as number) > offset;
      const lag = behind ? Math.max(0, time - expired(this.#known[key] as Known, offset)) : 0;
      if (this.worst === undefined || lag > this.worst.lag)
        this.worst = { time, process, key: this.#keys[key] as Key, lag };
    }
  }

  #seenBy(process: Process): Seen {
    const known = this.#seen.get(process);
    if (known !== undefined) return known;
    const seen: Seen = { keys: [], offsets: [] };
    this.#seen.set(process, seen);
    return seen;
  }

  #number(key: Key): number {
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    this.#numbers.set(key, this.#keys.length);
    this.#known.push({ offsets: [], times: [] });
    this.#highest.push(-1);
    return this.#keys.push(key) - 1;
  }

  #learn(name: Key, offset: number, time: number, seen: Seen | undefined): void {
    const key = this.#number(name);
    if (offset > (this.#highest[key] as number)) {
      this.#highest[key] = offset;
      this.#known[key]?.offsets.push(offset);
      this.#known[key]?.times.push(time);
    }
    if (seen !== undefined) see(seen, key, offset);
  }
}

function see({ keys, offsets }: Seen, key: number, offset: number): void {
  const i = keys.indexOf(key);
  if (i < 0) {
    keys.push(key);
    offsets.push(Math.max(-1, offset));
  } else if (offset > (offsets[i] as number)) offsets[i] = offset;
}

/** When an offset above `offset` was first known. */
function expired({ offsets, times }: Known, offset: number): number {
  let [from, to] = [0, offsets.length - 1];
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((offsets[middle] as number) > offset) to = middle;
    else from = middle + 1;
  }
  return times[from] as number;
}
