import { describe, expect, test } from "vitest";
import { type Running, SendError } from "../../src/client/client.ts";
import { Memory } from "./memory.ts";
import { ANNOUNCE, notifier, type Sends } from "./shop.ts";

const handlers = { watch: { Order: async () => undefined, Notice: async () => undefined } };

async function started(change?: object): Promise<{ tasks: Memory; running: Running<Sends> }> {
  const tasks = new Memory();
  const plan = change === undefined ? {} : { producers: { announce: { ...ANNOUNCE, ...change } } };
  return { tasks, running: await notifier(plan).start({ brokers: { tasks }, handlers }) };
}

describe("a send", () => {
  test("carries the type, the identity, the body and what the spec says of key, routing key and headers", async () => {
    const { tasks, running } = await started({
      key: ["noticeId"],
      routingKey: ["notice.", ["text"], ".new"],
      headers: { region: ["eu"] },
      copies: [[["noticeId"]], ["copy"]],
    });
    const receipt = await running.send.announce(
      "Notice",
      { noticeId: "n1", text: "hi" },
      { headers: { own: "1", type: "no" } },
    );
    expect(receipt).toEqual({ outcome: "stored", at: "announce@1" });
    expect({ ...tasks.sent[0], body: undefined }).toEqual({
      type: "Notice",
      id: "n1",
      key: "n1",
      routingKey: "notice.hi.new",
      headers: { own: "1", region: "eu", type: "Notice" },
      copies: ["n1", "copy"],
      body: undefined,
      content: "json",
    });
    expect(Buffer.from(tasks.sent[0]?.body ?? []).toString()).toBe('{"noticeId":"n1","text":"hi"}');
  });

  test("leaves in the order of calls, without waiting for the one before", async () => {
    const { tasks, running } = await started();
    tasks.answers = false;
    const all = Array.from({ length: 500 }, (_, i) =>
      running.send.announce("Notice", { noticeId: String(i), text: "x" }),
    );
    expect(tasks.sent.map(({ id }) => id)).toEqual(all.map((_, i) => String(i)));
    for (const { stored } of tasks.open.reverse()) stored({ outcome: "stored", at: "x" });
    expect(await Promise.all(all)).toHaveLength(500);
  });

  test("of an invalid message fails, and says what is wrong; nothing leaves", async () => {
    const { tasks, running } = await started();
    const error: unknown = await running.send
      .announce("Notice", { noticeId: "n1", text: "" })
      .catch((e: unknown) => e);
    expect(error).toBeInstanceOf(SendError);
    expect(error).toMatchObject({ outcome: "failed", message: "notifier.announce: text is empty" });
    expect(tasks.sent).toEqual([]);
  });

  test("without the field that its routing key or key is made of fails", async () => {
    const routed = await started({ routingKey: [["region"]] });
    await expect(routed.running.send.announce("Notice", { noticeId: "n", text: "t" })).rejects.toThrow(
      "routing key of notifier.announce: the message has no region",
    );
    const keyed = await started({ key: ["region"] });
    await expect(keyed.running.send.announce("Notice", { noticeId: "n", text: "t" })).rejects.toThrow(
      "the message has no region, which is the key of its channel",
    );
  });

  test("that never rejects gives the error as its answer", async () => {
    const { tasks, running } = await started();
    tasks.answers = false;
    const answer = running.trySend.announce("Notice", { noticeId: "n", text: "t" });
    tasks.open[0]?.failed(new Error("gone"));
    expect(await answer).toMatchObject({ outcome: "unknown", message: "gone" });
    expect(await running.trySend.announce("Notice", { noticeId: "n", text: "" })).toMatchObject({
      outcome: "failed",
    });
  });

  test("is made again while its end is unknown, where the spec says so", async () => {
    const { tasks, running } = await started({ onUnknown: "send-again" });
    tasks.answers = false;
    const answer = running.send.announce("Notice", { noticeId: "n", text: "t" });
    tasks.answers = true;
    tasks.open[0]?.failed(new SendError("unknown", "lost"));
    expect(await answer).toMatchObject({ outcome: "stored" });
    expect(tasks.sent.map(({ id }) => id)).toEqual(["n", "n"]);
  });
});

describe("starting", () => {
  test("names everything that is missing", async () => {
    const empty: object = { brokers: {}, handlers: { watch: {} } };
    // A caller without types.
    const one = notifier();
    const start = (options: never): Promise<unknown> => one.start(options);
    await expect(start(empty as never)).rejects.toThrow(
      "notifier cannot start without brokers.tasks, handlers.watch.Order, handlers.watch.Notice",
    );
  });

  test("closes what it opened when a consumer is refused", async () => {
    const tasks = new Memory();
    tasks.refuses = new Error("no such queue");
    await expect(notifier().start({ brokers: { tasks }, handlers })).rejects.toThrow("no such queue");
    expect(tasks.calls).toEqual(["connect", "stop 0", "close"]);
  });
});

describe("stopping", () => {
  test("drains, then closes, once", async () => {
    const { tasks, running } = await started();
    await Promise.all([running.stop({ drainMs: 5 }), running.stop()]);
    await running[Symbol.asyncDispose]();
    expect(tasks.calls).toEqual(["connect", "stop 5", "close"]);
  });

  test("comes with the signal, too", async () => {
    const tasks = new Memory();
    const stop = new AbortController();
    const running = await notifier().start({ brokers: { tasks }, handlers, signal: stop.signal });
    stop.abort();
    await running.stop();
    expect(tasks.calls).toEqual(["connect", "stop 10000", "close"]);
  });
});
