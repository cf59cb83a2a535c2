/** The entry of a thread of `verify`: does one task after the other, as they are sent. */
import { parentPort, workerData } from "node:worker_threads";
import { BROKERS } from "../../brokers/all.ts";
import { type Task, TaskRunner } from "./doer.ts";
import type { ThreadAnswer, ThreadStart } from "./thread-pool.ts";

// Only thread-pool.ts starts this, with these.
const { topologies, flags, own } = workerData as ThreadStart;
const stopped = new Int32Array(flags);
const isStopped = (): boolean => Atomics.load(stopped, 0) !== 0 || Atomics.load(stopped, own) !== 0;
const runner = new TaskRunner(topologies, BROKERS, isStopped);

function answer(task: Task): ThreadAnswer {
  try {
    return { result: runner.run(task) };
  } catch (error) {
    return error instanceof Error ? { defect: error.message, stack: error.stack } : { defect: String(error) };
  }
}

parentPort?.on("message", (task: Task) => parentPort?.postMessage(answer(task)));
