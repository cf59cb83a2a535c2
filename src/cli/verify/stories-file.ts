/** Kept stories in a file that is meant to be committed: one JSON object a line, sorted, each once. */
import { existsSync } from "node:fs";
import { dirname, resolve } from "node:path";
import type { VerifyReport } from "../../verify/report.ts";
import { type KeptLine, keptLines, keyOf, lineOf } from "../../verify/kept-line.ts";
import { readStoryToken } from "../../verify/story-token.ts";
import { makeFolder, readText, writeWhole } from "../files.ts";
import { UsageError } from "../output.ts";

/** The stories that `verify` can replay: those of code are its tests' business. None where there is no file. Throws UsageError. */
export function readStories(path: string, cwd: string): readonly KeptLine[] {
  return allStories(path, cwd).filter(({ token }) => {
    const read = readStoryToken(token);
    return !read.ok || !read.story.isOfCode;
  });
}

function allStories(path: string, cwd: string): readonly KeptLine[] {
  if (!existsSync(resolve(cwd, path))) return [];
  return keptLines(readText(path, cwd), path, (why) => {
    throw new UsageError(why);
  });
}

/** Adds the stories of all refutations, if they are new; answers how many were. Throws UsageError. */
export function keepStories(path: string, cwd: string, reports: readonly VerifyReport[]): number {
  const kept = allStories(path, cwd);
  const known = new Set(kept.map(keyOf));
  const found = reports.flatMap(({ topology, flows }) =>
    flows.flatMap(({ flow, refutations }) =>
      refutations.map(({ clause, token }) => ({ topology, flow, clause, token })),
    ),
  );
  const added = [...new Map(found.map((story) => [keyOf(story), story])).entries()].filter(
    ([key]) => !known.has(key),
  );
  if (added.length === 0) return 0;
  const all = new Map([...kept.map((story) => [keyOf(story), story] as const), ...added]);
  const lines = [...all].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, story]) => lineOf(story));
  makeFolder(dirname(path), cwd);
  writeWhole(path, lines.join(""), cwd);
  return added.length;
}
