import { expect, test } from "vitest";
import { present } from "../../src/base/assert.ts";
import { BROKERS } from "../../src/brokers/all.ts";
import { compile } from "../../src/compiler/compile.ts";
import { type Analysis, analyse } from "../../src/compiler/infer/analyse.ts";
import type { FlowReport } from "../../src/verify/report.ts";
import { verify, type VerifyOptions } from "../../src/verify/verify.ts";

function analysisOf({ start = "earliest", instances = 1, under = "standard" } = {}): Analysis {
  const text = `waybill 1
topology t
broker b { type: kafka, version: "4.3", nodes: 3 }
message M { identity id: uuid }
topic c on b { carries: M, partitions: 1, replication: 3, min-in-sync: 2 }
service s {
  store seen { keep: 30d }
  producer p -> c { sends: M }
  consumer r <- c { group: "r", start: ${start}, instances: ${instances}, effect: idempotent(id, in: seen) }
}
guarantee s.p -> s.r { delivery: exactly-once, under: ${under} }
`;
  return analyse(
    present(compile([{ path: "t.waybill", text }], { brokers: BROKERS }).topology, "a topology"),
    BROKERS,
  );
}

const GOOD = analysisOf();

function flow(analysis: Analysis, options: Partial<VerifyOptions>): FlowReport {
  const scope = { seed: 1, runs: 0, messages: 4, states: 20_000, ...options };
  return present(verify(analysis, BROKERS, scope).flows[0], "a report");
}

test("all passes say what they reached: faults, premises, stages, and what never came", () => {
  const { coverage, exhaustive = [], random, verdict } = flow(GOOD, { runs: 40 });
  expect(verdict).toBe("holds");
  expect(exhaustive.map(({ messages, complete }) => ({ messages, complete }))).toEqual([
    { messages: 1, complete: true },
    { messages: 2, complete: true },
  ]);
  const { struck, premises, marks } = present(coverage, "coverage");
  const crash = "process-crash@c.leader";
  expect(struck[crash]).toBeGreaterThan(random?.struck[crash] ?? 0);
  expect(premises["at-least-once"]).toBeGreaterThan(random?.premises["at-least-once"] ?? 0);
  expect(marks["a message reaches s.r by c"]).toBeGreaterThan(0);
  expect(marks["s.r recognises a repetition"]).toBeGreaterThan(0);
  expect(marks["another replica leads on the way to s.r"]).toBeGreaterThan(0);
  expect(marks["s.p resends a message of s.p"]).toBeGreaterThan(0);
  expect(marks["s.r resumes"]).toBe(0);
  expect(Object.keys(marks).filter((mark) => /#\d|\bm1\b/.test(mark))).toEqual([]);
});

test("an exhaustive search keeps to the bounds that it is given, and says which one stopped it", () => {
  const searched = (bounds: object, states = 20_000): FlowReport =>
    flow(GOOD, { states, exhaustive: { messages: 2, ...bounds } });
  const whole = searched({});
  expect(whole).toMatchObject({ verdict: "holds", exhaustive: [{ complete: true }, { complete: true }] });
  expect(whole.random).toBeUndefined();
  const stops = (report: FlowReport): readonly unknown[] =>
    (report.exhaustive ?? []).map(({ stopped = "complete" }) => stopped);
  expect(stops(searched({ depth: 5 }))).toEqual(["depth", "depth"]);
  expect(searched({ depth: 5 }).verdict).toBe("undetermined");
  expect(searched({ depth: 5 }).exhaustive?.map(({ depth }) => depth)).toEqual([5, 5]);
  expect(stops(searched({}, 100))).toEqual(["states", "states"]);
  const twice = searched({ messages: 1, faults: 2 }, 200_000).exhaustive?.[0];
  expect(twice?.faults).toBe(2);
  expect(twice?.states).toBeGreaterThan(present(whole.exhaustive?.[0], "a pass").states);
});

test("what the simulation makes smaller is said, and can be asked for", () => {
  const many = analysisOf({ instances: 5, under: "none" });
  expect(flow(many, {}).scaled).toEqual(["2 of 5 instances of s.r"]);
  const three = flow(many, { exhaustive: { messages: 1, instances: 3 } });
  expect(three.scaled).toEqual(["3 of 5 instances of s.r"]);
});

test("a search that time ends is not complete, and where no run is made besides nothing is found out", () => {
  const large = analysisOf({ instances: 2, under: "any(2, of: [cut, rebalance, process-crash])" });
  const none = flow(large, { runs: 10, states: 400_000, proceed: () => false });
  expect(none.verdict).toBe("undetermined");
  expect(none.exhaustive?.at(-1)).toMatchObject({ complete: false, stopped: "time" });
  expect(none.random).toMatchObject({ runs: 0, stopped: "time" });
});
