import { describe, expect, test } from "vitest";
import { checkLogTruth } from "../../../src/history/anomalies/truth/log-truth.ts";
import { checkQueueTruth } from "../../../src/history/anomalies/truth/queue-truth.ts";
import { drawLog, drawQueue } from "./drawn-truth.ts";
import { naiveLogTruth } from "./naive-log-truth.ts";
import { naiveQueueTruth } from "./naive-queue-truth.ts";

interface Found {
  readonly anomalies: readonly { readonly anomaly: string; readonly count: number }[];
}

const countsOf = ({ anomalies }: Found): Readonly<Record<string, number>> =>
  Object.fromEntries(anomalies.map(({ anomaly, count }) => [anomaly, count]));

describe("what really happened is judged as the definitions say", () => {
  test("to logs", () => {
    const seen = new Set<string>();
    for (let seed = 0; seed < 3_000; seed++) {
      const events = drawLog(seed);
      const counts = countsOf(checkLogTruth(events));
      expect({ seed, counts }).toEqual({ seed, counts: naiveLogTruth(events) });
      for (const name of Object.keys(counts)) seen.add(name);
    }
    expect(seen.size).toBe(8);
  });

  test("to queues", () => {
    const seen = new Set<string>();
    for (let seed = 0; seed < 3_000; seed++) {
      const events = drawQueue(seed);
      const counts = countsOf(checkQueueTruth(events));
      expect({ seed, counts }).toEqual({ seed, counts: naiveQueueTruth(events) });
      for (const name of Object.keys(counts)) seen.add(name);
    }
    expect(seen.size).toBe(7);
  });
});
