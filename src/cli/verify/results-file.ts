/** What has come of the jobs of `verify`, in a file: to go on from, or to be merged with what others did. */
import { textPrint } from "../../base/text-print.ts";
import type { Agenda, JobResult } from "../../verify/job.ts";
import { readText, writeWhole } from "../files.ts";
import { UsageError } from "../output.ts";

/** One topology: what was to be done, and what came of it. */
export interface TopologyResults {
  readonly agenda: Agenda;
  readonly results: readonly JobResult[];
}

const FORMAT = "waybill verify results";
const VERSION = 1;

/** Writes the file, or leaves the one that is there. Throws UsageError. */
export function writeResults(path: string, parts: readonly TopologyResults[], cwd: string): void {
  const body = JSON.stringify(parts.map(({ agenda, results }) => ({ agenda, results })));
  const head = JSON.stringify({ format: FORMAT, version: VERSION, print: textPrint(body) });
  writeWhole(path, `${head}\n${body}\n`, cwd);
}

/** Reads what {@link writeResults} wrote; anything else is a UsageError. */
export function readResults(path: string, cwd: string): readonly TopologyResults[] {
  const [first = "", body = ""] = readText(path, cwd).split("\n");
  const head = parsed(first);
  if (typeof head !== "object" || head === null || !("format" in head) || head.format !== FORMAT)
    throw new UsageError(`${path} holds no results of verify: it is written by verify --results FILE`);
  if (!("version" in head) || head.version !== VERSION)
    throw new UsageError(`${path} was written by another version of Waybill: verify again`);
  if (!("print" in head) || head.print !== textPrint(body))
    throw new UsageError(`${path} is cut short or was changed: verify again`);
  // Whole and unchanged, it is what was written above.
  return parsed(body) as readonly TopologyResults[];
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
