import { expect, test } from "vitest";
import { historyOf, type Observed } from "../../src/client/client.ts";
import type { HistoryEvent } from "../../src/history/event.ts";
import { EVENTS } from "../../src/history/fields.ts";
import { Memory } from "./memory.ts";
import { gatedNotifier, memoryInbox, notifier, order } from "./shop.ts";

test("what clients tell are events of the history format, with no other kind or key", () => {
  type Kind = Observed["e"];
  const known: Record<Kind, true> = {
    send: true,
    sent: true,
    deliver: true,
    execute: true,
    failed: true,
    effect: true,
    suppressed: true,
    settle: true,
    dispose: true,
    subscribed: true,
    assigned: true,
    revoked: true,
    poll: true,
    begin: true,
    commit: true,
    abort: true,
  };
  const kinds: readonly HistoryEvent["e"][] = Object.keys(known).filter(
    (kind): kind is Kind => kind in EVENTS,
  );
  expect(kinds).toHaveLength(Object.keys(known).length);
});

function fits(event: Observed): readonly string[] {
  const { may, must } = EVENTS[event.e];
  const bad = Object.entries(event).filter(
    ([key, value]) => key !== "e" && key !== "t" && may[key]?.fits(value) !== true,
  );
  return [...bad.map(([key]) => key), ...must.filter((key) => !(key in event))];
}

function brief({ e, at, id, r, by, out, p, o }: Observed): unknown {
  return JSON.parse(JSON.stringify({ e, at, id, r, by, out, p, o }));
}

test("a run is told as it was: send, end of send, delivery, run, effect, failure", async () => {
  const tasks = new Memory();
  const events: Observed[] = [];
  const running = await notifier().start({
    brokers: { tasks },
    observe: (event) => events.push(event),
    instance: "n1",
    trouble: () => undefined,
    handlers: {
      watch: {
        Order: async ({ orderId }, { send }) => {
          await send.announce("Notice", { noticeId: "n1", text: "t" });
          if (orderId === "bad") throw new Error("bad");
        },
        Notice: async () => undefined,
      },
    },
  });
  await running.send.announce("Notice", { noticeId: "n0", text: "t" });
  await tasks.deliver("watch", "Order", order("o1"), { partition: 2, offset: 7 });
  await tasks.deliver("watch", "Order", order("bad"));
  expect(events.flatMap(fits)).toEqual([]);
  const told = events.map(brief);
  const by = "n1";
  const [announce, watch] = ["notifier.announce", "notifier.watch"];
  expect(told).toEqual([
    { e: "send", at: announce, id: "n0", by },
    { e: "sent", at: announce, id: "n0", by, out: "ok" },
    { e: "deliver", at: watch, id: "o1", by, p: 2, o: 7 },
    { e: "execute", at: watch, id: "o1", by, p: 2, o: 7 },
    { e: "send", at: announce, id: "n1", r: "Order o1", by },
    { e: "sent", at: announce, id: "n1", by, out: "ok" },
    { e: "effect", at: watch, id: "o1", by, p: 2, o: 7 },
    { e: "deliver", at: watch, id: "bad", by },
    { e: "execute", at: watch, id: "bad", by },
    { e: "send", at: announce, id: "n1", r: "Order bad", by },
    { e: "sent", at: announce, id: "n1", by, out: "ok" },
    { e: "failed", at: watch, id: "bad", by },
  ]);
});

test("a gated effect is told when its transaction is done, and a repetition as recognised", async () => {
  const tasks = new Memory();
  const lines: string[] = [];
  await gatedNotifier("effect").start({
    brokers: { tasks },
    inbox: memoryInbox(),
    observe: historyOf("shop", (line) => lines.push(line), 2),
    handlers: {
      watch: {
        Order: async (_, { once }) => void (await once(async () => undefined)),
        Notice: async () => undefined,
      },
    },
  });
  await tasks.deliver("watch", "Order", order("o1"));
  await tasks.deliver("watch", "Order", order("o1"));
  expect(lines[0]).toBe(
    '{"format":"waybill-history","version":1,"topology":"shop","source":"live","clock":"ms","skew":2}',
  );
  const kinds = lines.slice(1).map((line) => /"e":"(\w+)"/.exec(line)?.[1]);
  expect(kinds).toEqual(["deliver", "execute", "effect", "deliver", "execute", "suppressed"]);
});
