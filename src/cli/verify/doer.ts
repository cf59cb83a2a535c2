/** Who does the jobs of `verify`: this thread, or others beside it. */
import { type Analysis, analyse } from "../../compiler/infer/analyse.ts";
import type { Topology } from "../../model/topology.ts";
import type { FullBroker } from "../../verify/case.ts";
import type { Job, JobResult } from "../../verify/job.ts";
import { runJob } from "../../verify/run-job.ts";

/** A job of the topology with this number. */
export interface Task {
  readonly topology: number;
  readonly job: Job;
  /** When it has to end, in ms of {@link clockMs}; Infinity where counts alone bound it. */
  readonly untilMs: number;
}

export interface Doer {
  /** Tasks that it does at once. */
  readonly size: number;
  readonly do: (task: Task) => Promise<JobResult>;
  /** A task under way ends soon, with what it has. */
  readonly cancel: (task: Task) => void;
  /** So does every task, also those to come. */
  readonly interrupt: () => void;
  readonly close: () => Promise<void>;
}

/** Milliseconds of a clock that all threads of a process share. */
export function clockMs(): number {
  return performance.timeOrigin + performance.now();
}

/** Does tasks where it is; `isStopped` is asked again and again. */
export class TaskRunner {
  readonly #topologies: readonly Topology[];
  readonly #brokers: readonly FullBroker[];
  readonly #isStopped: () => boolean;
  readonly #analyses = new Map<Topology, Analysis>();

  constructor(topologies: readonly Topology[], brokers: readonly FullBroker[], isStopped: () => boolean) {
    this.#topologies = topologies;
    this.#brokers = brokers;
    this.#isStopped = isStopped;
  }

  run({ topology, job, untilMs }: Task): JobResult {
    const proceed = (): boolean => !this.#isStopped() && clockMs() < untilMs;
    return runJob(job, { analysis: this.#analysis(topology), brokers: this.#brokers, proceed });
  }

  #analysis(number: number): Analysis {
    const topology = this.#topologies[number];
    if (topology === undefined) throw new RangeError("a task is about a topology that is verified");
    const analysis = this.#analyses.get(topology) ?? analyse(topology, this.#brokers);
    this.#analyses.set(topology, analysis);
    return analysis;
  }
}

/** One task at a time, in this thread, which hears of signals between two tasks only. */
export function inThisThread(topologies: readonly Topology[], brokers: readonly FullBroker[]): Doer {
  let isInterrupted = false;
  const runner = new TaskRunner(topologies, brokers, () => isInterrupted);
  const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  return {
    size: 1,
    do: async (task) => {
      await turn();
      return runner.run(task);
    },
    cancel: () => undefined,
    interrupt: () => {
      isInterrupted = true;
    },
    close: () => Promise.resolve(),
  };
}
