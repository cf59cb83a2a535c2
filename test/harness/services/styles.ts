/** The same mistakes as people of other habits make them: caches, emitters, batches, timers, generators, aborts. */
import { EventEmitter } from "node:events";
import type { Context, Message } from "../plain-client.ts";
import { id, type Sketch } from "./sketch.ts";
import { single, type Specimen, type Tools } from "./specimen.ts";
import { CROWDED, MAILS } from "./specs.ts";

/** Remembers for some time. */
class RecentlySeen {
  readonly #at = new Map<string, number>();
  has(key: string): boolean {
    return Date.now() - (this.#at.get(key) ?? Number.NEGATIVE_INFINITY) < 60_000;
  }
  add(key: string): void {
    this.#at.set(key, Date.now());
  }
}

interface Item {
  readonly order: Message;
  readonly context: Context;
  readonly done: () => void;
  readonly failed: (error: unknown) => void;
}

/** Collects what comes within some milliseconds, and gives it to `flush` together. */
function batched(flush: (items: readonly Item[]) => Promise<unknown>) {
  let items: Item[] = [];
  return (order: Message, context: Context) =>
    new Promise<void>((done, failed) => {
      items.push({ order, context, done, failed });
      if (items.length > 1) return;
      setTimeout(() => {
        const own = items;
        items = [];
        flush(own).then(
          () => own.forEach((item) => item.done()),
          (error: unknown) => own.forEach((item) => item.failed(error)),
        );
      }, 5);
    });
}

const insertInto =
  ({ world }: Tools) =>
  (order: Message): Promise<boolean> =>
    world.table("mails").insert(id(order), "sent");

async function* pages(order: Message): AsyncGenerator<string> {
  yield `${id(order)} first`;
  yield `${id(order)} second`;
}

const FAULTY: readonly Sketch[] = [
  {
    name: "keeps a cache of what it has seen in the last minute",
    make: ({ world }) => {
      const seen = new RecentlySeen();
      return async (order) => {
        if (seen.has(id(order))) return;
        await world.log("mails").append(id(order));
        seen.add(id(order));
      };
    },
    breaks: "at-most-once",
    shows: "append to mails",
  },
  {
    name: "emits an event and leaves the work to its listener",
    make: (tools) => {
      const orders = new EventEmitter();
      orders.on("order", (order: Message) => void insertInto(tools)(order).catch(() => undefined));
      return async (order) => void orders.emit("order", order);
    },
    breaks: "at-least-once",
  },
  {
    name: "answers at once and flushes its buffer every half second",
    make: (tools) => {
      const buffer: Message[] = [];
      setInterval(() => {
        for (const order of buffer.splice(0)) void insertInto(tools)(order).catch(() => buffer.push(order));
      }, 500);
      return async (order) => void buffer.push(order);
    },
    breaks: "at-least-once",
  },
  {
    name: "goes through its pages with for await, and appends each",
    make:
      ({ world }) =>
      async (order) => {
        for await (const page of pages(order)) await world.log("pages").append(page);
      },
    breaks: "at-most-once",
    shows: "append to pages",
  },
  {
    name: "marks as done in its finally",
    make: (tools) => async (order) => {
      const done = tools.world.table("done");
      if ((await done.get(id(order))) !== undefined) return;
      try {
        await insertInto(tools)(order);
      } finally {
        await done.put(id(order), true);
      }
    },
    breaks: "at-least-once",
  },
  {
    name: "returns when a signal aborts, while the work goes on",
    make: (tools) => async (order) => {
      const signal = AbortSignal.timeout(5_000);
      const aborted = new Promise((done) => signal.addEventListener("abort", done));
      await Promise.race([insertInto(tools)(order), aborted]);
    },
    breaks: "order per(orderId)",
    shows: "is slow",
    thorough: true,
  },
];

const CORRECT: readonly Sketch[] = [
  {
    name: "waits for what its listener says",
    make: (tools) => {
      const orders = new EventEmitter();
      orders.on("order", ({ order, done, failed }: Item) => void insertInto(tools)(order).then(done, failed));
      return (order) =>
        new Promise<void>((done, failed) => void orders.emit("order", { order, done, failed }));
    },
  },
  {
    name: "keeps a lock in a table that is no effect",
    make: (tools) => {
      const locks = tools.world.table<number>("locks", { effect: false });
      return async (order) => {
        const since = await locks.get(id(order));
        if (since !== undefined && Date.now() - since < 30_000) throw new Error("somebody is at work on it");
        await locks.put(id(order), Date.now());
        await insertInto(tools)(order);
        await locks.delete(id(order));
      };
    },
  },
];

/** Several handlers at once, whose effects are written together. */
const TOGETHER: readonly Sketch[] = [
  {
    name: "writes what came together in one transaction",
    make: ({ world }) =>
      batched((items) =>
        world.transaction(
          async (tx) => {
            for (const { order } of items) await tx.table("mails").insert(id(order), "sent");
          },
          { of: items.map(({ context }) => context) },
        ),
      ),
  },
  {
    name: "writes what came together row by row, and names nobody",
    make: (tools) =>
      batched(async (items) => {
        for (const { order } of items) await insertInto(tools)(order);
      }),
  },
];

const on = (topology: typeof MAILS, sketches: readonly Sketch[]): readonly Specimen[] =>
  sketches.map(({ make, ...rest }) => ({
    ...rest,
    on: topology,
    services: single(topology, "mailer", make),
  }));

export const IN_OTHER_STYLES: readonly Specimen[] = [
  ...on(MAILS, [...FAULTY, ...CORRECT]),
  ...on(CROWDED, TOGETHER),
];
