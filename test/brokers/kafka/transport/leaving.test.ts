import { describe, expect, test } from "vitest";
import { DONE, FAILED, Hand, part, record, turns } from "./hand.ts";

const PER = { concurrency: { per: ["k"] } } as const;

/** One handler a value: `a` is slow, `b` is ahead of it. */
async function withGap(): Promise<Hand> {
  const hand = new Hand(PER);
  await hand.feed([
    record(0, 0, "a"),
    record(0, 1, "a"),
    record(0, 2, "b"),
    record(0, 3, "a"),
    record(0, 4, "b"),
  ]);
  await hand.end("orders/0@2");
  expect(hand.running).toEqual(["orders/0@0", "orders/0@4"]);
  await hand.end("orders/0@4");
  expect(hand.committed).toEqual([]);
  return hand;
}

describe("a partition that is left", () => {
  test("has what lies before something finished handled, too, so that nothing of it comes again", async () => {
    const hand = await withGap();
    await hand.feed([record(0, 5, "a")]);
    const left = hand.reader.leave([part(0)], 60_000);
    await hand.end("orders/0@0");
    expect(hand.running).toEqual(["orders/0@1"]);
    expect(hand.open[0]?.delivery.signal.aborted).toBe(false);
    await hand.end("orders/0@1");
    await hand.end("orders/0@3");
    await left;
    expect(hand.running).toEqual([]);
    expect(hand.begun).not.toContain("orders/0@5");
    expect(hand.committed.at(-1)).toBe("0:5");
  });

  test("begins nothing behind a message that fails meanwhile: its key stays in order", async () => {
    const hand = await withGap();
    const left = hand.reader.leave([part(0)], 60_000);
    await hand.end("orders/0@0", FAILED);
    await left;
    expect(hand.begun).toEqual(["orders/0@0", "orders/0@2", "orders/0@4"]);
    expect(hand.committed).toEqual([]);
  });

  test("nor behind one that waits for its next try", async () => {
    const hand = new Hand({
      ...PER,
      onFailure: { kind: "retry", backOff: { kind: "fixed", firstMs: 60_000 } },
    });
    await hand.feed([
      record(0, 0, "a"),
      record(0, 1, "c"),
      record(0, 2, "a"),
      record(0, 3, "c"),
      record(0, 4, "b"),
    ]);
    await hand.end("orders/0@4");
    await hand.end("orders/0@0", FAILED);
    const left = hand.reader.leave([part(0)], 60_000);
    await hand.end("orders/0@1");
    await left;
    expect(hand.begun).toEqual(["orders/0@0", "orders/0@1", "orders/0@4"]);
  });

  test("is given up when its time is over, or when it is lost", async () => {
    const hand = await withGap();
    await hand.reader.leave([part(0)], 1);
    const other = await withGap();
    const left = other.reader.leave([part(0)], 60_000);
    await other.end("orders/0@0");
    const signal = other.open[0]?.delivery.signal;
    expect(signal?.aborted).toBe(false);
    other.reader.lose([part(0)]);
    await left;
    expect(signal?.aborted).toBe(true);
    expect(hand.committed).toEqual([]);
    expect(other.committed.at(-1)).toBe("0:1");
  });
});

test("a stop handles what lies before something finished as long as it may, and begins nothing else", async () => {
  const hand = await withGap();
  await hand.feed([record(1, 0, "c"), record(1, 1, "c")]);
  const drained = hand.reader.drain(60_000);
  await hand.end("orders/0@0");
  await hand.end("orders/0@1");
  await hand.end("orders/1@0", DONE);
  await hand.end("orders/0@3");
  await drained;
  await turns();
  expect(hand.committed).toEqual(["0:1", "0:3", "1:1", "0:5"]);
  expect(hand.begun).not.toContain("orders/1@1");
});
