import { describe, expect, test, vi } from "vitest";
import { DONE, FAILED, Hand, record, turns } from "./hand.ts";

describe("auto", () => {
  test("commits at a poll after its time what earlier polls gave, and nothing before", async () => {
    vi.useFakeTimers();
    try {
      const hand = new Hand({ settle: { kind: "auto", ms: 5_000 }, steps: [["effect"]] });
      hand.reader.poll();
      await hand.feed([record(0, 0), record(0, 1)]);
      expect(hand.reader.wants).toBe(false);
      await hand.end("orders/0@0");
      await hand.end("orders/0@1");
      expect(hand.reader.wants).toBe(true);
      hand.reader.poll();
      await turns();
      expect(hand.committed).toEqual([]);
      await vi.advanceTimersByTimeAsync(5_000);
      hand.reader.poll();
      await turns();
      expect(hand.committed).toEqual(["0:2"]);
    } finally {
      vi.useRealTimers();
    }
  });

  test("with several handlers also what is not finished, as the Java client does (K-CONS-05)", async () => {
    vi.useFakeTimers();
    try {
      const hand = new Hand({ settle: { kind: "auto", ms: 10 }, steps: [["effect"]], concurrency: 2 });
      await hand.feed([record(0, 0)]);
      await vi.advanceTimersByTimeAsync(10);
      hand.reader.poll();
      await turns();
      expect(hand.running).toEqual(["orders/0@0"]);
      expect(hand.committed).toEqual(["0:1"]);
    } finally {
      vi.useRealTimers();
    }
  });
});

describe("a transaction", () => {
  test("holds the position; one that is aborted has its message handled again", async () => {
    const calls: string[] = [];
    const answers: ("committed" | "aborted")[] = ["aborted", "committed"];
    const transactions = {
      commit: async ({ offset }: { readonly offset: number }) => {
        calls.push(`commit ${offset}`);
        return answers.shift() ?? "committed";
      },
      abort: async () => {
        calls.push("abort");
      },
    };
    const hand = new Hand({ steps: [["effect"], ["announce", "settle"]] }, { transactions });
    await hand.feed([record(0, 0)]);
    await hand.end("orders/0@0", FAILED);
    await vi.waitUntil(() => hand.running.length === 1);
    await hand.end("orders/0@0");
    await vi.waitUntil(() => hand.running.length === 1);
    await hand.end("orders/0@0", DONE);
    expect(calls).toEqual(["abort", "commit 1", "commit 1"]);
    expect(hand.committed).toEqual([]);
    expect(hand.reader.backlog).toBe(0);
  });
});
