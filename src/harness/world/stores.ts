/** What the world holds, committed: it outlives every crash. */
import { mix } from "../../base/prng.ts";
import { copyOf, type Kept } from "./kept.ts";

/** One change, as data: applied at once, or with others at a commit. */
export type Write =
  | { readonly kind: "put"; readonly store: string; readonly key: string; readonly value: Kept }
  | { readonly kind: "delete"; readonly store: string; readonly key: string }
  | { readonly kind: "append"; readonly store: string; readonly value: Kept }
  | { readonly kind: "add"; readonly store: string; readonly by: number }
  | { readonly kind: "seen"; readonly store: string; readonly key: string; readonly atMs: number };

export type StoreKind = "table" | "log" | "counter" | "database";

/** Everything in the world, as plain data, for invariants and for people. */
export interface Snapshot {
  readonly tables: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly logs: Readonly<Record<string, readonly unknown[]>>;
  readonly counters: Readonly<Record<string, number>>;
}

function entry<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}

const sorted = <V>(map: ReadonlyMap<string, V>): [string, V][] =>
  [...map].sort(([a], [b]) => (a < b ? -1 : 1));

const hex = (hash: number): string => hash.toString(16).padStart(8, "0");

export class Stores {
  readonly #kinds = new Map<string, StoreKind>();
  readonly #tables = new Map<string, Map<string, Kept>>();
  readonly #logs = new Map<string, Kept[]>();
  readonly #counters = new Map<string, number>();
  readonly #seen = new Map<string, Map<string, number>>();

  /** A name is of one kind of store; throws a TypeError if it is asked for as another. */
  claim(kind: StoreKind, name: string): void {
    const known = entry(this.#kinds, name, () => kind);
    if (known !== kind)
      throw new TypeError(`"${name}" is a ${known} of this world, and cannot be a ${kind} as well`);
  }

  row(store: string, key: string): Kept | undefined {
    return this.#tables.get(store)?.get(key);
  }
  /** Keys in the order of their names. */
  keys(store: string): readonly string[] {
    return [...(this.#tables.get(store)?.keys() ?? [])].sort();
  }
  lines(store: string): readonly Kept[] {
    return this.#logs.get(store) ?? [];
  }
  count(store: string): number {
    return this.#counters.get(store) ?? 0;
  }
  /** When the inbox recorded the key, in virtual milliseconds. */
  seenAt(store: string, key: string): number | undefined {
    return this.#seen.get(store)?.get(key);
  }

  /** Whether it changed anything. */
  apply(write: Write): boolean {
    const { store } = write;
    switch (write.kind) {
      case "put": {
        const rows = entry(this.#tables, store, () => new Map<string, Kept>());
        const changes = rows.get(write.key)?.text !== write.value.text;
        rows.set(write.key, write.value);
        return changes;
      }
      case "delete":
        return this.#tables.get(store)?.delete(write.key) ?? false;
      case "append":
        entry(this.#logs, store, (): Kept[] => []).push(write.value);
        return true;
      case "add":
        this.#counters.set(store, this.count(store) + write.by);
        return write.by !== 0;
      case "seen":
        entry(this.#seen, store, () => new Map<string, number>()).set(write.key, write.atMs);
        return true;
    }
  }

  snapshot(): Snapshot {
    const rows = (table: ReadonlyMap<string, Kept>) =>
      Object.fromEntries(sorted(table).map(([k, v]) => [k, copyOf(v)]));
    return {
      tables: Object.fromEntries(sorted(this.#tables).map(([name, table]) => [name, rows(table)])),
      logs: Object.fromEntries(sorted(this.#logs).map(([name, lines]) => [name, lines.map(copyOf)])),
      counters: Object.fromEntries(sorted(this.#counters)),
    };
  }

  /** 64 bits of everything in it, equal for equal contents, whatever the order in which they came. */
  hash(): string {
    let high = 1;
    let low = 2;
    const add = (text: string): void => {
      for (let i = 0; i < text.length; i++) {
        high = mix(high, text.charCodeAt(i));
        low = mix(text.charCodeAt(i), low);
      }
    };
    for (const [name, table] of sorted(this.#tables))
      for (const [key, { text }] of sorted(table)) add(JSON.stringify(["row", name, key, text]));
    for (const [name, lines] of sorted(this.#logs))
      add(JSON.stringify(["log", name, ...lines.map(({ text }) => text)]));
    for (const [name, count] of sorted(this.#counters)) add(JSON.stringify(["count", name, count]));
    for (const [name, keys] of sorted(this.#seen))
      add(JSON.stringify(["seen", name, ...sorted(keys).map(([key]) => key)]));
    return hex(high) + hex(low);
  }
}
