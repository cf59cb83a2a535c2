/**
 * Proves or refutes what a topology promises, flow by flow: a witness generated from every inferred fault set, then all
 * interleavings within small bounds, then seeded random runs.
 */
import type { Analysis } from "../compiler/infer/analyse.ts";
import { assemble } from "./assemble.ts";
import type { FullBroker } from "./case.ts";
import type { JobResult, VerifyScope } from "./job.ts";
import { pending } from "./pending.ts";
import { planJobs } from "./plan-jobs.ts";
import type { VerifyReport } from "./report.ts";
import { runJob } from "./run-job.ts";

export interface VerifyOptions extends Omit<VerifyScope, "boundedBy" | "block"> {
  /** Asked again and again: false ends what is being done. Absent: everything is done to its end. */
  readonly proceed?: () => boolean;
}

/** Verifies every promise of an analysed topology. Deterministic, but for what `proceed` answers. */
export function verify(
  analysis: Analysis,
  brokers: readonly FullBroker[],
  { proceed, ...scope }: VerifyOptions,
): VerifyReport {
  const boundedBy = proceed === undefined ? "counts" : "time";
  const agenda = planJobs(analysis, brokers, { ...scope, boundedBy });
  const context = { analysis, brokers, proceed: proceed ?? ((): boolean => true) };
  const results: JobResult[] = [];
  for (let [job] = pending(agenda, results); job !== undefined; [job] = pending(agenda, results))
    results.push(runJob(job, context));
  return assemble(agenda, results);
}
