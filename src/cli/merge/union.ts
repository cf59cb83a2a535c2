/** What several calls of `verify` did of the same jobs, as one. */
import type { JobResult } from "../../verify/job.ts";
import type { TopologyResults } from "../verify/results-file.ts";

/** The results of one file. */
export interface ResultsFile {
  readonly path: string;
  readonly parts: readonly TopologyResults[];
}

export type Union =
  | { readonly ok: true; readonly parts: readonly TopologyResults[] }
  /** `why` is a sentence without full stop. */
  | { readonly ok: false; readonly why: string };

/** Topologies by name. The same whatever the order of the files; a job that was done twice counts once. */
export function union(files: readonly ResultsFile[]): Union {
  const byName = new Map<string, { readonly from: string; readonly part: TopologyResults }>();
  for (const { path, parts } of files) {
    for (const { agenda, results } of parts) {
      const known = byName.get(agenda.topology);
      if (known !== undefined && known.part.agenda.print !== agenda.print) {
        const why = `${known.from} and ${path} are about different specs or options: ${agenda.topology} differs`;
        return { ok: false, why };
      }
      const joined = { agenda, results: [...(known?.part.results ?? []), ...results] };
      byName.set(agenda.topology, { from: known?.from ?? path, part: joined });
    }
  }
  const names = [...byName.keys()].sort();
  return { ok: true, parts: names.flatMap((name) => sorted(byName.get(name)?.part)) };
}

function sorted(part: TopologyResults | undefined): readonly TopologyResults[] {
  if (part === undefined) return [];
  const { agenda, results } = part;
  return [{ agenda, results: results.toSorted(byJob) }];
}

function byJob(a: JobResult, b: JobResult): number {
  return a.job.id < b.job.id ? -1 : a.job.id > b.job.id ? 1 : 0;
}
