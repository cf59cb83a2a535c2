/**
 * What outlives a crash: databases, files, foreign services, as the services under test see them. Every call is a point at
 * which the process may die; every committed change is an effect of the delivery whose handler makes it.
 */
import type { Inbox } from "../../client/shapes.ts";
import {
  type Counter,
  Committed,
  counterOf,
  type Log,
  logOf,
  type StoreOptions,
  type Table,
  tableOf,
} from "./handles.ts";
import { type InboxOptions, inboxOf, inTransaction, type Rows } from "./inbox.ts";
import { foreignCall } from "./foreign-call.ts";
import type { Of, Sink } from "./sink.ts";
import { type Sql, type SqlDatabase, type SqlOptions, SqlStore } from "./sql.ts";
import { type Snapshot, Stores } from "./stores.ts";
import type { Transaction } from "./transaction.ts";

export interface World {
  /** A table of this name, the same for whoever asks. */
  table<V = unknown>(name: string, options?: StoreOptions): Table<V>;
  log<V = unknown>(name: string, options?: StoreOptions): Log<V>;
  counter(name: string, options?: StoreOptions): Counter;
  /**
   * Runs `work` and makes its changes visible together, or throws and makes none. Transactions are serializable: of two that
   * get into each other's way one throws.
   */
  transaction<R>(work: (tx: Transaction) => Promise<R>, of?: Of): Promise<R>;
  /** The inbox that generated clients ask for: `make` gives the work what it may write, in the inbox's transaction. */
  inbox<Tx>(name: string, make: (rows: Rows) => Tx, options?: InboxOptions): Inbox<Tx>;
  /**
   * A call of a foreign service. It may answer; fail and do nothing; or act and lose its answer: then it throws, as it does
   * when it fails, and `answer` was run all the same. `answer` is synchronous and says what the service answers; what it
   * throws is thrown to the caller and counts as nothing done.
   */
  call<R>(name: string, answer: () => R, of?: Of): Promise<R>;
  /**
   * An in-process database that settles without I/O, for instance PGlite: SQL as in production, at some milliseconds a run.
   * Rows that a statement writes are changes of the store `NAME.TABLE`. One transaction at a time.
   */
  sql(name: string, database: SqlDatabase, options: SqlOptions): Sql;
}

/** The world of one run, and what the simulation sees of it. */
export interface WorldOfRun {
  readonly world: World;
  /** Equal for worlds that hold the same. */
  readonly hash: () => string;
  readonly snapshot: () => Snapshot;
}

export function createWorld(sink: Sink): WorldOfRun {
  const stores = new Stores();
  const committed = new Committed(stores, sink);
  const databases = new Map<string, SqlStore>();
  const sqlOf: World["sql"] = (name, database, options) => {
    stores.claim("database", name);
    const store = databases.get(name) ?? new SqlStore(sink, name, database, options);
    if (!store.isOf(database)) throw new TypeError(`"${name}" is another database of this world already`);
    databases.set(name, store);
    return store;
  };
  const world: World = {
    table: (name, options = {}) => tableOf(committed, name, options),
    log: (name, options = {}) => logOf(committed, name, options),
    counter: (name, options = {}) => counterOf(committed, name, options),
    transaction: (work, of) => inTransaction(committed, work, of),
    inbox: (name, make, options = {}) => inboxOf(committed, name, make, options),
    call: (name, answer, of) => foreignCall(sink, name, answer, of),
    sql: (name, database, options) => sqlOf(name, database, options),
  };
  return { world, hash: () => stores.hash(), snapshot: () => stores.snapshot() };
}
