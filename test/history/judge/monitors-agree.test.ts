import { describe, expect, test } from "vitest";
import { type Clause, clauseName } from "../../../src/model/guarantee.ts";
import { endpointId } from "../../../src/model/flow.ts";
import { simulated } from "../simulated.ts";
import { judgeText, watching } from "./judged.ts";

/** Clauses that the monitor of the simulation and the one over histories both know. */
const CLAUSES: readonly Clause[] = [
  { kind: "valid" },
  { kind: "live" },
  { kind: "at-most-once" },
  { kind: "at-most-once", orDeadLetter: true },
  { kind: "at-least-once", except: [] },
  { kind: "at-least-once", except: ["dead-lettered", "expired", "overflow"] },
  { kind: "order", scope: { kind: "per", path: "key" }, strict: false },
  { kind: "order", scope: { kind: "per", path: "key" }, strict: true },
  { kind: "order", scope: { kind: "per-producer" }, strict: false },
  { kind: "order", scope: { kind: "total" }, strict: true },
  { kind: "bounded-redelivery", deliveries: 2 },
];
/** Whoever owes what was only accepted calls more things stuck. */
const ACCEPTED: readonly Clause[] = [
  { kind: "live" },
  { kind: "at-least-once", except: [], from: "accepted" },
];

describe.each(["kafka", "rabbitmq"])("a run on a drawn topology of %s", (type) => {
  test.each([
    { clauses: CLAUSES, least: 9 },
    { clauses: ACCEPTED, least: 1 },
  ])("is judged alike while it runs and from its history ($least)", ({ clauses, least }) => {
    const broken = new Map<string, number>();
    let kept = 0;
    for (const { flow, run, text } of simulated(type, 24, 18, clauses)) {
      const first = flow.hops[0];
      const last = flow.hops.at(-1);
      if (first === undefined || last === undefined) throw new Error("a flow has a hop");
      const from = endpointId(first.producer);
      const leaf = endpointId(last.producer);
      const ends = { from, to: endpointId(last.consumer), leaf, producers: [from] };
      const [verdict] = judgeText(text, [watching(clauses, ends)]);
      const found = (verdict?.clauses ?? [])
        .filter((each) => each.verdict === "violated")
        .map(({ clause }) => clause);
      if (found.join() !== run.broken.join()) expect({ text, found }).toEqual({ text, found: run.broken });
      for (const clause of found) broken.set(clause, (broken.get(clause) ?? 0) + 1);
      if (found.length === 0) kept += 1;
    }
    expect(kept).toBeGreaterThan(20);
    expect(broken.size).toBeGreaterThanOrEqual(least);
    expect(clauses.map(clauseName)).toEqual(expect.arrayContaining([...broken.keys()]));
  });
});
