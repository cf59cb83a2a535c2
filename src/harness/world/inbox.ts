/** An inbox and transactions in the world: what production has in its database. */
import { context, type Execution } from "../driver/execution.ts";
import { call } from "../driver/gate.ts";
import type { Inbox } from "../../client/shapes.ts";
import type { Committed } from "./handles.ts";
import { ANSWERS, answered, FAILS, point } from "./point.ts";
import type { Of } from "./sink.ts";
import type { Write } from "./stores.ts";
import { OpenTransaction, type Transaction, type TransactionTable } from "./transaction.ts";

/** What an inbox's work may write: rows of a table of the inbox's name, and everything that a transaction may. */
export interface Rows extends TransactionTable<unknown>, Transaction {}

export interface InboxOptions {
  /** How long a key is remembered, in virtual ms; for ever, where this is absent. */
  readonly keepMs?: number;
}

/** Whose code runs; transactions and inboxes are of no use to anybody else. */
function executionOf(what: string): Execution {
  const execution = context.getStore();
  if (execution === undefined)
    throw new TypeError(`${what} was used outside the services that the test starts`);
  return execution;
}

/** Runs `work`; its writes are left for a commit. Nothing of it is visible if it throws. */
async function worked<R>(
  committed: Committed,
  work: (tx: OpenTransaction) => Promise<R>,
): Promise<[OpenTransaction, R]> {
  const transaction = new OpenTransaction(committed.stores);
  try {
    return [transaction, await work(transaction)];
  } finally {
    transaction.close();
  }
}

/** Makes all writes at once, or fails and makes none. */
function commit(
  committed: Committed,
  name: string,
  transaction: OpenTransaction,
  more: readonly Write[],
  of?: Of,
): Promise<void> {
  const writes = [...more, ...transaction.writes];
  return point(name, writes.length > 0, (execution) => {
    transaction.validate();
    for (const write of writes) committed.write(write, execution, of);
  });
}

export async function inTransaction<R>(
  committed: Committed,
  work: (tx: Transaction) => Promise<R>,
  of: Of | undefined,
): Promise<R> {
  executionOf("world.transaction");
  const [transaction, result] = await worked(committed, work);
  const stores = new Set(transaction.writes.map(({ store }) => store));
  const name = stores.size === 0 ? "end a transaction" : `commit ${[...stores].join(", ")}`;
  await commit(committed, name, transaction, [], of);
  return result;
}

function rowsOf(transaction: OpenTransaction, name: string): Rows {
  return {
    ...transaction.table(name),
    table: (other) => transaction.table(other),
    log: (other) => transaction.log(other),
    counter: (other) => transaction.counter(other),
  };
}

/** The keys of one inbox: which it has seen, and which somebody is at work on. */
class Keys {
  readonly #committed: Committed;
  readonly #name: string;
  readonly #keepMs: number;

  constructor(committed: Committed, name: string, keepMs: number) {
    this.#committed = committed;
    this.#name = name;
    this.#keepMs = keepMs;
  }

  #place(key: string): string {
    return JSON.stringify([this.#name, key]);
  }

  seenBy(key: string, execution: Execution): Write {
    return { kind: "seen", store: this.#name, key, atMs: execution.elapsed() };
  }

  #isKnown(key: string, execution: Execution): boolean {
    const atMs = this.#committed.stores.seenAt(this.#name, key);
    return atMs !== undefined && execution.elapsed() - atMs < this.#keepMs;
  }

  /** Whoever comes second waits, as for a row that another transaction inserted and has not committed. */
  #isFree(key: string): boolean {
    return this.#committed.atWork.get(this.#place(key))?.process.isAlive !== true;
  }

  /** Whether it was seen; if not, the caller has it until {@link release} or its death. */
  take(key: string): Promise<boolean> {
    const name = `look for ${key} in ${this.#name}`;
    const isReady = (): boolean => this.#isFree(key);
    return call({ name, alternatives: [ANSWERS, FAILS], writes: false, isReady }, (alternative, execution) =>
      answered(name, alternative, () => {
        const isKnown = this.#isKnown(key, execution);
        if (isKnown) this.#committed.suppressed(this.seenBy(key, execution), execution, undefined);
        else this.#committed.atWork.set(this.#place(key), execution);
        return isKnown;
      }),
    );
  }

  release(key: string): void {
    this.#committed.atWork.delete(this.#place(key));
  }
}

export function inboxOf<Tx>(
  committed: Committed,
  name: string,
  make: (rows: Rows) => Tx,
  { keepMs = Number.POSITIVE_INFINITY }: InboxOptions,
): Inbox<Tx> {
  const keys = new Keys(committed, name, keepMs);
  return {
    once: async (key, work) => {
      const execution = executionOf(`the inbox ${name}`);
      if (await keys.take(key)) return "duplicate";
      try {
        const [transaction] = await worked(committed, (tx) => work(make(rowsOf(tx, name))));
        await commit(committed, `commit ${name} with ${key}`, transaction, [keys.seenBy(key, execution)]);
        return "done";
      } finally {
        keys.release(key);
      }
    },
  };
}
