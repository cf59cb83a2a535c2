import { describe, expect, test } from "vitest";
import { Prng } from "../../../src/base/prng.ts";
import { checkQueue, type QueueOperation } from "../../../src/history/anomalies/check-queue.ts";
import type { Value } from "../../../src/history/anomalies/operation.ts";

const of = (
  f: QueueOperation["f"],
  type: QueueOperation["type"],
  ...values: readonly number[]
): QueueOperation => ({
  process: 0,
  f,
  type,
  values,
});
const enqueue = (type: "ok" | "fail" | "info", value: number) => [
  of("enqueue", "invoke", value),
  of("enqueue", type, value),
];
const counts = (...operations: readonly QueueOperation[]) =>
  Object.fromEntries(checkQueue(operations).anomalies.map((each) => [each.anomaly, each.count]));

describe("total-queue accounting", () => {
  test("what was acknowledged and came out once is fine", () => {
    expect(checkQueue([...enqueue("ok", 1), of("dequeue", "ok", 1)])).toEqual({
      valid: true,
      anomalies: [],
      measures: { attempts: 1, acknowledged: 1, dequeued: 1 },
    });
  });
  test("what was acknowledged and never came out is lost; what was in doubt is not", () => {
    expect(checkQueue(enqueue("ok", 1))).toMatchObject({
      valid: false,
      anomalies: [{ anomaly: "lost", values: [1] }],
    });
    expect(counts(...enqueue("info", 1))).toEqual({});
  });
  test("a drain is many dequeues, and a dequeue that did not end ok is none", () => {
    expect(counts(...enqueue("ok", 1), ...enqueue("ok", 2), of("drain", "ok", 1, 2))).toEqual({});
    expect(counts(...enqueue("ok", 1), of("dequeue", "info", 1))).toEqual({ lost: 1 });
  });
  test("what nobody put in is unexpected, however often it comes", () => {
    expect(counts(of("drain", "ok", 7, 7))).toEqual({ unexpected: 2 });
  });
  test("what comes out too often is duplicated, which is allowed", () => {
    const report = checkQueue([...enqueue("ok", 1), of("drain", "ok", 1, 1, 1)]);
    expect(report).toMatchObject({ valid: true, anomalies: [{ anomaly: "duplicated", count: 2 }] });
    expect(counts(...enqueue("ok", 1), ...enqueue("ok", 1), of("drain", "ok", 1, 1))).toEqual({});
  });
  test("what was in doubt, or said to have failed, and came out is recovered", () => {
    expect(counts(...enqueue("info", 1), ...enqueue("fail", 2), of("drain", "ok", 1, 2))).toEqual({
      recovered: 2,
    });
  });
});

/** A multiset as a sorted list. */
type Bag = readonly Value[];
const minus = (a: Bag, b: Bag): Bag => {
  const left = [...b];
  return a.filter((each) => {
    const at = left.indexOf(each);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
};

test("500 random histories are counted as the multisets of the definition", () => {
  const seen = new Set<string>();
  for (let seed = 1; seed <= 500; seed++) {
    const random = new Prng(seed);
    const history = Array.from({ length: 1 + random.below(8) }, () => {
      if (random.chance(1, 2)) return enqueue(random.of(["ok", "fail", "info"] as const), random.below(4));
      return [of("drain", random.of(["ok", "ok", "info"] as const), random.below(5), random.below(5))];
    }).flat();
    const bag = (f: string, type: string): Bag =>
      history.filter((each) => each.f === f && each.type === type).flatMap((each) => each.values);
    const [attempts, acked, out] = [bag("enqueue", "invoke"), bag("enqueue", "ok"), bag("drain", "ok")];
    const unexpected = out.filter((each) => !attempts.includes(each));
    const expected = {
      lost: minus(acked, out).length,
      unexpected: unexpected.length,
      duplicated: minus(minus(out, attempts), unexpected).length,
      recovered: minus(minus(out, minus(out, attempts)), acked).length,
    };
    const found = counts(...history);
    expect({ seed, ...found }).toEqual({
      seed,
      ...Object.fromEntries(Object.entries(expected).filter(([, n]) => n > 0)),
    });
    for (const name of Object.keys(found)) seen.add(name);
  }
  expect(seen.size).toBe(4);
});
