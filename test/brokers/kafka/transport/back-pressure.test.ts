import { expect, test } from "vitest";
import { Hand, record } from "./hand.ts";

test("back-pressure: nothing more is wanted while a thousand records are not done with", async () => {
  const hand = new Hand();
  await hand.feed(Array.from({ length: 1_000 }, (_, offset) => record(0, offset)));
  expect(hand.reader.wants).toBe(false);
  await hand.end("orders/0@0");
  expect(hand.reader.wants).toBe(true);
});

test("back-pressure: nothing more is wanted while 16 MB of bodies are not, however few", async () => {
  const hand = new Hand();
  const large = { ...record(0, 0), value: new Uint8Array(8 * 1_024 * 1_024) };
  await hand.feed([large]);
  expect(hand.reader.wants).toBe(true);
  await hand.feed([{ ...large, offset: 1 }]);
  expect(hand.reader.wants).toBe(false);
  await hand.end("orders/0@0");
  expect(hand.reader.wants).toBe(true);
});
