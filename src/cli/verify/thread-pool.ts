/** Threads that do jobs of `verify`. Each has the topologies from the start; a task is sent, its result comes back. */
import { Worker } from "node:worker_threads";
import type { Topology } from "../../model/topology.ts";
import type { JobResult } from "../../verify/job.ts";
import type { Doer, Task } from "./doer.ts";

/** What a thread is started with. */
export interface ThreadStart {
  readonly topologies: readonly Topology[];
  /** Integers, not 0 where something is to end: the first says all, the one at `own` the task that this thread does. */
  readonly flags: SharedArrayBuffer;
  readonly own: number;
}

/** What a thread answers to a task. */
export type ThreadAnswer =
  | { readonly result: JobResult }
  | { readonly defect: string; readonly stack?: string | undefined };

// The bundler puts the entry into `cli`, beside `chunks`, where this module ends up.
const ENTRY = new URL("../cli/verify-thread.js", import.meta.url);

interface UnderWay {
  readonly task: Task;
  readonly resolve: (result: JobResult) => void;
  readonly reject: (error: Error) => void;
}

class Thread {
  readonly #worker: Worker;
  readonly #flags: Int32Array;
  readonly #own: number;
  #underWay: UnderWay | undefined;

  constructor(start: ThreadStart) {
    this.#flags = new Int32Array(start.flags);
    this.#own = start.own;
    this.#worker = new Worker(ENTRY, { workerData: start });
    this.#worker.on("message", (answer: ThreadAnswer) => this.#answered(answer));
    this.#worker.on("error", (error) => this.#failed(asError(error)));
    this.#worker.on("exit", () => this.#failed(new Error("a thread of verify ended too early")));
  }

  get isFree(): boolean {
    return this.#underWay === undefined;
  }

  do(task: Task): Promise<JobResult> {
    Atomics.store(this.#flags, this.#own, 0);
    return new Promise((resolve, reject) => {
      this.#underWay = { task, resolve, reject };
      this.#worker.postMessage(task);
    });
  }

  cancel(task: Task): void {
    if (this.#underWay?.task === task) Atomics.store(this.#flags, this.#own, 1);
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
  }

  #answered(answer: ThreadAnswer): void {
    if (!("result" in answer)) {
      const error = new Error(answer.defect);
      if (answer.stack !== undefined) error.stack = answer.stack;
      return this.#failed(error);
    }
    const underWay = this.#underWay;
    this.#underWay = undefined;
    underWay?.resolve(answer.result);
  }

  #failed(error: Error): void {
    const underWay = this.#underWay;
    this.#underWay = undefined;
    underWay?.reject(error);
  }
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}

/** Starts `size` threads. */
export function inThreads(topologies: readonly Topology[], size: number): Doer {
  const flags = new SharedArrayBuffer((size + 1) * Int32Array.BYTES_PER_ELEMENT);
  const threads = Array.from({ length: size }, (_, i) => new Thread({ topologies, flags, own: i + 1 }));
  return {
    size,
    do: (task) => {
      const thread = threads.find(({ isFree }) => isFree);
      return thread === undefined ? Promise.reject(new RangeError("no thread is free")) : thread.do(task);
    },
    cancel: (task) => {
      for (const thread of threads) thread.cancel(task);
    },
    interrupt: () => void Atomics.store(new Int32Array(flags), 0, 1),
    close: async () => {
      await Promise.all(threads.map((thread) => thread.close()));
    },
  };
}
