/** Does the jobs of a call in this thread, one after another. */
import type { FullBroker } from "../../verify/case.ts";
import { runJob } from "../../verify/run-job.ts";
import { type Part, Turns } from "./turns.ts";

export interface WorkCall {
  readonly brokers: readonly FullBroker[];
  /** Time for all of it, where that is the bound. */
  readonly budgetMs?: number;
  readonly now: () => number;
  /** Told what is being done. */
  readonly say: (text: string) => void;
}

export function work(parts: readonly Part[], { brokers, budgetMs, now, say }: WorkCall): void {
  const budget = budgetMs === undefined ? {} : { budgetMs };
  const turns = new Turns(parts, { startMs: now(), workers: 1, ...budget });
  for (let turn = turns.next(now()); turn !== undefined && turn !== "wait"; turn = turns.next(now())) {
    const { part, job, untilMs } = turn;
    const { agenda, analysis } = part;
    say(`${agenda.promises[job.promise]?.flow ?? ""}: ${job.kind}`);
    turns.done(part, runJob(job, { analysis, brokers, proceed: () => now() < untilMs }));
  }
}
