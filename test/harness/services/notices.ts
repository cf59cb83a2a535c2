/** Services that announce what they have read: on the way to a mail that is to be sent once. */
import { field, inboxOf, type Specimen } from "./specimen.ts";
import { NOTICES } from "./specs.ts";
import type { Brokers, Context, Message } from "../plain-client.ts";
import type { World } from "../../../src/api/testing.ts";

interface Sketch {
  readonly name: string;
  readonly make: (world: World) => (order: Message, context: Context) => Promise<void>;
  readonly breaks?: string;
  readonly shows?: string;
  readonly reported?: string;
}

const notice = (order: Message, noticeId: string): Message => ({
  noticeId,
  orderId: field(order, "orderId"),
  text: field(order, "text"),
});

const announce = async ({ send }: Context, message: Message): Promise<void> => {
  await send["announce"]?.("Notice", message);
};

const sketches: readonly Sketch[] = [
  {
    name: "sends only where the inbox is new",
    make: () => async (order, context) => {
      const done = await context.once((rows) => rows.put(field(order, "orderId"), "placed"));
      if (done === "done") await announce(context, notice(order, context.derivedId("notice")));
    },
    breaks: "at-least-once",
    shows: "never comes to: send announce",
    reported: "does its effect before its send by announce",
  },
  {
    name: "sends before the inbox",
    make: () => async (order, context) => {
      await announce(context, notice(order, context.derivedId("notice")));
      await context.once((rows) => rows.put(field(order, "orderId"), "placed"));
    },
  },
  {
    name: "swallows the error of its send",
    make: () => async (order, context) => {
      try {
        await announce(context, notice(order, context.derivedId("notice")));
      } catch {
        // Somebody will notice.
      }
    },
    breaks: "at-least-once",
    shows: "send announce",
  },
  {
    name: "catches the error of its send, and throws it again",
    make: () => async (order, context) => {
      try {
        await announce(context, notice(order, context.derivedId("notice")));
      } catch (error) {
        throw new Error("not announced", { cause: error });
      }
    },
  },
  {
    name: "looks away from a send",
    reported: "returned before a send of it had ended",
    make: () => (order, context) => {
      void announce(context, notice(order, context.derivedId("notice"))).catch(() => undefined);
      return Promise.resolve();
    },
    breaks: "at-least-once",
    shows: "send announce",
  },
  {
    name: "waits for all its sends",
    make: () => async (order, context) => {
      await Promise.all([announce(context, notice(order, context.derivedId("notice")))]);
    },
  },
  {
    name: "gives what it sends a fresh identity",
    make: () => async (order, context) => {
      await announce(context, notice(order, crypto.randomUUID()));
    },
    breaks: "at-most-once",
    shows: "send announce",
  },
  {
    name: "sends again under a new identity when no answer came",
    make: () => async (order, context) => {
      const first = notice(order, context.derivedId("notice"));
      await announce(context, first).catch(() =>
        announce(context, notice(order, context.derivedId("again"))),
      );
    },
    breaks: "at-most-once",
    shows: "send announce",
  },
  {
    name: "sends again under the same identity when no answer came",
    make: () => async (order, context) => {
      const message = notice(order, context.derivedId("notice"));
      await announce(context, message).catch(() => announce(context, message));
    },
  },
  {
    name: "skips what it gets a second time",
    reported: "does its effect before its send by announce",
    make: (world) => async (order, context) => {
      if (!(await world.table("got").insert(field(order, "eventId"), "once"))) return;
      await announce(context, notice(order, context.derivedId("notice")));
    },
    breaks: "at-least-once",
    shows: "insert got/",
  },
];

export const ON_BOTH: readonly Specimen[] = sketches.map(({ make, ...rest }) => ({
  ...rest,
  on: NOTICES,
  services: (world) => {
    const inbox = inboxOf(world);
    return {
      notifier: (brokers: Brokers) => NOTICES.service("notifier").start(brokers, make(world), inbox),
    };
  },
}));
