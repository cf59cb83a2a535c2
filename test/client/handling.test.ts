import { describe, expect, test } from "vitest";
import { type Delivery, type Middleware, park, type Sending, SendError } from "../../src/client/client.ts";
import { Memory } from "./memory.ts";
import { gatedNotifier, memoryInbox, notifier, type Order, order, type Sends } from "./shop.ts";

type Handle = (message: Order, context: Delivery & Sending<Sends>) => Promise<ReturnType<typeof park> | void>;

async function handling(Order: Handle, use: readonly Middleware[] = []) {
  const tasks = new Memory();
  const errors: Error[] = [];
  await notifier().start({
    brokers: { tasks },
    use,
    trouble: (error) => errors.push(error),
    handlers: { watch: { Order, Notice: async () => undefined } },
  });
  return { tasks, errors };
}

const notice = (noticeId: string) => ({ noticeId, text: "t" });

describe("a delivery", () => {
  test("comes decoded, with what the broker says of it", async () => {
    const seen: unknown[] = [];
    const { tasks } = await handling(async (message, { id, type, key, attempt, headers, signal }) => {
      seen.push(message, { id, type, key, attempt, headers, aborted: signal.aborted });
    });
    expect(await tasks.deliver("watch", "Order", order("o1"), { key: "k", attempt: 3 })).toEqual({
      kind: "done",
    });
    expect(seen).toEqual([
      { orderId: "o1", region: "eu", placedAt: new Date("2026-01-02T03:04:05.000Z") },
      { id: "o1", type: "Order", key: "k", attempt: 3, headers: { type: "Order" }, aborted: false },
    ]);
  });

  test("of a type that nobody handles, or that cannot be read, fails the handler", async () => {
    const { tasks, errors } = await handling(async () => undefined);
    expect(await tasks.deliver("watch", "Refund", {})).toMatchObject({ kind: "failed" });
    expect(await tasks.deliver("watch", "Order", {})).toMatchObject({ kind: "failed" });
    const torn = { body: new TextEncoder().encode("{") };
    expect(await tasks.deliver("watch", "Order", {}, torn)).toMatchObject({ kind: "failed" });
    const [refund, odd, cut] = errors.map(({ message }) => message);
    const unread = (n: number): string => `notifier.watch cannot read the message at memory@${n}: `;
    expect(refund).toBe(`${unread(1)}it is a message of type Refund, and only Order, Notice are handled`);
    expect(odd).toBe(`${unread(2)}orderId is no text`);
    expect(cut).toContain(`${unread(3)}its body is not JSON: `);
  });

  test("ends as the handler ends: returned, thrown, parked", async () => {
    const wrong = new Error("wrong");
    const { tasks } = await handling(async ({ orderId }) => {
      if (orderId === "throws") throw wrong;
      return orderId === "parks" ? park("no such address") : undefined;
    });
    expect(await tasks.deliver("watch", "Order", order("fine"))).toEqual({ kind: "done" });
    expect(await tasks.deliver("watch", "Order", order("throws"))).toEqual({ kind: "failed", error: wrong });
    const foreign = await handling(async () => ({ ...park("by shape") }));
    expect(await foreign.tasks.deliver("watch", "Order", order("x"))).toEqual({
      kind: "parked",
      reason: "by shape",
    });
    expect(await tasks.deliver("watch", "Order", order("parks"))).toEqual({
      kind: "parked",
      reason: "no such address",
    });
  });

  test("goes through the middleware, the first outermost", async () => {
    const calls: string[] = [];
    const named =
      (name: string): Middleware =>
      async (delivery, next) => {
        calls.push(`${name} ${delivery.id}`);
        await next();
        calls.push(`${name} ends`);
      };
    const { tasks } = await handling(async () => void calls.push("handler"), [named("a"), named("b")]);
    await tasks.deliver("watch", "Order", order("o1"));
    expect(calls).toEqual(["a o1", "b o1", "handler", "b ends", "a ends"]);
  });

  test("gives ids that are the same whenever it is handled again, and others for other slots and messages", async () => {
    const ids: string[] = [];
    const { tasks } = await handling(async (_, { derivedId }) => {
      ids.push(derivedId("notice"), derivedId("other"));
    });
    for (const id of ["o1", "o1", "o2"]) await tasks.deliver("watch", "Order", order(id));
    expect(ids.slice(0, 2)).toEqual(ids.slice(2, 4));
    expect(new Set(ids).size).toBe(4);
    for (const id of ids)
      expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  test("that is taken away ends a sleep", async () => {
    const away = new AbortController();
    const { tasks } = await handling(async (_, { sleep }) => sleep(1_000_000));
    const handled = tasks.deliver("watch", "Order", order("o1"), { signal: away.signal });
    away.abort(new Error("rebalanced"));
    expect(await handled).toMatchObject({ kind: "failed", error: { message: "rebalanced" } });
  });
});

describe("a send in a handler", () => {
  test("that nobody awaited is awaited before the delivery settles, and told of", async () => {
    const { tasks } = await handling(async (_, { send }) => {
      void send.announce("Notice", notice("n1"));
    });
    tasks.answers = false;
    let over = false;
    const handled = tasks.deliver("watch", "Order", order("o1")).then((how) => {
      over = true;
      return how;
    });
    await new Promise(setImmediate);
    expect(over).toBe(false);
    tasks.open[0]?.stored({ outcome: "stored", at: "x" });
    expect(await handled).toEqual({ kind: "done", unawaited: 1 });
  });

  test("that failed and that nobody looked at fails the handler, before and after it returned", async () => {
    const lost = new SendError("failed", "returned");
    for (const early of [true, false]) {
      const { tasks } = await handling(async (_, { send }) => {
        void send.announce("Notice", notice("n1"));
        if (early) await new Promise(setImmediate);
      });
      tasks.answers = false;
      const handled = tasks.deliver("watch", "Order", order("o1"));
      await Promise.resolve();
      tasks.open[0]?.failed(lost);
      expect(await handled).toMatchObject({ kind: "failed", error: lost });
    }
  });

  test("that failed and that somebody looked at is what the handler makes of it", async () => {
    const looks: readonly Handle[] = [
      async (_, { send }) => {
        await send.announce("Notice", notice("n1")).catch(() => undefined);
      },
      async (_, { send }) => {
        await Promise.allSettled([send.announce("Notice", notice("n1"))]);
      },
      async (_, { trySend }) => {
        void trySend.announce("Notice", notice("n1"));
      },
    ];
    for (const look of looks) {
      const { tasks } = await handling(look);
      tasks.answers = false;
      const handled = tasks.deliver("watch", "Order", order("o1"));
      await Promise.resolve();
      tasks.open[0]?.failed(new SendError("unknown", "lost"));
      expect(await handled).toMatchObject({ kind: "done" });
    }
  });

  test("that is returned, and the next one behind one that nobody awaited, count as well", async () => {
    const { tasks } = await handling(async (_, { send }) => {
      void (async () => {
        await send.announce("Notice", notice("n1"));
        await send.announce("Notice", notice("n2"));
      })();
    });
    expect(await tasks.deliver("watch", "Order", order("o1"))).toMatchObject({ kind: "done", unawaited: 1 });
    expect(tasks.sent.map(({ id }) => id)).toEqual(["n1", "n2"]);
  });

  test("names the delivery that causes it", async () => {
    const { tasks } = await handling(
      async (_, { send }) => void (await send.announce("Notice", notice("n1"))),
    );
    await tasks.deliver("watch", "Order", order("o1"));
    expect(tasks.sent[0]?.cause?.at).toBe("memory@1");
  });
});

describe("an inbox", () => {
  test("makes a gated effect once, and leaves the rest of the handler to be repeated", async () => {
    const [tasks, inbox] = [new Memory(), memoryInbox()];
    const outcomes: string[] = [];
    await gatedNotifier("effect").start({
      brokers: { tasks },
      inbox,
      handlers: {
        watch: {
          Order: async ({ orderId }, { once, send, derivedId }) => {
            await send.announce("Notice", notice(derivedId("n")));
            outcomes.push(await once(async (rows) => void rows.push(orderId)));
          },
          Notice: async () => undefined,
        },
      },
    });
    for (let i = 0; i < 2; i++) await tasks.deliver("watch", "Order", order("o1"));
    expect(outcomes).toEqual(["done", "duplicate"]);
    expect([...inbox.keys]).toEqual(["seen:o1"]);
    expect(inbox.rows).toEqual(["o1"]);
    expect(new Set(tasks.sent.map(({ id }) => id)).size).toBe(1);
    expect(tasks.sent).toHaveLength(2);
  });

  test("around the handler skips all of a repetition, and forgets what failed", async () => {
    const [tasks, inbox] = [new Memory(), memoryInbox()];
    let fails = true;
    await gatedNotifier("handler").start({
      brokers: { tasks },
      inbox,
      trouble: () => undefined,
      handlers: {
        watch: {
          Order: async ({ orderId }, { once, send }) => {
            await once(async (rows) => void rows.push(orderId));
            await send.announce("Notice", notice("n1"));
            if (fails) throw new Error("after the effect");
          },
          Notice: async () => undefined,
        },
      },
    });
    expect(await tasks.deliver("watch", "Order", order("o1"))).toMatchObject({ kind: "failed" });
    expect(inbox.rows).toEqual([]);
    fails = false;
    for (let i = 0; i < 2; i++)
      expect(await tasks.deliver("watch", "Order", order("o1"))).toEqual({ kind: "done" });
    expect(inbox.rows).toEqual(["o1"]);
    expect(tasks.sent).toHaveLength(2);
  });
});
