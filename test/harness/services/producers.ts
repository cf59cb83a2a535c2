/** Services that begin a flow: what they are asked to say is owed once they have said that it is done. */
import type { Running } from "../../../src/client/client.ts";
import { type Intent, producing, type World } from "../../../src/api/testing.ts";
import type { Brokers, Message, PlainSpec, Sends } from "../plain-client.ts";
import { field, inboxOf, type Specimen } from "./specimen.ts";
import { JOBS, MAILS } from "./specs.ts";

/** What one start gives: how it says a message. */
type Say = (message: Message) => unknown;
type Place = (message: Message) => Promise<unknown>;

interface Sketch extends Pick<Specimen, "name" | "breaks" | "shows" | "reported"> {
  readonly make: (place: Place, world: World) => Say;
}

const id = (message: Message): string => field(message, "eventId");
const outbox = (world: World) => world.table<Message>("outbox");

/** Sends what lies in the outbox, every second. */
function relay(world: World, send: (row: Message) => Promise<unknown>): void {
  let isBusy = false;
  setInterval(() => {
    if (isBusy) return;
    isBusy = true;
    void swept(world, send).finally(() => {
      isBusy = false;
    });
  }, 1000);
}

async function swept(world: World, send: (row: Message) => Promise<unknown>): Promise<void> {
  try {
    for (const [, row] of await outbox(world).entries()) await send(row);
  } catch {
    // The next round tries again.
  }
}

const FAULTY: readonly Sketch[] = [
  {
    name: "does not wait for its send",
    make: (place) => (message) => {
      void place(message).catch(() => undefined);
    },
    breaks: "at-least-once",
  },
  {
    name: "swallows the error of its send",
    make: (place) => async (message) => {
      await place(message).catch(() => undefined);
    },
    breaks: "at-least-once",
  },
  {
    name: "takes the row out of its outbox before it sends it",
    make: (place, world) => {
      relay(world, async (row) => {
        await outbox(world).delete(id(row));
        await place(row);
      });
      return (message) => outbox(world).put(id(message), message);
    },
    breaks: "at-least-once",
    shows: "delete outbox/",
  },
  {
    name: "gives what lies in its outbox a new id each time it is sent",
    make: (place, world) => {
      relay(world, async (row) => {
        await place({ ...row, eventId: crypto.randomUUID() });
        await outbox(world).delete(id(row));
      });
      return (message) => outbox(world).put(id(message), message);
    },
    breaks: "at-most-once",
    shows: "send placing",
  },
  {
    name: "collects messages in memory and sends them by and by",
    make: (place) => {
      const batch: Message[] = [];
      setInterval(() => {
        for (const message of batch.splice(0)) void place(message).catch(() => batch.push(message));
      }, 50);
      return (message) => void batch.push(message);
    },
    breaks: "at-least-once",
  },
];

/** Kafka's client tries for two minutes, longer than any single fault lasts: the code never comes to try again. */
const TRYING: readonly Sketch[] = [
  {
    name: "tries again with a new id",
    make: (place) => async (message) => {
      for (let attempt = 1; ; attempt++) {
        try {
          return await place({ ...message, eventId: crypto.randomUUID() });
        } catch (error) {
          if (attempt === 3) throw error;
        }
      }
    },
    breaks: "at-most-once",
    shows: "send placing",
  },
];

const CORRECT: readonly Sketch[] = [
  { name: "waits for its send", make: (place) => (message) => place(message) },
  {
    name: "tries again with the same id",
    make: (place) => async (message) => {
      for (let attempt = 1; ; attempt++) {
        try {
          return await place(message);
        } catch (error) {
          if (attempt === 3) throw error;
          await new Promise((done) => setTimeout(done, 1000 * attempt));
        }
      }
    },
  },
  {
    name: "sends what lies in its outbox, then takes it out",
    make: (place, world) => {
      relay(world, async (row) => {
        await place(row);
        await outbox(world).delete(id(row));
      });
      return (message) => outbox(world).put(id(message), message);
    },
  },
  {
    name: "sends at once what it has put into its outbox, and at its start what it left there",
    make: (place, world) => {
      const sweep = async (): Promise<void> => {
        for (const [key, row] of await outbox(world).entries()) {
          await place(row);
          await outbox(world).delete(key);
        }
      };
      const again = (): void => void sweep().catch(() => setTimeout(again, 500));
      again();
      return async (message) => {
        await outbox(world).put(id(message), message);
        again();
      };
    },
  },
];

function begins(on: PlainSpec, make: Sketch["make"]): Specimen["services"] {
  return (world) => ({
    shop: producing({
      start: async (brokers: Brokers) => {
        const shop: Running<Sends> = await on.service("shop").start(brokers, async () => {}, inboxOf(world));
        const place: Place = (message) =>
          shop.send["placing"]?.("Order", message) ?? Promise.reject(new Error("no producer"));
        return make(place, world);
      },
      // cast: the messages of these specs are records of texts.
      send: (say, { message }: Intent) => say(message as Message),
    }),
  });
}

const on = (topology: PlainSpec, sketches: readonly Sketch[]): readonly Specimen[] =>
  sketches.map(({ make, ...rest }) => ({ ...rest, on: topology, services: begins(topology, make) }));

export const BEGINNING_ON_KAFKA: readonly Specimen[] = on(MAILS, [...FAULTY, ...CORRECT]);
export const BEGINNING_ON_RABBITMQ: readonly Specimen[] = on(JOBS, [...FAULTY, ...TRYING, ...CORRECT]);
