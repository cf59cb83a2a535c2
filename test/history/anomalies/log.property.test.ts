import { describe, expect, test } from "vitest";
import { checkLog } from "../../../src/history/anomalies/check-log.ts";
import type { Found } from "../../../src/history/anomalies/finding.ts";
import { drawnHistory } from "./drawn-history.ts";
import { Naive } from "./naive-log.ts";

const HISTORIES = 400;

/** A cycle that is only proved counts as what it proves. */
const PROVED: Readonly<Record<string, string>> = { "strong-PL-2-cycle-exists": "G1c-realtime" };

/** Anomalies that must have come up in both modes, or the comparison shows nothing. */
const COMMON =
  "inconsistent-offsets duplicate duplicate-nonzero lost-write unseen G1a precommitted-read phantom-read reused-value int-poll-skip int-nonmonotonic-poll int-send-skip int-nonmonotonic-send poll-skip nonmonotonic-poll nonmonotonic-send G1c G1c-realtime".split(
    " ",
  );

function counted(found: readonly Found[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { anomaly, count } of found) {
    const name = PROVED[anomaly] ?? anomaly;
    counts[name] = (counts[name] ?? 0) + count;
  }
  return counts;
}

describe.each([
  { writeOrder: false, known: COMMON, cycles: 10 },
  { writeOrder: true, known: [...COMMON, "G0", "G0-realtime"], cycles: 100 },
])("with write order $writeOrder", ({ writeOrder, known, cycles }) => {
  test(`${HISTORIES} random histories have the anomalies that the definitions give, in number, with true cycles`, () => {
    const histories = new Map<string, number>();
    let steps = 0;
    for (let seed = 1; seed <= HISTORIES; seed++) {
      const history = drawnHistory(seed);
      const naive = new Naive(history, { writeOrder });
      const { anomalies } = checkLog(history, { writeOrder });
      expect({ seed, found: counted(anomalies) }).toEqual({ seed, found: naive.found });
      for (const found of anomalies) {
        histories.set(found.anomaly, (histories.get(found.anomaly) ?? 0) + 1);
        steps += trueCycles(found, naive);
      }
    }
    for (const name of known) expect(histories.get(name) ?? 0, name).toBeGreaterThanOrEqual(3);
    expect(steps).toBeGreaterThan(2 * cycles);
  });
});

/** Each step is an edge, no operation is on the cycle twice, and it is of the kind that its name says. */
function trueCycles({ anomaly, examples }: Found, naive: Naive): number {
  const numbers = new Map(
    naive.operations.map((op, i) => [Number.isFinite(op.ended) ? op.ended : op.invoked, i]),
  );
  let checked = 0;
  for (const { operations, steps } of examples) {
    if (steps === undefined) continue;
    const on = operations.map((at) => numbers.get(at) ?? -1);
    expect(new Set(on).size).toBe(on.length);
    steps.forEach((step, i) => {
      const next = on[(i + 1) % on.length];
      expect(naive.edges(step.edge).some(([a, b]) => a === on[i] && b === next)).toBe(true);
    });
    expect(steps.some((step) => step.edge === "realtime")).toBe(anomaly.endsWith("-realtime"));
    expect(steps.some((step) => step.edge === "wr")).toBe(anomaly.startsWith("G1c"));
    checked += steps.length;
  }
  return checked;
}
