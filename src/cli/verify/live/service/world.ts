/** The world of a live run, as services that were written for `testGuarantees` see it: its stores outlive their processes. */
import type { Inbox } from "../../../../client/shapes.ts";
import type { Counter, Log, StoreOptions, Table } from "../../../../harness/world/handles.ts";
import type { Rows } from "../../../../harness/world/inbox.ts";
import type { World } from "../../../../harness/world/world.ts";
import type { Answer, Row, Write } from "../protocol.ts";
import { OpenTransaction } from "./open-transaction.ts";
import type { Stage } from "./stage.ts";
import { appendOf, putOf, valueOf } from "./values.ts";

/** Something that a store was asked did not happen, and nothing was changed. */
class Conflict extends Error {
  override readonly name: string = "WorldError";
  readonly outcome = "failed";
}

export function liveWorld(stage: Stage): World {
  const stores = new RemoteStores(stage);
  return {
    table: (name, options) => stores.table(name, options),
    log: (name, options) => stores.log(name, options),
    counter: (name, options) => stores.counter(name, options),
    transaction: async (work) => {
      const tx = stores.open();
      const result = await work(tx);
      await stores.commit(tx);
      return result;
    },
    inbox: (name, make) => stores.inbox(name, make),
    call: async (name, answer) => {
      const given = answer();
      await stores.change([appendOf(`call ${name}`, null)]);
      return given;
    },
    sql: (name) => {
      throw new TypeError(
        `world.sql(${JSON.stringify(name)}) is a database of the simulation: in a live run use world.table, or a database of your own`,
      );
    },
  };
}

/** The stores of the command, seen from a process. */
class RemoteStores {
  readonly #stage: Stage;
  /** Stores that are no effects. */
  readonly #aside = new Set<string>();

  constructor(stage: Stage) {
    this.#stage = stage;
  }

  table<V>(name: string, options?: StoreOptions): Table<V> {
    this.#claim(name, options);
    // cast: the store holds what its user puts there.
    const entry = ([key, text]: readonly [string, string]): readonly [string, V] => [key, valueOf(text) as V];
    return {
      // cast: as above.
      get: async (key) => valueOf((await this.#rowsOf(name)).get(key)) as V | undefined,
      entries: async () => [...(await this.#rowsOf(name))].map(entry),
      put: async (key, value) => void (await this.change([putOf(name, key, value)])),
      insert: async (key, value) => {
        const answer = await this.change([putOf(name, key, value)], [{ store: name, key }]);
        return answer.kind !== "conflict";
      },
      delete: async (key) => {
        const answer = await this.change([{ kind: "delete", store: name, key }]);
        return answer.kind === "changed" && answer.changed;
      },
    };
  }

  log<V>(name: string, options?: StoreOptions): Log<V> {
    this.#claim(name, options);
    return {
      append: async (value) => void (await this.change([appendOf(name, value)])),
      lines: async () => {
        const answer = await this.#stage.ask({ what: "read", of: "log", store: name });
        // cast: the log holds what its user puts there.
        return answer.kind === "lines" ? answer.lines.map((text) => valueOf(text) as V) : [];
      },
    };
  }

  counter(name: string, options?: StoreOptions): Counter {
    this.#claim(name, options);
    const value = async (): Promise<number> => {
      const answer = await this.#stage.ask({ what: "read", of: "counter", store: name });
      return answer.kind === "count" ? answer.count : 0;
    };
    return {
      add: async (by = 1) => {
        await this.change([{ kind: "add", store: name, by }]);
        return value();
      },
      value,
    };
  }

  inbox<Tx>(name: string, make: (rows: Rows) => Tx): Inbox<Tx> {
    return {
      once: async (given, work) => {
        const key = `${name} ${given}`;
        if ((await this.#stage.ask({ what: "begin", key })).kind === "duplicate") return "duplicate";
        try {
          const tx = this.open();
          await work(make({ ...tx.table(name), ...tx.all }));
          await this.commit(tx, key);
          return "done";
        } catch (error) {
          await this.#stage.ask({ what: "abort", key });
          throw error;
        }
      },
    };
  }

  open(): OpenTransaction {
    return new OpenTransaction((store) => this.#rowsOf(store));
  }

  async commit({ writes, reads }: OpenTransaction, key?: string): Promise<void> {
    if (writes.length === 0 && key === undefined) return;
    if ((await this.change(writes, reads, key)).kind === "conflict")
      throw new Conflict("somebody changed meanwhile what the transaction has read; nothing was changed");
  }

  change(writes: readonly Write[], reads: readonly Row[] = [], key?: string): Promise<Answer> {
    const aside = writes.length > 0 && writes.every(({ store }) => this.#aside.has(store));
    return this.#stage.change({ writes, reads, aside, ...(key === undefined ? undefined : { key }) });
  }

  #claim(name: string, { effect = true }: StoreOptions = {}): void {
    if (!effect) this.#aside.add(name);
  }

  async #rowsOf(store: string): Promise<ReadonlyMap<string, string>> {
    const answer = await this.#stage.ask({ what: "read", of: "table", store });
    return new Map(answer.kind === "rows" ? answer.rows : []);
  }
}
