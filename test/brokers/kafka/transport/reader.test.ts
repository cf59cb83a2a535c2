import { describe, expect, test, vi } from "vitest";
import { CommitRefused } from "../../../../src/brokers/kafka/transport/record.ts";
import { FAILED, Hand, part, record, turns } from "./hand.ts";

describe("one handler at a time", () => {
  test("commits after each handler, and begins the next only then", async () => {
    let answer = (): void => undefined;
    const hand = new Hand({}, { commit: () => new Promise((resolve) => (answer = resolve)) });
    await hand.feed([record(0, 4), record(0, 5)]);
    await hand.end("orders/0@4");
    expect(hand.begun).toEqual(["orders/0@4"]);
    answer();
    await turns();
    expect(hand.committed).toEqual(["0:5"]);
    expect(hand.begun).toEqual(["orders/0@4", "orders/0@5"]);
  });

  test("a handler that fails runs again in place: its partition waits, another goes on", async () => {
    vi.useFakeTimers();
    try {
      const hand = new Hand({ onFailure: { kind: "retry", backOff: { kind: "fixed", firstMs: 50 } } });
      await hand.feed([record(0, 0), record(0, 1), record(1, 0)]);
      await hand.end("orders/0@0", FAILED);
      expect(hand.running).toEqual(["orders/1@0"]);
      await hand.end("orders/1@0");
      expect(hand.running).toEqual([]);
      await vi.advanceTimersByTimeAsync(50);
      await hand.end("orders/0@0");
      expect(hand.begun).toEqual(["orders/0@0", "orders/1@0", "orders/0@0 again", "orders/0@1"]);
      expect(hand.committed).toEqual(["1:1", "0:1"]);
    } finally {
      vi.useRealTimers();
    }
  });

  test("settle first: the commit is there before the handler begins", async () => {
    const hand = new Hand({ steps: [["settle"], ["effect"]] });
    await hand.feed([record(0, 7)]);
    await turns();
    expect(hand.committed).toEqual(["0:8"]);
    expect(hand.running).toEqual(["orders/0@7"]);
    await hand.end("orders/0@7", FAILED);
    expect(hand.committed).toEqual(["0:8"]);
  });
});

describe("several handlers at once", () => {
  test("the lowest offset that is not finished is committed, not the highest that is", async () => {
    const hand = new Hand({ concurrency: 3 });
    await hand.feed([record(0, 0), record(0, 1), record(0, 2), record(0, 3)]);
    expect(hand.running).toEqual(["orders/0@0", "orders/0@1", "orders/0@2"]);
    await hand.end("orders/0@1");
    await hand.end("orders/0@2");
    expect(hand.committed).toEqual([]);
    await hand.end("orders/0@0");
    expect(hand.committed).toEqual(["0:3"]);
  });

  test("per path: one value waits for itself and for no other", async () => {
    const hand = new Hand({ concurrency: { per: ["k"] } });
    await hand.feed([record(0, 0, "a"), record(0, 1, "a"), record(0, 2, "b"), record(1, 0, "a")]);
    expect(hand.running).toEqual(["orders/0@0", "orders/0@2"]);
    await hand.end("orders/0@0");
    expect(hand.running).toEqual(["orders/0@2", "orders/0@1"]);
    await hand.end("orders/0@1");
    expect(hand.running).toEqual(["orders/0@2", "orders/1@0"]);
  });

  test("what cannot be read has a lane, too", async () => {
    const hand = new Hand({ concurrency: { per: ["k"] } });
    const broken = { ...record(0, 0), value: new TextEncoder().encode("{") };
    await hand.feed([broken, { ...broken, offset: 1 }]);
    expect(hand.running).toEqual(["orders/0@0"]);
  });
});

