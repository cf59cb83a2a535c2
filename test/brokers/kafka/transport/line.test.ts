import { expect, test } from "vitest";
import { Line } from "../../../../src/brokers/kafka/transport/line.ts";

test("who waits has its turn in order, also where some come meanwhile", () => {
  const line = new Line<number>();
  const served: number[] = [];
  for (let n = 0; n < 100; n++) {
    line.push(2 * n);
    line.push(2 * n + 1);
    const { first } = line;
    if (first !== undefined) served.push(first);
    line.drop();
  }
  expect(served).toEqual(Array.from({ length: 100 }, (_, n) => n));
  expect(line.length).toBe(100);
  expect(line.rest()).toEqual(Array.from({ length: 100 }, (_, n) => 100 + n));
  expect(line.length).toBe(0);
  expect(line.first).toBeUndefined();
});
