/** Kept stories in a file that is meant to be committed: one JSON object a line, sorted, each once. */
import { existsSync } from "node:fs";
import { dirname, resolve } from "node:path";
import type { VerifyReport } from "../../verify/report.ts";
import type { KeptStory } from "../../verify/job.ts";
import { makeFolder, readText, writeWhole } from "../files.ts";
import { UsageError } from "../output.ts";

/** From the folder in which `verify` is called. */
export const STORIES_FILE = ".waybill/stories.jsonl";

/** A line: flow and clause are there for people, and for a stable order. */
interface StoryLine extends KeptStory {
  readonly flow: string;
  readonly clause: string;
}

/** The stories of the file; none where there is no file. Throws UsageError. */
export function readStories(path: string, cwd: string): readonly StoryLine[] {
  if (!existsSync(resolve(cwd, path))) return [];
  return readText(path, cwd)
    .split("\n")
    .flatMap((line, i) => (line.trim() === "" ? [] : [storyOf(line, `${path}:${i + 1}`)]));
}

function storyOf(line: string, place: string): StoryLine {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    throw new UsageError(
      `${place} is no story: it is no JSON. Remove the line, or take the file from version control`,
    );
  }
  const fields = typeof value === "object" && value !== null ? new Map(Object.entries(value)) : new Map();
  const text = (name: string): string => {
    const field: unknown = fields.get(name);
    if (typeof field === "string") return field;
    throw new UsageError(`${place} is no story: it has no text "${name}"`);
  };
  if (fields.get("version") !== 1)
    throw new UsageError(`${place} is no story that this version of Waybill can read: version is not 1`);
  return { topology: text("topology"), flow: text("flow"), clause: text("clause"), token: text("token") };
}

/** Adds the stories of all refutations, if they are new; answers how many were. Throws UsageError. */
export function keepStories(path: string, cwd: string, reports: readonly VerifyReport[]): number {
  const kept = readStories(path, cwd);
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

function keyOf({ topology, flow, clause, token }: StoryLine): string {
  return JSON.stringify([topology, flow, clause, token]);
}

function lineOf({ topology, flow, clause, token }: StoryLine): string {
  return `${JSON.stringify({ version: 1, topology, flow, clause, token })}\n`;
}
