/** A kept story as a line of `.waybill/stories.jsonl`, a file that is meant to be committed. */
import type { KeptStory } from "./job.ts";

/** From the folder in which `verify` or the test runner is called. */
export const STORIES_FILE = ".waybill/stories.jsonl";

/** Flow and clause are there for people, and for a stable order. */
export interface KeptLine extends KeptStory {
  readonly flow: string;
  readonly clause: string;
}

/** The stories of a file, by line; `refuse` is given what is wrong with one, as a sentence. */
export function keptLines(text: string, path: string, refuse: (why: string) => never): readonly KeptLine[] {
  return text
    .split("\n")
    .flatMap((line, i) => (line.trim() === "" ? [] : [storyOf(line, `${path}:${i + 1}`, refuse)]));
}

function storyOf(line: string, place: string, refuse: (why: string) => never): KeptLine {
  const value = parsed(line);
  if (value === undefined)
    refuse(`${place} is no story: it is no JSON. Remove the line, or take the file from version control`);
  const fields = typeof value === "object" && value !== null ? new Map(Object.entries(value)) : new Map();
  const text = (name: string): string => {
    const field: unknown = fields.get(name);
    return typeof field === "string" ? field : refuse(`${place} is no story: it has no text "${name}"`);
  };
  if (fields.get("version") !== 1)
    refuse(`${place} is no story that this version of Waybill can read: version is not 1`);
  return { topology: text("topology"), flow: text("flow"), clause: text("clause"), token: text("token") };
}

function parsed(line: string): unknown {
  try {
    const value: unknown = JSON.parse(line);
    return value;
  } catch {
    return undefined;
  }
}

/** Equal for equal stories; stories are sorted by it. */
export function keyOf({ topology, flow, clause, token }: KeptLine): string {
  return JSON.stringify([topology, flow, clause, token]);
}

/** With the end of its line. */
export function lineOf({ topology, flow, clause, token }: KeptLine): string {
  return `${JSON.stringify({ version: 1, topology, flow, clause, token })}\n`;
}
