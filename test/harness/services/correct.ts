/** Handlers with one effect, as they should be. */
import { setTimeout as sleep } from "node:timers/promises";
import { id, type Sketch } from "./sketch.ts";

export const CORRECT: readonly Sketch[] = [
  {
    name: "inserts if absent",
    make:
      ({ world }) =>
      async (order) => {
        await world.table("mails").insert(id(order), "sent");
      },
  },
  {
    name: "makes effect and mark in one transaction",
    make:
      ({ world }) =>
      async (order) => {
        await world.transaction(async (tx) => {
          if (await tx.table("seen").insert(id(order), "done")) await tx.log("mails").append(id(order));
        });
      },
  },
  {
    name: "makes its effect in the inbox",
    make:
      () =>
      async (order, { once }) => {
        await once((rows) => rows.put(id(order), "sent"));
      },
  },
  {
    name: "waits for its queue in memory",
    make: ({ world }) => {
      let tail = Promise.resolve();
      return (order) => {
        const own = tail.then(async () => void (await world.table("mails").insert(id(order), "sent")));
        tail = own.catch(() => undefined);
        return own;
      };
    },
  },
  {
    name: "calls a foreign service with a key, again after a while",
    make:
      ({ world }) =>
      async (order) => {
        for (let tries = 0; ; tries += 1)
          try {
            await world.table("charges").insert(id(order), "charged");
            return;
          } catch (error) {
            if (tries === 2) throw error;
            await sleep(100 * 2 ** tries);
          }
      },
  },
  {
    name: "beats a heart while it works",
    make:
      ({ world }) =>
      async (order) => {
        const beat = setInterval(() => undefined, 1_000);
        try {
          await world.table("mails").insert(id(order), "sent");
        } finally {
          clearInterval(beat);
        }
      },
  },
];
