import { describe, expect, test } from "vitest";
import { Held } from "../../../../src/brokers/kafka/transport/held.ts";
import type { Fetched } from "../../../../src/brokers/kafka/transport/record.ts";
import { part, record } from "./hand.ts";

function batch(partition: number, count: number, from = 0): readonly Fetched[] {
  return Array.from({ length: count }, (_, n) => record(partition, from + n));
}

describe("what is fetched and not taken", () => {
  test("comes out in its order, until nothing is left", () => {
    const held = new Held<Fetched>();
    held.add(batch(0, 2));
    held.add([]);
    held.add(batch(0, 1, 2));
    const offsets = [held.take(), held.take()].map((taken) => taken?.map(({ offset }) => offset));
    expect(offsets).toEqual([[0, 1], [2]]);
    expect(held.take()).toBeUndefined();
  });

  test("is full at ten thousand records, and then until half of them are taken", () => {
    const held = new Held<Fetched>();
    for (let n = 0; n < 10; n++) {
      expect(held.isFull).toBe(false);
      held.add(batch(0, 1_000, n * 1_000));
    }
    expect(held.isFull).toBe(true);
    for (let n = 0; n < 5; n++) held.take();
    expect(held.isFull).toBe(true);
    held.take();
    expect(held.isFull).toBe(false);
    held.add(batch(0, 1_000));
    expect(held.isFull).toBe(false);
  });

  test("is full at 16 MB, however few they are", () => {
    const held = new Held<Fetched>();
    const large = { ...record(0, 0), value: new Uint8Array(16 * 1_024 * 1_024) };
    held.add([large]);
    expect(held.isFull).toBe(true);
    held.take();
    expect(held.isFull).toBe(false);
  });

  test("loses what belongs to others, and keeps the rest in order", () => {
    const held = new Held<Fetched>();
    held.add([...batch(0, 1), ...batch(1, 2)]);
    held.add(batch(0, 1, 1));
    held.drop([part(0)]);
    expect(held.take()).toEqual(batch(1, 2));
    expect(held.take()).toBeUndefined();
  });
});
