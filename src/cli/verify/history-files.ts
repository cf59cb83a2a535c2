/** `verify --history DIR`: the run of each story as a file that `judge` reads. */
import { join } from "node:path";
import { BROKERS } from "../../brokers/all.ts";
import { replay } from "../../verify/replay.ts";
import { readStoryToken } from "../../verify/story-token.ts";
import { writeWhole } from "../files.ts";
import type { Verified } from "./verified.ts";

/**
 * Writes a history a story into the folder, which exists; answers how many, in words. The name of a file says
 * topology, flow, clause and which of its stories it is, so that the same stories have the same names again; what
 * has such a name already is replaced. Throws UsageError.
 */
export function writeHistories(folder: string, { checked, reports }: Verified, cwd: string): string {
  const names = new FileNames();
  for (const { topology, flows } of reports) {
    const analysis = checked.topologies.find(
      ({ name, isUnsound }) => name === topology && !isUnsound,
    )?.analysis;
    if (analysis === undefined) continue;
    for (const { flow, refutations } of flows)
      for (const { clause, token } of refutations) {
        const opened = readStoryToken(token);
        const replayed = opened.ok ? replay(analysis, BROKERS, opened.story) : undefined;
        if (replayed === undefined) continue;
        writeWhole(join(folder, names.next([topology, flow, clause])), replayed.history(), cwd);
      }
  }
  return names.given === 1 ? "1 history" : `${names.given} histories`;
}

/** Names that every file system takes and that differ without regard to case. */
class FileNames {
  readonly #used = new Map<string, number>();
  given = 0;

  next(parts: readonly string[]): string {
    const base = parts.map(plain).join("_");
    const key = base.toLowerCase();
    const number = (this.#used.get(key) ?? 0) + 1;
    this.#used.set(key, number);
    this.given += 1;
    return `${base}_${number}.jsonl`;
  }
}

/** Characters of one part at most: file systems take 255 for all. */
const PART_MAX = 70;

function plain(text: string): string {
  const words = text.replaceAll(" -> ", "-to-").replaceAll(/[^A-Za-z0-9.-]+/g, "-");
  return words.replaceAll(/^[-.]+|[-.]+$/g, "").slice(0, PART_MAX);
}
