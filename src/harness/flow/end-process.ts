/** The end of a process: what it had asked for and never got is told, and everything that it held is gone. */
import type { State } from "../../base/layout.ts";
import type { Journal } from "./journal.ts";
import type { OpenCalls } from "./open-calls.ts";
import type { Performing } from "./performing.ts";
import type { Processes } from "./processes.ts";

interface Surroundings {
  readonly processes: Processes;
  readonly calls: OpenCalls;
  readonly performing: Performing;
  readonly journal: Journal;
}

/** Of instance `i`. */
export function endProcess(s: State, i: number, around: Surroundings): void {
  const { processes, calls, performing, journal } = around;
  const gone = processes.at(i);
  if (gone !== undefined) {
    journal.dropped(i, gone.process, (pending) => calls.isUntouched(pending));
    performing.quicken(s, gone.process);
  }
  processes.crash(i);
  calls.forget(i);
}
