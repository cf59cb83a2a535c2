/** Handlers with one effect and one mistake: when is it made, when is it remembered, who waits for it? */
import { id, type Sketch } from "./sketch.ts";
import { field } from "./specimen.ts";

export const FAULTY: readonly Sketch[] = [
  {
    name: "remembers in memory what it has done",
    make: ({ world }) => {
      const seen = new Set<string>();
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
    name: "marks before the effect",
    make:
      ({ world }) =>
      async (order) => {
        if (!(await world.table("seen").insert(id(order), "done"))) return;
        await world.log("mails").append(id(order));
      },
    breaks: "at-least-once",
    shows: "insert seen/",
  },
  {
    name: "makes the effect before the mark",
    make:
      ({ world }) =>
      async (order) => {
        if ((await world.table("seen").get(id(order))) !== undefined) return;
        await world.log("mails").append(id(order));
        await world.table("seen").put(id(order), "done");
      },
    breaks: "at-most-once",
    shows: "append to mails",
  },
  {
    name: "swallows the error of its effect",
    make:
      ({ world }) =>
      async (order) => {
        try {
          await world.table("mails").insert(id(order), "sent");
        } catch {
          // It will be all right.
        }
      },
    breaks: "at-least-once",
    shows: "insert mails/",
  },
  {
    name: "goes on after it has returned",
    make:
      ({ world }) =>
      (order) => {
        void world
          .table("mails")
          .insert(id(order), "sent")
          .catch(() => undefined);
        return Promise.resolve();
      },
    breaks: "at-least-once",
  },
  {
    name: "hands its work to a queue in memory",
    make: ({ world }) => {
      let tail = Promise.resolve();
      return (order) => {
        tail = tail
          .then(async () => void (await world.table("mails").insert(id(order), "sent")))
          .catch(() => undefined);
        return Promise.resolve();
      };
    },
    breaks: "at-least-once",
  },
  {
    name: "waits for its work with allSettled",
    make:
      ({ world }) =>
      async (order) => {
        await Promise.allSettled([world.table("mails").insert(id(order), "sent")]);
      },
    breaks: "at-least-once",
    shows: "insert mails/",
  },
  {
    name: "counts without remembering",
    make:
      ({ world }) =>
      async () => {
        await world.counter("orders").add();
      },
    breaks: "at-most-once",
    shows: "orders",
  },
  {
    name: "calls a foreign service without a key",
    make:
      ({ world }) =>
      async () => {
        await world.call("charge the card", () => "ok");
      },
    breaks: "at-most-once",
    shows: "charge the card",
  },
  {
    name: "calls again when no answer came, without a key",
    make:
      ({ world }) =>
      async () => {
        const charge = (): Promise<string> => world.call("charge the card", () => "ok");
        await charge().catch(charge);
      },
    breaks: "at-most-once",
    shows: "charge the card",
  },
  {
    name: "takes for a repetition what is a minute old",
    make:
      ({ world }) =>
      async (order) => {
        const [at, now] = [await world.table<number>("times").get(field(order, "orderId")), Date.now()];
        if (at !== undefined && now - at < 60_000) return;
        await world.log("mails").append(id(order));
        await world.table<number>("times").put(field(order, "orderId"), now);
      },
    breaks: "at-most-once",
  },
];