describe("a rebalance", () => {
  test("aborts what runs, lets it finish, commits it, and drops what has not begun", async () => {
    const hand = new Hand();
    await hand.feed([record(0, 0), record(0, 1)]);
    const signal = hand.open[0]?.delivery.signal;
    expect(signal?.aborted).toBe(false);
    const left = hand.reader.leave([part(0)], 1_000);
    expect(signal?.aborted).toBe(true);
    await hand.end("orders/0@0");
    await left;
    expect(hand.committed).toEqual(["0:1"]);
    expect(hand.begun).toEqual(["orders/0@0"]);
    expect(hand.events).toContainEqual({ e: "revoked", at: "mail.watch", parts: [["orders", 0]] });
  });

  test("what a handler finishes after its partition was lost is not committed", async () => {
    const hand = new Hand();
    await hand.feed([record(0, 0), record(1, 0)]);
    hand.reader.lose([part(0)]);
    await hand.end("orders/0@0");
    expect(hand.committed).toEqual([]);
    await hand.end("orders/1@0");
    expect(hand.committed).toEqual(["1:1"]);
  });

  test("a refused commit ends the partition here, and nothing else", async () => {
    const commit = async ([first]: readonly { readonly partition: number }[]): Promise<void> => {
      if (first?.partition === 0) throw new CommitRefused("illegal generation");
    };
    const hand = new Hand({}, { commit });
    await hand.feed([record(0, 0), record(0, 1), record(1, 0)]);
    await hand.end("orders/0@0");
    await hand.end("orders/1@0");
    expect(hand.begun).toEqual(["orders/0@0", "orders/1@0"]);
    expect(hand.committed).toEqual(["1:1"]);
    expect(hand.ended).toEqual([]);
  });

  test("a commit that fails is tried again while the partition is ours; one that comes too late settles nothing", async () => {
    vi.useFakeTimers();
    try {
      let failing = 2;
      const commit = async (): Promise<void> => {
        if (failing-- > 0) throw new Error("rebalance in progress");
      };
      const hand = new Hand({}, { commit });
      const settled = (): number => hand.events.filter(({ e }) => e === "settle").length;
      await hand.feed([record(0, 0), record(0, 1)]);
      await hand.end("orders/0@0");
      await vi.advanceTimersByTimeAsync(100);
      expect(hand.committed).toEqual(["0:1"]);
      expect(settled()).toBe(1);
      failing = 1;
      await hand.end("orders/0@1");
      hand.reader.lose([part(0)]);
      await vi.advanceTimersByTimeAsync(1_000);
      expect(hand.committed).toEqual(["0:1"]);
      expect(settled()).toBe(1);
    } finally {
      vi.useRealTimers();
    }
  });

  test("waiting for a handler ends when its partition is lost meanwhile", async () => {
    const hand = new Hand();
    await hand.feed([record(0, 0)]);
    const left = hand.reader.leave([part(0)], 60_000);
    hand.reader.lose([part(0)]);
    await left;
    expect(hand.running).toEqual(["orders/0@0"]);
    expect(hand.committed).toEqual([]);
  });

  test("a handler that waits for its retry does not hold up the one who takes over", async () => {
    const hand = new Hand({ onFailure: { kind: "retry", backOff: { kind: "fixed", firstMs: 60_000 } } });
    await hand.feed([record(0, 0)]);
    await hand.end("orders/0@0", FAILED);
    await hand.reader.leave([part(0)], 60_000);
    expect(hand.committed).toEqual([]);
    expect(hand.reader.backlog).toBe(0);
  });
});

describe("on failure", () => {
  test("skip settles, and goes on", async () => {
    const hand = new Hand({ onFailure: { kind: "skip" } });
    await hand.feed([record(0, 0), record(0, 1)]);
    await hand.end("orders/0@0", FAILED);
    expect(hand.committed).toEqual(["0:1"]);
    expect(hand.running).toEqual(["orders/0@1"]);
  });

  test("stop settles nothing, and says where it stopped", async () => {
    const hand = new Hand({ onFailure: { kind: "stop" } });
    await hand.feed([record(0, 3)]);
    await hand.end("orders/0@3", FAILED);
    expect(hand.committed).toEqual([]);
    expect(hand.ended).toEqual(["mail.watch stops at orders/0@3, as its on-failure says: no"]);
  });

  test("park goes to its target before it is settled, with the reason; so does what a handler parks", async () => {
    const target = { kind: "topic", name: "parking" };
    const hand = new Hand({ onFailure: { kind: "retry", times: 0, then: { kind: "park", target } } });
    await hand.feed([record(0, 0), record(0, 1)]);
    await hand.end("orders/0@0", FAILED);
    await hand.end("orders/0@1", { kind: "parked", reason: "no such address" });
    expect(hand.parked).toEqual(["0 to parking: no", "1 to parking: no such address"]);
    expect(hand.committed).toEqual(["0:1", "0:2"]);
    expect(hand.events).toContainEqual({
      e: "dispose",
      id: "0-0",
      ch: "orders",
      p: 0,
      o: 0,
      why: "dead-letter",
      to: "parking",
    });
  });
});

describe("a stop", () => {
  test("begins nothing new, waits for what runs, and commits it", async () => {
    const hand = new Hand();
    await hand.feed([record(0, 0), record(0, 1)]);
    const drained = hand.reader.drain(1_000);
    await hand.feed([record(1, 0)]);
    await hand.end("orders/0@0");
    await drained;
    expect(hand.begun).toEqual(["orders/0@0"]);
    expect(hand.committed).toEqual(["0:1"]);
  });

  test("aborts what runs longer than it may, and does not commit it", async () => {
    const hand = new Hand();
    await hand.feed([record(0, 0)]);
    const signal = hand.open[0]?.delivery.signal;
    await hand.reader.drain(1);
    expect(signal?.aborted).toBe(true);
    expect(hand.committed).toEqual([]);
  });
});

test("how long the oldest handler has been running is known, also after its partition has gone", async () => {
  const hand = new Hand();
  expect(hand.reader.longestMs).toBe(0);
  await hand.feed([record(0, 0)]);
  vi.useFakeTimers();
  try {
    vi.setSystemTime(Date.now() + 5_000);
    hand.reader.lose([part(0)]);
    expect(hand.reader.longestMs).toBeGreaterThanOrEqual(5_000);
  } finally {
    vi.useRealTimers();
  }
  await hand.end("orders/0@0");
  expect(hand.reader.longestMs).toBe(0);
});
