/** Changes that become visible together at a commit, or never: a crash before it leaves nothing behind. */
import type { Stores, Write } from "./stores.ts";
import { copyOf, type Kept, keep } from "./kept.ts";
import { WorldError } from "./world-error.ts";

/** A table inside a transaction. Nothing here is a point: a process that dies before the commit has done nothing. */
export interface TransactionTable<V> {
  get(key: string): Promise<V | undefined>;
  put(key: string, value: V): Promise<void>;
  /** False, and nothing done, where the key is there. */
  insert(key: string, value: V): Promise<boolean>;
  /** Whether it was there. */
  delete(key: string): Promise<boolean>;
}

/** What a transaction may do. */
export interface Transaction {
  table<V = unknown>(name: string): TransactionTable<V>;
  log<V = unknown>(name: string): { append(value: V): Promise<void> };
  counter(name: string): { add(by?: number): Promise<void> };
}

/** A promise of what `act` returns, settled already; rejected with what it throws. */
function settled<T>(act: () => T): Promise<T> {
  return new Promise((resolve) => resolve(act()));
}

const place = (store: string, key: string): string => JSON.stringify([store, key]);

/**
 * Writes are kept back; what was read is remembered, and the commit fails if somebody changed it meanwhile. So transactions
 * are serializable, and one of two that get into each other's way fails and changes nothing.
 */
export class OpenTransaction implements Transaction {
  readonly writes: Write[] = [];
  readonly #stores: Stores;
  /** Text of what was there when it was first read. */
  readonly #read = new Map<
    string,
    { readonly store: string; readonly key: string; readonly text: string | undefined }
  >();
  readonly #own = new Map<string, Write>();
  #isOpen = true;

  constructor(stores: Stores) {
    this.#stores = stores;
  }

  table<V>(name: string): TransactionTable<V> {
    this.#stores.claim("table", name);
    const put = (key: string, value: V): void =>
      this.#write({ kind: "put", store: name, key, value: keep(value, `${name}/${key}`) });
    const isThere = (key: string): boolean => this.#row(name, key) !== undefined;
    return {
      get: (key) =>
        settled(() => {
          const row = this.#row(name, key);
          // cast: the table holds what its user puts there.
          return row === undefined ? undefined : (copyOf(row) as V);
        }),
      put: (key, value) => settled(() => put(key, value)),
      insert: (key, value) =>
        settled(() => {
          const isNew = !isThere(key);
          if (isNew) put(key, value);
          return isNew;
        }),
      delete: (key) =>
        settled(() => {
          const wasThere = isThere(key);
          if (wasThere) this.#write({ kind: "delete", store: name, key });
          return wasThere;
        }),
    };
  }

  log<V>(name: string): { append(value: V): Promise<void> } {
    this.#stores.claim("log", name);
    return {
      append: (value) =>
        settled(() => this.#write({ kind: "append", store: name, value: keep(value, name) })),
    };
  }

  counter(name: string): { add(by?: number): Promise<void> } {
    this.#stores.claim("counter", name);
    return { add: (by = 1) => settled(() => this.#write({ kind: "add", store: name, by })) };
  }

  #row(store: string, key: string): Kept | undefined {
    this.#ensureOpen();
    const own = this.#own.get(place(store, key));
    if (own !== undefined) return own.kind === "put" ? own.value : undefined;
    const row = this.#stores.row(store, key);
    if (!this.#read.has(place(store, key)))
      this.#read.set(place(store, key), { store, key, text: row?.text });
    return row;
  }

  #write(write: Write): void {
    this.#ensureOpen();
    if (write.kind === "put" || write.kind === "delete") this.#own.set(place(write.store, write.key), write);
    this.writes.push(write);
  }

  #ensureOpen(): void {
    if (!this.#isOpen)
      throw new WorldError(
        "failed",
        "the transaction has ended: await everything in it before its function returns",
      );
  }

  /** No more may be done in it. */
  close(): void {
    this.#isOpen = false;
  }

  /** Throws, and the transaction must be given up, if something it read is not so any more. */
  validate(): void {
    for (const { store, key, text } of this.#read.values())
      if (this.#stores.row(store, key)?.text !== text)
        throw new WorldError(
          "failed",
          `${store}/${key} was changed by another transaction; this one was rolled back`,
        );
  }
}
