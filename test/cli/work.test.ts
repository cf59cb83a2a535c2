import { describe, expect, test } from "vitest";
import { BROKERS } from "../../src/brokers/all.ts";
import type { Doer, Task } from "../../src/cli/verify/doer.ts";
import type { Part } from "../../src/cli/verify/turns.ts";
import { work } from "../../src/cli/verify/work.ts";
import { compile } from "../../src/compiler/compile.ts";
import { analyse } from "../../src/compiler/infer/analyse.ts";
import { planJobs } from "../../src/verify/plan-jobs.ts";
import { runJob } from "../../src/verify/run-job.ts";
import { readFileSync } from "node:fs";

function part(boundedBy: "counts" | "time"): Part {
  const text = readFileSync("specs/jobs/jobs.waybill", "utf8");
  const { topology } = compile([{ path: "jobs.waybill", text }], { brokers: BROKERS });
  if (topology === undefined) throw new Error("the spec compiles");
  const analysis = analyse(topology, BROKERS);
  const scope = { seed: 1, runs: 20, messages: 3, states: 20_000, boundedBy, block: 5 };
  return { analysis, agenda: planJobs(analysis, BROKERS, scope), results: [] };
}

/** Does what it is told when it is told; block 0 of the runs finds something. */
class Puppet implements Doer {
  readonly size: number = 4;
  readonly begun: Task[] = [];
  readonly cancelled: Task[] = [];
  readonly #part: Part;
  constructor(part: Part) {
    this.#part = part;
  }
  do(task: Task): Promise<Awaited<ReturnType<Doer["do"]>>> {
    this.begun.push(task);
    const { job } = task;
    const { analysis } = this.#part;
    const result = runJob(job, { analysis, brokers: BROKERS, proceed: () => true });
    if (!("ran" in result) || result.job.from > 0) return Promise.resolve(result);
    const refutation = { clause: "at-least-once", faults: [], by: "random" } as never;
    return Promise.resolve({ ...result, ran: 1, finding: { run: 0, refutation } });
  }
  cancel(task: Task): void {
    this.cancelled.push(task);
  }
  interrupt(): void {
    throw new Error("nobody interrupts");
  }
  close(): Promise<void> {
    return Promise.resolve();
  }
}

const quiet = { isInterrupted: () => false, say: () => undefined, kept: () => undefined };

describe("a promise that runs refute", () => {
  test("has its other runs cancelled where time is the bound", async () => {
    const own = part("time");
    const doer = new Puppet(own);
    await work([own], { ...quiet, doer, budgetMs: 60_000 });
    expect(doer.cancelled.map(({ job }) => job.kind)).toEqual(["runs", "runs", "runs"]);
  });

  test("keeps them where counts are, since they decide which run is the first", async () => {
    const own = part("counts");
    const doer = new Puppet(own);
    await work([own], { ...quiet, doer });
    expect(doer.cancelled).toEqual([]);
    expect(doer.begun.filter(({ job }) => job.kind === "runs")).toHaveLength(4);
  });
});

test("nothing is begun after an interruption, and each result is told of", async () => {
  const own = part("counts");
  const doer = new Puppet(own);
  let told = 0;
  await work([own], { ...quiet, doer, isInterrupted: () => told > 0, kept: () => (told += 1) });
  expect(told).toBe(doer.begun.length);
  expect(doer.begun.length).toBeLessThan(own.agenda.jobs.length);
});
