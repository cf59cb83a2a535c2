/** Which jobs of an agenda are still to be done. */
import type { Agenda, Job, JobResult, RunsJob, RunsResult } from "./job.ts";
import { joinRuns } from "./join-runs.ts";

/**
 * Jobs without a result that the report needs, most urgent first. A promise that is refuted needs no later stage and no
 * later run; a block of runs that was begun is there with the runs it lacks. Of a call that does a part of the agenda
 * only (a shard) the others are simply not its own.
 */
export function pending(agenda: Agenda, results: readonly JobResult[]): readonly Job[] {
  const byPromise = agenda.promises.map((_, promise): readonly JobResult[] =>
    results.filter((result) => result.job.promise === promise && counts(agenda, result)),
  );
  return agenda.jobs.flatMap((job) => left(agenda, job, byPromise[job.promise] ?? []));
}

/** A result that time cut short says all that will be said where time is the bound, and too little where it is not. */
export function counts({ boundedBy }: Agenda, result: JobResult): boolean {
  return boundedBy === "time" || result.stopped === undefined || result.job.kind === "runs";
}

function left(agenda: Agenda, job: Job, results: readonly JobResult[]): readonly Job[] {
  if (results.some((result) => isRefuting(result) && result.job.stage < job.stage)) return [];
  if (job.kind !== "runs") return results.some((result) => result.job.id === job.id) ? [] : [job];
  return runsLeft(agenda, job, results.filter(isRuns));
}

function runsLeft(agenda: Agenda, job: RunsJob, results: readonly RunsResult[]): readonly Job[] {
  if (agenda.boundedBy === "time" || job.to === job.from)
    return results.some((result) => result.job.id === job.id) ? [] : [job];
  const { missing } = joinRuns(agenda, results);
  return missing.flatMap(([from, to]) => {
    const part = { from: Math.max(from, job.from), to: Math.min(to, job.to) };
    if (part.from >= part.to) return [];
    return part.from === job.from && part.to === job.to
      ? [job]
      : [{ ...job, id: `${job.id}/${part.from}-${part.to}`, ...part }];
  });
}

function isRuns(result: JobResult): result is RunsResult {
  return result.job.kind === "runs";
}

/** The promise of the result is refuted by it. */
export function isRefuting(result: JobResult): boolean {
  return "ran" in result ? result.finding !== undefined : result.refutations.length > 0;
}
