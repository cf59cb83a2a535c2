import { describe, expect, test } from "vitest";
import { present } from "../../src/base/assert.ts";
import { BROKERS } from "../../src/brokers/all.ts";
import { type Part, type Turn, Turns } from "../../src/cli/verify/turns.ts";
import { compile } from "../../src/compiler/compile.ts";
import { analyse } from "../../src/compiler/infer/analyse.ts";
import type { Job, JobResult } from "../../src/verify/job.ts";
import { planJobs } from "../../src/verify/plan-jobs.ts";

const TEXT = `waybill 1
topology t
broker b { type: kafka, version: "4.3", nodes: 3 }
message M { identity id: uuid }
topic c on b { carries: M, partitions: 1, replication: 3, min-in-sync: 2 }
service s {
  producer p -> c { sends: M }
  consumer r <- c { group: "r", start: earliest }
  consumer l <- c { group: "l", start: earliest }
}
guarantee s.p -> s.r { delivery: at-least-once }
guarantee s.p -> s.l { delivery: at-least-once }
`;

function part(): Part {
  const { topology } = compile([{ path: "t.waybill", text: TEXT }], { brokers: BROKERS });
  const analysis = analyse(present(topology, "a topology"), BROKERS);
  const scope = { seed: 1, runs: 100, messages: 3, searched: 3, states: 100, boundedBy: "time" } as const;
  return { analysis, agenda: planJobs(analysis, BROKERS, scope), results: [] };
}

const REACHED = { struck: {}, premises: {}, marks: {} };

/** What a job would give that finds nothing, or a refutation. */
function result(job: Job, refutations: readonly never[] = []): JobResult {
  switch (job.kind) {
    case "stories":
      return { job, stories: [], refutations };
    case "witnesses":
      return { job, witnesses: { faultSets: 0, states: 0 }, refutations, unwitnessed: [] };
    case "search": {
      const pass = { messages: 1, faults: 1, states: 1, depth: 1, collisions: 0, complete: true };
      return { job, pass, coverage: REACHED, refutations };
    }
    case "runs":
      return { job, ran: 1, episodes: 3, coverage: REACHED, undetermined: 0 };
  }
}

function given(turns: Turns, nowMs: number): Turn {
  const turn = turns.next(nowMs);
  if (turn === undefined || turn === "wait") throw new Error("no turn");
  return turn;
}

describe("turns", () => {
  test("go stage by stage, in equal parts of what is left to the stage", () => {
    const turns = new Turns([part()], { startMs: 0, budgetMs: 13_000, workers: 1 });
    let now = 0;
    const seen: string[] = [];
    for (let turn = turns.next(now); turn !== undefined && turn !== "wait"; turn = turns.next(now)) {
      seen.push(`${turn.job.kind} of ${turn.job.promise}: ${turn.untilMs - now}`);
      now = turn.untilMs;
      turns.done(turn.part, result(turn.job));
    }
    expect(seen).toEqual([
      "witnesses of 0: 2000",
      "witnesses of 1: 2000",
      "search of 0: 1000",
      "search of 1: 1000",
      "search of 0: 1000",
      "search of 1: 1000",
      "search of 0: 500",
      "search of 1: 500",
      "runs of 0: 2000",
      "runs of 1: 2000",
    ]);
    expect(now).toBe(13_000);
  });

  test("hand what one job does not need to those after it", () => {
    const turns = new Turns([part()], { startMs: 0, budgetMs: 13_000, workers: 1 });
    const first = given(turns, 0);
    turns.done(first.part, result(first.job));
    expect(given(turns, 100).untilMs).toBe(4_000);
  });

  test("with two workers do different promises at once, and wait where a refutation may still come", () => {
    const turns = new Turns([part()], { startMs: 0, budgetMs: 13_000, workers: 2 });
    const [a, b] = [given(turns, 0), given(turns, 0)];
    expect([a, b].map(({ job, untilMs }) => [job.kind, job.promise, untilMs])).toEqual([
      ["witnesses", 0, 4_000],
      ["witnesses", 1, 4_000],
    ]);
    expect(turns.next(0)).toBe("wait");
    turns.done(b.part, result(b.job));
    const c = given(turns, 100);
    expect([c.job.kind, c.job.promise]).toEqual(["search", 1]);
  });

  test("end when nothing is left, without a bound where there is no budget", () => {
    const turns = new Turns([part()], { startMs: 0, workers: 1 });
    for (let i = 0; i < 10; i++) {
      const turn = given(turns, i);
      expect(turn.untilMs).toBe(Number.POSITIVE_INFINITY);
      turns.done(turn.part, result(turn.job));
    }
    expect(turns.next(99)).toBeUndefined();
  });
});
