/**
 * `node tools/run.mjs bench/planted.ts [--cli]`: how long it takes until a planted bug is found, over all of test/planted:
 * from the start of `verify` to the first refutation with its story, causes and fix; by each pass alone; and, with
 * `--cli`, of the whole command line.
 */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { present } from "../src/base/assert.ts";
import { BROKERS } from "../src/brokers/all.ts";
import type { Analysis } from "../src/compiler/infer/analyse.ts";
import type { Job, JobResult } from "../src/verify/job.ts";
import { pending } from "../src/verify/pending.ts";
import { planJobs } from "../src/verify/plan-jobs.ts";
import type { Refutation } from "../src/verify/report.ts";
import { runJob } from "../src/verify/run-job.ts";
import { analysed, BUGS, isFinding, pathOf } from "../test/planted/pairs.ts";

const SCOPE = { seed: 42, runs: 2_000, states: 400_000, messages: 12, boundedBy: "counts" } as const;
const ROUNDS = 3;
const SLOWEST = 5;

/** Of one bug, in ms; undefined = not found. */
interface Found {
  readonly name: string;
  readonly ms: number | undefined;
  readonly by: string;
}

function refutationsOf(result: JobResult): readonly Refutation[] {
  if ("refutations" in result) return result.refutations;
  return result.finding === undefined ? [] : [result.finding.refutation];
}

/** Does the jobs in their order until one refutes; `only`: those of one kind. */
function untilRefuted(analysis: Analysis, only?: Job["kind"]): Pick<Found, "ms" | "by"> {
  const start = performance.now();
  const context = { analysis, brokers: BROKERS, proceed: (): boolean => true };
  const agenda = planJobs(analysis, BROKERS, SCOPE);
  const results: JobResult[] = [];
  const jobs = only === undefined ? undefined : agenda.jobs.filter(({ kind }) => kind === only);
  for (;;) {
    const job = jobs === undefined ? pending(agenda, results)[0] : jobs[results.length];
    if (job === undefined) return { ms: undefined, by: "nothing" };
    const result = runJob(job, context);
    const [refutation] = refutationsOf(result);
    if (refutation !== undefined) return { ms: performance.now() - start, by: refutation.by };
    results.push(result);
  }
}

function fastest(round: () => Pick<Found, "ms" | "by">): Pick<Found, "ms" | "by"> {
  const rounds = Array.from({ length: ROUNDS }, round);
  return rounds.reduce((best, each) => ((each.ms ?? Infinity) < (best.ms ?? Infinity) ? each : best));
}

/** Wall time of a process with the built command line and its default budget. */
function wholeProcess(name: string): Pick<Found, "ms" | "by"> {
  const start = performance.now();
  const args = ["dist/cli/waybill.js", "verify", fileURLToPath(pathOf(name, "broken"))];
  const { status } = spawnSync(process.execPath, args, { stdio: "ignore" });
  return { ms: status === 1 ? performance.now() - start : undefined, by: "process" };
}

function quantile(sorted: readonly number[], q: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? 0;
}

function summary(what: string, found: readonly Found[]): string {
  const times = found.flatMap(({ ms }) => (ms === undefined ? [] : [ms])).sort((a, b) => a - b);
  const [median, p95, most] = [0.5, 0.95, 1].map((q) => quantile(times, q).toFixed(0));
  const slowest = [...found]
    .sort((a, b) => (b.ms ?? Infinity) - (a.ms ?? Infinity))
    .slice(0, SLOWEST)
    .map(({ name, ms }) => `${name} ${ms === undefined ? "not found" : `${ms.toFixed(0)} ms`}`);
  const counts = new Map<string, number>();
  for (const { by } of found) counts.set(by, (counts.get(by) ?? 0) + 1);
  const passes = [...counts].map(([by, count]) => `${count} by ${by}`).join(", ");
  return `${what}: ${times.length} of ${found.length} found, median ${median} ms, p95 ${p95} ms, most ${most} ms; ${passes}\n  slowest: ${slowest.join("; ")}\n`;
}

const bugs = BUGS.filter((bug) => !isFinding(bug)).map(({ name }) => ({
  name,
  analysis: present(analysed(name, "broken"), "a spec without errors of shape"),
}));

function measured(what: string, round: (bug: (typeof bugs)[number]) => Pick<Found, "ms" | "by">): void {
  process.stdout.write(
    summary(
      what,
      bugs.map((bug) => ({ name: bug.name, ...fastest(() => round(bug)) })),
    ),
  );
}

measured("verify until its first refutation", ({ analysis }) => untilRefuted(analysis));
measured("the search alone", ({ analysis }) => untilRefuted(analysis, "search"));
measured("random runs alone, 2,000", ({ analysis }) => untilRefuted(analysis, "runs"));
if (process.argv.includes("--cli")) measured("the whole command line", ({ name }) => wholeProcess(name));
