import type { Analysis } from "../compiler/infer/analyse.ts";
import { caseAt, type FullBroker } from "./case.ts";
import type { Job, JobResult } from "./job.ts";
import { runsPass } from "./random-pass.ts";
import { searchPass } from "./search-pass.ts";
import { storiesPass } from "./stories-pass.ts";
import { witnessesPass } from "./witnesses-pass.ts";

/** What a job is done with: the topology that its agenda was planned for, as it was analysed. */
export interface JobContext {
  readonly analysis: Analysis;
  readonly brokers: readonly FullBroker[];
  /** Asked again and again: false ends the job. Always true where counts bound it, unless the caller is interrupted. */
  readonly proceed: () => boolean;
}

/** Does one job. Deterministic but for what `proceed` answers. */
export function runJob(job: Job, context: JobContext): JobResult {
  const case_ = caseAt(context.analysis, context.brokers, job.promise);
  switch (job.kind) {
    case "stories":
      return storiesPass(case_, job);
    case "witnesses":
      return witnessesPass(case_, job, context.proceed);
    case "search":
      return searchPass(case_, job, context.proceed);
    case "runs":
      return runsPass(case_, job, context.proceed);
  }
}
