/**
 * How long it takes from the text of a spec with a planted bug to its first counterexample, told and explained, within
 * the default budget: `node tools/run.mjs bench/first-counterexample.ts [MOST]`
 */
import { readdirSync, readFileSync } from "node:fs";
import { BROKERS } from "../src/brokers/all.ts";
import { type Part, Turns } from "../src/cli/verify/turns.ts";
import { checkSources } from "../src/compiler/check-sources.ts";
import { isRefuting } from "../src/verify/pending.ts";
import { planJobs } from "../src/verify/plan-jobs.ts";
import { runJob } from "../src/verify/run-job.ts";

const [MOST = Number.POSITIVE_INFINITY] = process.argv.slice(2).map(Number);
const FOLDER = "test/planted/specs";
const BUDGET_MS = 10_000;
const SCOPE = {
  seed: 42,
  runs: 100_000_000,
  messages: 12,
  searched: 3,
  states: 400_000,
  boundedBy: "time",
} as const;

/** Undefined where `check` finds it before anything runs. */
function refutedAfterMs(path: string): number | "never" | undefined {
  const startMs = performance.now();
  const [checked] = checkSources(
    [{ path, text: readFileSync(path, "utf8") }],
    BROKERS,
    "2030-01-01",
  ).topologies;
  const analysis = checked?.analysis;
  if (analysis === undefined || checked?.isUnsound === true) return undefined;
  const part: Part = { analysis, agenda: planJobs(analysis, BROKERS, SCOPE), results: [] };
  const turns = new Turns([part], { startMs, budgetMs: BUDGET_MS, workers: 1 });
  for (let turn = turns.next(performance.now()); turn !== undefined && turn !== "wait"; ) {
    const { job, untilMs } = turn;
    const result = runJob(job, { analysis, brokers: BROKERS, proceed: () => performance.now() < untilMs });
    if (isRefuting(result)) return performance.now() - startMs;
    turns.done(part, result);
    turn = turns.next(performance.now());
  }
  return "never";
}

const times: number[] = [];
for (const name of readdirSync(FOLDER).sort().slice(0, MOST)) {
  const ms = refutedAfterMs(`${FOLDER}/${name}/broken.waybill`);
  if (ms === "never") process.stdout.write(`${name}: not refuted\n`);
  else if (ms !== undefined) times.push(ms);
  if (typeof ms === "number" && ms > 2_000) process.stdout.write(`${name}: ${ms.toFixed(0)} ms\n`);
}
times.sort((a, b) => a - b);
const at = (share: number): string => `${(times[Math.floor(share * (times.length - 1))] ?? 0).toFixed(0)} ms`;
process.stdout.write(
  `${times.length} planted bugs refuted: p50 ${at(0.5)}, p95 ${at(0.95)}, longest ${at(1)}\n`,
);
