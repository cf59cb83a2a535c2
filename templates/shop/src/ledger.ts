/**
 * The orders, and which messages were seen, in one file: a stand-in for two tables of your database. What matters is that
 * a key and what was written for it become durable together: here in one line of the file, there in one transaction.
 */
import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import type { Inbox } from "./generated/shop/runtime/client.js";
import type { Ledger } from "./notifier.js";

interface Entry {
  readonly key: string;
  readonly orders: Readonly<Record<string, string>>;
}

/** One process writes to the file; several need a database. */
export class FileLedger implements Inbox<Ledger> {
  readonly #file: number;
  readonly #seen = new Set<string>();
  readonly #orders = new Map<string, string>();
  #turn: Promise<unknown> = Promise.resolve();

  private constructor(file: number, entries: readonly Entry[]) {
    this.#file = file;
    for (const entry of entries) this.#take(entry);
  }

  static open(path: string): FileLedger {
    mkdirSync(dirname(path), { recursive: true });
    const file = openSync(path, "a+");
    // The last line is torn where the process died while it was written: then it never was.
    const lines = readFileSync(path, "utf8").split("\n").slice(0, -1);
    // cast: written below.
    return new FileLedger(
      file,
      lines.map((line) => JSON.parse(line) as Entry),
    );
  }

  get orders(): ReadonlyMap<string, string> {
    return this.#orders;
  }

  once(key: string, work: (ledger: Ledger) => Promise<void>): Promise<"done" | "duplicate"> {
    const done = this.#turn.then(async () => {
      if (this.#seen.has(key)) return "duplicate" as const;
      const orders: Record<string, string> = {};
      await work({
        put: (orderId, status) => {
          orders[orderId] = status;
          return Promise.resolve();
        },
      });
      writeSync(this.#file, `${JSON.stringify({ key, orders })}\n`);
      fsyncSync(this.#file);
      this.#take({ key, orders });
      return "done" as const;
    });
    this.#turn = done.catch(() => undefined);
    return done;
  }

  close(): void {
    closeSync(this.#file);
  }

  #take({ key, orders }: Entry): void {
    this.#seen.add(key);
    for (const [order, status] of Object.entries(orders)) this.#orders.set(order, status);
  }
}
