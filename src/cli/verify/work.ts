/** Has the jobs of a call done, several at once where there are threads for it. */
import type { JobResult } from "../../verify/job.ts";
import { isRefuting } from "../../verify/pending.ts";
import { clockMs, type Doer, type Task } from "./doer.ts";
import { type Part, type Turn, Turns } from "./turns.ts";

export interface WorkCall {
  readonly doer: Doer;
  /** Time for all of it, where that is the bound. */
  readonly budgetMs?: number;
  /** True ends it: nothing more is begun. */
  readonly isInterrupted: () => boolean;
  /** Told what is begun. */
  readonly say: (text: string) => void;
  /** Told after each result. */
  readonly kept: () => void;
}

/** A part's topology is that of the doer with the same number. Results come into the parts. */
export async function work(parts: readonly Part[], call: WorkCall): Promise<void> {
  const { doer, budgetMs, isInterrupted } = call;
  const budget = budgetMs === undefined ? {} : { budgetMs };
  const turns = new Turns(parts, { startMs: clockMs(), workers: doer.size, ...budget });
  const underWay = new Map<Task, Promise<void>>();
  const begin = ({ part, job, untilMs }: Turn): void => {
    const task: Task = { topology: parts.indexOf(part), job, untilMs };
    call.say(`${part.agenda.promises[job.promise]?.flow ?? ""}: ${job.kind}`);
    const ended = doer.do(task).then((result) => {
      underWay.delete(task);
      turns.done(part, result);
      for (const other of needless(task, result, underWay.keys())) doer.cancel(other);
      call.kept();
    });
    underWay.set(task, ended);
  };
  for (;;) {
    while (underWay.size < doer.size && !isInterrupted()) {
      const turn = turns.next(clockMs());
      if (turn === undefined || turn === "wait") break;
      begin(turn);
    }
    if (underWay.size === 0) return;
    await Promise.race(underWay.values());
  }
}

/** Other runs of a promise that is refuted; where counts are the bound they decide which run was the first to do so. */
function needless(done: Task, result: JobResult, others: Iterable<Task>): readonly Task[] {
  if (!isRefuting(result) || done.untilMs === Number.POSITIVE_INFINITY) return [];
  return [...others].filter(
    ({ topology, job }) =>
      topology === done.topology && job.promise === done.job.promise && job.kind === "runs",
  );
}
