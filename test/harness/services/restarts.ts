/** Services that are stopped as for a deployment: what they do with the work that they have begun. */
import type { World } from "../../../src/api/testing.ts";
import type { Brokers, Handle, Message } from "../plain-client.ts";
import { id } from "./sketch.ts";
import { inboxOf, type Specimen } from "./specimen.ts";
import { RESTARTED } from "./specs.ts";

interface Made {
  readonly handle: Handle;
  /** What is done before the client stops, and after it. */
  readonly before?: () => unknown;
  readonly after?: () => unknown;
}

interface Sketch extends Pick<Specimen, "name" | "breaks" | "shows" | "reported"> {
  readonly make: (insert: (order: Message) => Promise<unknown>, world: World) => Made;
}

/** Answers at once, and writes every half second. */
function buffered(insert: (order: Message) => Promise<unknown>): {
  handle: Handle;
  flush: () => Promise<void>;
} {
  const buffer: Message[] = [];
  const flush = async (): Promise<void> => {
    for (const order of buffer.splice(0)) await insert(order);
  };
  setInterval(() => void flush(), 500);
  return { handle: async (order) => void buffer.push(order), flush };
}

const SKETCHES: readonly Sketch[] = [
  {
    name: "forgets its buffer when it is stopped",
    make: (insert) => ({ handle: buffered(insert).handle }),
    breaks: "at-least-once",
    shows: "is restarted",
  },
  {
    name: "writes its buffer before it stops",
    make: (insert) => {
      const { handle, flush } = buffered(insert);
      return { handle, after: flush };
    },
  },
  {
    name: "skips its work from the moment on at which it is to stop",
    make: (insert, world) => {
      let isClosing = false;
      return {
        handle: async (order) => {
          await world.table("orders").get(id(order));
          if (!isClosing) await insert(order);
        },
        before: () => {
          isClosing = true;
        },
      };
    },
    breaks: "at-least-once",
    shows: "is restarted",
  },
  {
    name: "lets its handlers finish",
    make: (insert, world) => ({
      handle: async (order) => {
        await world.table("orders").get(id(order));
        await insert(order);
      },
    }),
  },
];

export const IN_RESTARTS: readonly Specimen[] = SKETCHES.map(({ make, ...rest }) => ({
  ...rest,
  on: RESTARTED,
  services: (world) => ({
    mailer: async (brokers: Brokers) => {
      const insert = (order: Message): Promise<unknown> => world.table("mails").insert(id(order), "sent");
      const { handle, before, after } = make(insert, world);
      const running = await RESTARTED.service("mailer").start(brokers, handle, inboxOf(world));
      const stop = async (): Promise<void> => {
        await before?.();
        await running.stop();
        await after?.();
      };
      return { stop };
    },
  }),
}));
