/** The blocks of a promise's seeded runs as one pass, whatever their sizes and the order in which they came. */
import type { Agenda, RunsResult } from "./job.ts";
import { addedCoverage } from "./coverage.ts";
import type { PassCoverage, RandomPass, Refutation } from "./report.ts";

/** Numbers of runs: from the first to before the second. */
export type Stretch = readonly [number, number];

export interface JoinedRuns {
  /** Absent where there is no result. */
  readonly pass?: RandomPass;
  readonly coverage?: PassCoverage;
  /** Of the lowest run that broke a clause. */
  readonly refutation?: Refutation;
  /** Runs without a result, of those that were to be made: up to the one that broke a clause, where one did. */
  readonly missing: readonly Stretch[];
}

/** Joins the results of one promise. */
export function joinRuns(
  { runs, messages, seed, boundedBy }: Pick<Agenda, "runs" | "messages" | "seed" | "boundedBy">,
  results: readonly RunsResult[],
): JoinedRuns {
  const missing: Stretch[] = [];
  const used: RunsResult[] = [];
  let at = 0;
  for (const result of inOrder(results)) {
    const { from } = result.job;
    if (from < at || isBroken(used)) continue;
    if (from > at) missing.push([at, from]);
    at = from + result.ran;
    used.push(result);
  }
  if (at < runs && !isBroken(used)) missing.push([at, runs]);
  const [first] = used;
  if (first === undefined) return { missing };
  const coverage = addedCoverage(used.map((result) => result.coverage));
  const isCut = boundedBy === "time" && missing.length > 0;
  const pass: RandomPass = {
    runs: sum(used.map(({ ran }) => ran)),
    ...(isCut ? { stopped: "time" } : {}),
    messages,
    episodes: first.episodes,
    seed,
    struck: coverage.struck,
    premises: coverage.premises,
    undetermined: sum(used.map(({ undetermined }) => undetermined)),
  };
  const refutation = used.at(-1)?.finding?.refutation;
  return { pass, coverage, missing, ...(refutation === undefined ? {} : { refutation }) };
}

/** Of two that begin with the same run, the one that got further first. */
function inOrder(results: readonly RunsResult[]): readonly RunsResult[] {
  return results.toSorted((a, b) => a.job.from - b.job.from || b.ran - a.ran);
}

function isBroken(used: readonly RunsResult[]): boolean {
  return used.at(-1)?.finding !== undefined;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, n) => total + n, 0);
}
