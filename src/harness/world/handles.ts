/** Tables, logs and counters of the world, outside transactions: each call is a point. */
import type { Execution } from "../driver/execution.ts";
import { copyOf, keep } from "./kept.ts";
import { point } from "./point.ts";
import type { Of, Sink } from "./sink.ts";
import type { Stores, Write } from "./stores.ts";
import { changeOf } from "./told.ts";

/** Rows by key. Values are data: copied in and out, without their classes. */
export interface Table<V> {
  get(key: string): Promise<V | undefined>;
  /** All rows, in the order of their keys. */
  entries(): Promise<readonly (readonly [string, V])[]>;
  put(key: string, value: V, of?: Of): Promise<void>;
  /** False, and nothing done, where the key is there: one of two that try at once wins. */
  insert(key: string, value: V, of?: Of): Promise<boolean>;
  /** Whether it was there. */
  delete(key: string, of?: Of): Promise<boolean>;
}

/** Lines that are only ever added: each is a change, also one that is there already. */
export interface Log<V> {
  append(value: V, of?: Of): Promise<void>;
  lines(): Promise<readonly V[]>;
}

export interface Counter {
  /** Adds, by default 1; resolves to the new value. */
  add(by?: number, of?: Of): Promise<number>;
  value(): Promise<number>;
}

export interface StoreOptions {
  /**
   * `false`: what is written there is the code's own bookkeeping (a lock, a count of attempts, when something was seen last),
   * and no effect of a message: nothing is judged by it.
   */
  readonly effect?: boolean;
}

/** The committed state, and whoever wants to know of its changes. */
export class Committed {
  readonly stores: Stores;
  /** Keys of inboxes that somebody is at work on, by inbox and key. */
  readonly atWork: Map<string, Execution> = new Map();
  readonly #sink: Sink;
  /** Stores that are no effects. */
  readonly #aside: Set<string> = new Set();

  constructor(stores: Stores, sink: Sink) {
    this.stores = stores;
    this.#sink = sink;
  }

  /** Whether a store is for effects is said once, and stays so. */
  claimed(store: string, { effect = true }: StoreOptions): void {
    if (!effect) this.#aside.add(store);
  }

  write(write: Write, execution: Execution, of: Of | undefined): void {
    this.#tell(write, this.stores.apply(write), execution, of);
  }

  /** Tells of something that was there already. */
  suppressed(write: Write, execution: Execution, of: Of | undefined): void {
    this.#tell(write, false, execution, of);
  }

  #tell(write: Write, changes: boolean, execution: Execution, of: Of | undefined): void {
    const change = changeOf(write, changes, execution, of);
    this.#sink.changed(this.#aside.has(write.store) ? { ...change, isAside: true } : change);
  }
}

export function tableOf<V>(committed: Committed, store: string, options: StoreOptions): Table<V> {
  const { stores } = committed;
  stores.claim("table", store);
  committed.claimed(store, options);
  return {
    get: (key) =>
      point(`get ${store}/${key}`, false, () => {
        const row = stores.row(store, key);
        // cast: the table holds what its user puts there.
        return row === undefined ? undefined : (copyOf(row) as V);
      }),
    entries: () =>
      point(`read ${store}`, false, () =>
        stores.keys(store).flatMap((key) => {
          const row = stores.row(store, key);
          // cast: as above.
          return row === undefined ? [] : [[key, copyOf(row) as V] as const];
        }),
      ),
    put: async (key, value, of) => {
      const write: Write = { kind: "put", store, key, value: keep(value, `${store}/${key}`) };
      await point(`put ${store}/${key}`, true, (execution) => committed.write(write, execution, of));
    },
    insert: async (key, value, of) => {
      const write: Write = { kind: "put", store, key, value: keep(value, `${store}/${key}`) };
      return point(`insert ${store}/${key}`, true, (execution) => {
        const isNew = stores.row(store, key) === undefined;
        if (isNew) committed.write(write, execution, of);
        else committed.suppressed(write, execution, of);
        return isNew;
      });
    },
    delete: (key, of) =>
      point(`delete ${store}/${key}`, true, (execution) => {
        const wasThere = stores.row(store, key) !== undefined;
        committed.write({ kind: "delete", store, key }, execution, of);
        return wasThere;
      }),
  };
}

export function logOf<V>(committed: Committed, store: string, options: StoreOptions): Log<V> {
  committed.stores.claim("log", store);
  committed.claimed(store, options);
  return {
    append: async (value, of) => {
      const write: Write = { kind: "append", store, value: keep(value, store) };
      await point(`append to ${store}`, true, (execution) => committed.write(write, execution, of));
    },
    lines: () =>
      point(`read ${store}`, false, () => {
        // cast: the log holds what its user puts there.
        return committed.stores.lines(store).map((line) => copyOf(line) as V);
      }),
  };
}

export function counterOf(committed: Committed, store: string, options: StoreOptions): Counter {
  const { stores } = committed;
  stores.claim("counter", store);
  committed.claimed(store, options);
  return {
    add: (by = 1, of) =>
      point(`add to ${store}`, true, (execution) => {
        committed.write({ kind: "add", store, by }, execution, of);
        return stores.count(store);
      }),
    value: () => point(`read ${store}`, false, () => stores.count(store)),
  };
}
