/** Services with one effect, on Kafka and on RabbitMQ. */
import { setTimeout as sleep } from "node:timers/promises";
import { CORRECT } from "./correct.ts";
import { FAULTY } from "./faulty.ts";
import { id, type Sketch } from "./sketch.ts";
import { field, single, type Specimen } from "./specimen.ts";
import { CROWDED, HARSH, JOBS, MAILS } from "./specs.ts";

const crowd: readonly Sketch[] = [
  {
    name: "lets handlers of one key overtake each other",
    make:
      ({ world }) =>
      async (order) => {
        await world.table("looked up").get(field(order, "orderId"));
        await world.table("mails").insert(id(order), "sent");
      },
    breaks: "order per(orderId)",
    shows: "insert mails/",
  },
  {
    name: "queues in memory what has one key",
    make: ({ world }) => {
      const tails = new Map<string, Promise<void>>();
      return (order) => {
        const key = field(order, "orderId");
        const own = (tails.get(key) ?? Promise.resolve()).then(async () => {
          await world.table("looked up").get(key);
          await world.table("mails").insert(id(order), "sent");
        });
        const tail = own.catch(() => undefined);
        tails.set(key, tail);
        return own;
      };
    },
  },
];

const late: readonly Sketch[] = [
  {
    name: "races with a time-out and lets the work go on",
    make:
      ({ world }) =>
      async (order) => {
        const work = world.table("mails").insert(id(order), "sent");
        await Promise.race([work, new Promise((done) => setTimeout(done, 1_000))]);
      },
    breaks: "at-least-once",
    shows: "mails",
  },
  {
    name: "throws when its time is over",
    make:
      ({ world }) =>
      async (order) => {
        const work = world.table("mails").insert(id(order), "sent");
        const late = sleep(1_000, undefined).then(() => {
          throw new Error("too late");
        });
        await Promise.race([work, late]);
      },
  },
];

const on = (spec: Specimen["on"], service: string, sketches: readonly Sketch[]): readonly Specimen[] =>
  sketches.map(({ make, ...rest }) => ({ ...rest, on: spec, services: single(spec, service, make) }));

export const ON_KAFKA: readonly Specimen[] = [
  ...on(MAILS, "mailer", [...FAULTY, ...CORRECT]),
  ...on(CROWDED, "mailer", crowd),
  ...on(HARSH, "mailer", late),
];

export const ON_RABBITMQ: readonly Specimen[] = on(JOBS, "worker", [...FAULTY, ...CORRECT]);
