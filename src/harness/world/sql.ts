/**
 * An in-process SQL database as a store of the world, for instance PGlite. It settles by microtasks alone, so that its
 * statements run inside a turn; what is decided at a point is only when they become visible.
 */
import { context, type Execution } from "../driver/execution.ts";
import { call } from "../driver/gate.ts";
import { ANSWERS, answered, FAILS, point } from "./point.ts";
import type { Change, Of, Sink } from "./sink.ts";

/** What is asked of the database; an open PGlite fits as it is. One connection, which nobody else uses meanwhile. */
export interface SqlDatabase {
  query(sql: string, parameters?: unknown[]): Promise<SqlResult>;
  exec(sql: string): Promise<unknown>;
}

export interface SqlResult {
  readonly rows: unknown[];
  /** Rows that a statement wrote. */
  readonly affectedRows?: number | undefined;
}

export interface SqlOptions {
  /** Statements that bring it to where every run begins: `TRUNCATE orders, seen`. */
  readonly reset: string;
}

/** Runs a statement; rows are what the database gives. */
export interface SqlQueries {
  query<Row = unknown>(sql: string, parameters?: readonly unknown[]): Promise<readonly Row[]>;
}

/** The database as services are given it. Statements of one transaction become visible together, or never. */
export interface Sql extends SqlQueries {
  transaction<R>(work: (tx: SqlQueries) => Promise<R>, of?: Of): Promise<R>;
}

const WRITES = /\b(?:insert\s+into|update|delete\s+from|merge\s+into)\s+(?:only\s+)?([\w."]+)/i;
const WORDS = 6;

/** The beginning of a statement, for people and labels. */
function headOf(sql: string): string {
  const words = sql.trim().split(/\s+/);
  return words.length > WORDS ? `${words.slice(0, WORDS).join(" ")} …` : words.join(" ");
}

/** A transaction of the database, whose end may be decided before it is carried out. */
interface Session {
  readonly execution: Execution;
  ending: "commit" | "rollback" | undefined;
  readonly changes: Pick<Change, "store" | "changes" | "what">[];
}

export class SqlStore implements Sql {
  readonly #sink: Sink;
  readonly #name: string;
  readonly #database: SqlDatabase;
  readonly #reset: string;
  /** The last transaction, until its end has been carried out. */
  #session: Session | undefined;
  #isReset = false;

  constructor(sink: Sink, name: string, database: SqlDatabase, { reset }: SqlOptions) {
    this.#sink = sink;
    this.#name = name;
    this.#database = database;
    this.#reset = reset;
  }

  /** Whether it stands for this very database. */
  isOf(database: SqlDatabase): boolean {
    return this.#database === database;
  }

  query<Row>(sql: string, parameters: readonly unknown[] = []): Promise<readonly Row[]> {
    return this.#within(headOf(sql), (tx) => tx.query<Row>(sql, parameters), undefined);
  }

  transaction<R>(work: (tx: SqlQueries) => Promise<R>, of?: Of): Promise<R> {
    return this.#within("a transaction", work, of);
  }

  async #within<R>(what: string, work: (tx: SqlQueries) => Promise<R>, of: Of | undefined): Promise<R> {
    const session = await this.#begin(what);
    try {
      const result = await work({ query: (sql, parameters) => this.#statement(session, sql, parameters) });
      await this.#decide(session, of);
      return result;
    } finally {
      session.ending ??= "rollback";
      await this.#carryOut();
    }
  }

  /** One at a time: there is one connection. A session whose process died is free, and its end is carried out first. */
  async #begin(what: string): Promise<Session> {
    const isReady = (): boolean => this.#session?.execution.process.isAlive !== true;
    const name = `begin ${what} in ${this.#name}`;
    const before = await call(
      { name, alternatives: [ANSWERS, FAILS], writes: false, isReady },
      (alternative, execution) =>
        answered(name, alternative, () => {
          const last = this.#session;
          this.#session = { execution, ending: undefined, changes: [] };
          return last;
        }),
    );
    const session = this.#session;
    if (session === undefined || session.execution !== context.getStore())
      throw new TypeError(`${this.#name} was used outside the services that the test starts`);
    if (before !== undefined) await this.#database.exec(before.ending ?? "rollback");
    if (!this.#isReset) await this.#database.exec(`rollback; ${this.#reset}`);
    this.#isReset = true;
    await this.#database.exec("begin");
    return session;
  }

  async #statement<Row>(
    session: Session,
    sql: string,
    parameters: readonly unknown[] = [],
  ): Promise<readonly Row[]> {
    const { rows, affectedRows = 0 } = await this.#database.query(sql, [...parameters]);
    const [, table] = WRITES.exec(sql) ?? [];
    if (table !== undefined)
      session.changes.push({
        store: `${this.#name}.${table.replaceAll('"', "")}`,
        changes: affectedRows > 0,
        what: headOf(sql),
      });
    // cast: what the rows are is the caller's to say, as with the database itself.
    return rows as Row[];
  }

  /** The commit, as a point: from then on its changes count, whether or not its process lives to see it. */
  #decide(session: Session, of: Of | undefined): Promise<void> {
    if (session.changes.length === 0) return Promise.resolve();
    const stores = new Set(session.changes.map(({ store }) => store));
    return point(`commit ${[...stores].join(", ")}`, true, (execution) => {
      session.ending = "commit";
      for (const change of session.changes)
        this.#sink.changed({ ...change, execution, ...(of && { of: of.of }) });
    });
  }

  async #carryOut(): Promise<void> {
    const ending = this.#session?.ending;
    if (ending === undefined) return;
    await this.#database.exec(ending);
    this.#session = undefined;
  }
}
