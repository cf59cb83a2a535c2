/** Kept stories of code, in the file that `verify` keeps its own in. */
import { appendFileSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import { type KeptLine, keptLines, keyOf, lineOf } from "../../verify/kept-line.ts";
import { readStoryToken } from "../../verify/story-token.ts";

/** Tokens of the stories of code that are kept of a topology; `refuse` is given what is wrong with the file. */
export function keptTokens(
  path: string,
  topology: string,
  refuse: (why: string) => never,
): readonly string[] {
  return linesIn(path, refuse)
    .filter((line) => line.topology === topology)
    .map(({ token }) => token)
    .filter((token) => {
      const read = readStoryToken(token);
      return read.ok && read.story.isOfCode;
    });
}

/** Adds a story, if it is new. A line is appended as a whole, since test files run beside each other. */
export function keepStory(path: string, story: KeptLine, refuse: (why: string) => never): void {
  const key = keyOf(story);
  if (linesIn(path, refuse).some((line) => keyOf(line) === key)) return;
  mkdirSync(dirname(path), { recursive: true });
  appendFileSync(path, lineOf(story));
}

function linesIn(path: string, refuse: (why: string) => never): readonly KeptLine[] {
  return existsSync(path) ? keptLines(readFileSync(path, "utf8"), path, refuse) : [];
}
