/** What can be said behind `waybill verify`, and what it means. */
import { ENVIRONMENT } from "../environment.ts";
import { availableParallelism } from "node:os";
import type { ExhaustiveScope } from "../../verify/job.ts";
import { type Call, type CommandSpec, durationMs, wholeNumber } from "../call.ts";
import { UsageError } from "../output.ts";
import { readShard, type Shard, WHOLE } from "./shard.ts";
import { STORIES_FILE } from "../../verify/kept-line.ts";

export const VERIFY: CommandSpec = {
  name: "verify",
  judges: true,
  takes: "[paths]",
  doc: "checks, then breaks each promise in simulation, or finds no way to within bounds that it says",
  formats: ["text", "json", "junit"],
  options: {
    env: ENVIRONMENT,
    seed: { type: "string", value: "N", doc: "of the random runs (default: 42)" },
    runs: {
      type: "string",
      value: "N",
      doc: "random runs a promise, however long it all takes; the same output each time",
    },
    budget: {
      type: "string",
      value: "10s",
      doc: "time for all of it, where --runs does not say how many (default: 10s; with --live 120s)",
    },
    exhaustive: {
      type: "boolean",
      doc: "search all behaviours within bounds, and make no random runs; no bound on time but with --budget",
    },
    messages: {
      type: "string",
      value: "N",
      doc: "with --exhaustive: up to so many (default: 2); with --live: at least (default: 300)",
    },
    faults: {
      type: "string",
      value: "N|KINDS",
      doc: "with --exhaustive: at most; with --live: none, or some: cut,process-crash@events",
    },
    instances: {
      type: "string",
      value: "N",
      doc: "with --exhaustive: of each consumer at most (default: 2)",
    },
    states: { type: "string", value: "N", doc: "with --exhaustive: of one search (default: 5000000)" },
    depth: { type: "string", value: "N", doc: "with --exhaustive: moves of a run (default: any number)" },
    stories: { type: "string", value: "FILE", doc: `kept stories, run first (default: ${STORIES_FILE})` },
    "keep-stories": { type: "boolean", doc: "add the stories found to that file" },
    report: {
      type: "string",
      value: "FILE.html",
      doc: "also write what was found as a page to look at and step through",
    },
    history: {
      type: "string",
      value: "DIR",
      doc: "also write the run of each story, or the live one, to that folder: judge reads it",
    },
    workers: {
      type: "string",
      value: "N",
      doc: "threads that do the work; 0 = none beside the main one (default: one a core, 8 at most)",
    },
    shard: { type: "string", value: "i/n", doc: "do a part of the work: see waybill merge" },
    results: {
      type: "string",
      value: "FILE",
      doc: "keep what was done there; what is there already is not done again",
    },
    live: {
      type: "boolean",
      doc: "on real brokers, with generated clients in processes of their own",
    },
    services: {
      type: "string",
      value: "FILE",
      doc: "with --live: its `services` starts yours, as testGuarantees is given them",
    },
    nodes: { type: "string", value: "1|3", doc: "with --live: of each broker at most (default: 3)" },
    coverage: { type: "boolean", doc: "show all that was reached, and how often" },
    "allow-vacuous": { type: "boolean", doc: "a promise that was hardly tried does not fail" },
  },
  examples: [
    "waybill verify",
    "waybill verify topology/ --seed 7 --runs 1000 --format json",
    "waybill verify topology/ --exhaustive --messages 3 --faults 2",
    "waybill verify topology/ --report report.html",
    "waybill verify topology/ --live --history .",
  ],
};

const SEED = 42;
const BUDGET_MS = 10_000;
const NUMBER_MAX = 2 ** 32 - 1;
const MESSAGES = 2;
const WORKERS = 8;
const WORKERS_MAX = 256;
/** Largest numbers that --exhaustive takes. */
const MOST = { messages: 8, faults: 4, instances: 16, states: 200_000_000, depth: 10_000 } as const;

/** The call as numbers. */
export interface VerifyOptions {
  readonly seed: number;
  readonly runs?: number;
  /** Absent = counts alone are bounds. */
  readonly budgetMs?: number;
  readonly exhaustive?: ExhaustiveScope;
  readonly states?: number;
  readonly storiesFile: string;
  readonly resultsFile?: string;
  readonly workers: number;
  readonly shard: Shard;
}

/** Throws UsageError. */
export function readOptions(call: Call): VerifyOptions {
  const runs = wholeNumber(call, "runs", NUMBER_MAX);
  const budgetMs = durationMs(call, "budget");
  const isExhaustive = call.flag("exhaustive");
  if (runs !== undefined && budgetMs !== undefined)
    throw new UsageError("--runs and --budget exclude each other");
  if (runs !== undefined && isExhaustive)
    throw new UsageError("--exhaustive makes no random runs: leave --runs out");
  const seed = wholeNumber(call, "seed", NUMBER_MAX) ?? SEED;
  const head = { seed, storiesFile: call.text("stories") ?? STORIES_FILE, ...workOf(call) };
  const time = budgetMs === undefined ? {} : { budgetMs };
  if (isExhaustive) return { ...head, ...time, ...exhaustiveOf(call) };
  for (const name of Object.keys(MOST))
    if (call.text(name) !== undefined) throw new UsageError(`--${name} is a bound of --exhaustive: add that`);
  return runs === undefined ? { ...head, budgetMs: budgetMs ?? BUDGET_MS } : { ...head, runs };
}

function workOf(call: Call): Pick<VerifyOptions, "workers" | "shard" | "resultsFile"> {
  const workers = wholeNumber(call, "workers", WORKERS_MAX) ?? Math.min(WORKERS, availableParallelism());
  const [shard, resultsFile] = [call.text("shard"), call.text("results")];
  if (shard !== undefined && resultsFile === undefined)
    throw new UsageError("--shard does a part of the work: say with --results FILE where that is kept");
  return {
    workers,
    shard: shard === undefined ? WHOLE : readShard(shard),
    ...(resultsFile === undefined ? {} : { resultsFile }),
  };
}

function exhaustiveOf(call: Call): Pick<VerifyOptions, "exhaustive" | "states"> {
  const bound = (name: keyof typeof MOST, least: number): number | undefined => {
    const value = wholeNumber(call, name, MOST[name]);
    if (value !== undefined && value < least) throw new UsageError(`--${name} takes ${least} or more`);
    return value;
  };
  const states = bound("states", 1);
  const bounds = { faults: bound("faults", 0), instances: bound("instances", 1), depth: bound("depth", 1) };
  const exhaustive = { messages: bound("messages", 1) ?? MESSAGES, ...given(bounds) };
  return states === undefined ? { exhaustive } : { exhaustive, states };
}

function given(bounds: Readonly<Record<string, number | undefined>>): Readonly<Record<string, number>> {
  return Object.fromEntries(
    Object.entries(bounds).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const])),
  );
}
