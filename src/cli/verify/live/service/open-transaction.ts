/** Changes of a live run that are made together at a commit, or never. */
import type { Transaction, TransactionTable } from "../../../../harness/world/transaction.ts";
import type { Row, Write } from "../protocol.ts";
import { appendOf, putOf, valueOf } from "./values.ts";

/** Rows of a table as they are now: JSON by key. */
type ReadRows = (store: string) => Promise<ReadonlyMap<string, string>>;

export class OpenTransaction implements Transaction {
  readonly writes: Write[] = [];
  readonly #rowsOf: ReadRows;
  /** What was there when it was first read. */
  readonly #read = new Map<string, Row>();
  /** What it has written itself. */
  readonly #own = new Map<string, string | undefined>();

  constructor(rowsOf: ReadRows) {
    this.#rowsOf = rowsOf;
  }

  get reads(): readonly Row[] {
    return [...this.#read.values()];
  }

  /** Its functions, to be taken apart. */
  get all(): Transaction {
    return {
      table: (name) => this.table(name),
      log: (name) => this.log(name),
      counter: (name) => this.counter(name),
    };
  }

  table<V>(name: string): TransactionTable<V> {
    return {
      // cast: the table holds what its user puts there.
      get: async (key) => valueOf(await this.#row(name, key)) as V | undefined,
      put: (key, value) => Promise.resolve(this.#put(name, key, value)),
      insert: async (key, value) => {
        const isNew = (await this.#row(name, key)) === undefined;
        if (isNew) this.#put(name, key, value);
        return isNew;
      },
      delete: async (key) => {
        const wasThere = (await this.#row(name, key)) !== undefined;
        this.#own.set(placeOf(name, key), undefined);
        if (wasThere) this.writes.push({ kind: "delete", store: name, key });
        return wasThere;
      },
    };
  }

  log<V>(name: string): { append(value: V): Promise<void> } {
    return {
      append: (value) => this.#add(appendOf(name, value)),
    };
  }

  counter(name: string): { add(by?: number): Promise<void> } {
    return {
      add: (by = 1) => this.#add({ kind: "add", store: name, by }),
    };
  }

  #add(write: Write): Promise<void> {
    this.writes.push(write);
    return Promise.resolve();
  }

  #put(store: string, key: string, value: unknown): void {
    const write = putOf(store, key, value);
    this.writes.push(write);
    this.#own.set(placeOf(store, key), write.text);
  }

  async #row(store: string, key: string): Promise<string | undefined> {
    const place = placeOf(store, key);
    if (this.#own.has(place)) return this.#own.get(place);
    const text = (await this.#rowsOf(store)).get(key);
    if (!this.#read.has(place))
      this.#read.set(place, { store, key, ...(text === undefined ? undefined : { text }) });
    return text;
  }
}

function placeOf(store: string, key: string): string {
  return JSON.stringify([store, key]);
}
