/** Keeps what is done while `verify` works, so that nothing is lost when it is ended. */
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import type { Agenda, JobResult } from "../../verify/job.ts";
import { UsageError } from "../output.ts";
import { readResults, type TopologyResults, writeResults } from "./results-file.ts";

export interface Keeper {
  /** What the file has of this agenda. Throws UsageError where it is about another. */
  readonly before: (agenda: Agenda) => readonly JobResult[];
  readonly kept: (parts: readonly TopologyResults[]) => void;
  /** Writes what was not written yet. */
  readonly end: () => void;
}

/** The file is not written more often. */
const PAUSE_MS = 1_000;

/** Without a path nothing is kept. Throws UsageError. */
export function resultsKeeper(path: string | undefined, cwd: string): Keeper {
  if (path === undefined) return { before: () => [], kept: () => undefined, end: () => undefined };
  const known = existsSync(resolve(cwd, path)) ? readResults(path, cwd) : [];
  let writtenMs = Number.NEGATIVE_INFINITY;
  let waiting: readonly TopologyResults[] | undefined;
  const write = (parts: readonly TopologyResults[]): void => {
    writeResults(path, parts, cwd);
    writtenMs = performance.now();
    waiting = undefined;
  };
  return {
    before: (agenda) => {
      if (known.length === 0) return [];
      const same = known.find(({ agenda: { print } }) => print === agenda.print);
      if (same !== undefined) return same.results;
      throw new UsageError(
        `${path} holds results of other specs or options: name another file, or remove it to begin anew`,
      );
    },
    kept: (parts) => {
      waiting = parts;
      if (performance.now() - writtenMs >= PAUSE_MS) write(parts);
    },
    end: () => {
      if (waiting !== undefined) write(waiting);
    },
  };
}
