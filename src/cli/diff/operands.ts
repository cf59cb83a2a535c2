/** From the words of a call to the sources of both sides: files, folders, patterns, `REV`, `REV:PATH`. */
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import type { Source } from "../../compiler/syntax/read.ts";
import { isPattern } from "../glob.ts";
import { loadSpecs } from "../load.ts";
import { UsageError } from "../output.ts";
import { isRevision, movedFrom, specsAt } from "./git.ts";

export interface Compared {
  readonly old: readonly Source[];
  readonly now: readonly Source[];
}

/** `diff OLD NEW`. Throws UsageError. */
export function twoOperands(operands: readonly string[], cwd: string): Compared {
  const [old, now, ...others] = operands;
  if (old === undefined || now === undefined || others.length > 0)
    throw new UsageError(
      "diff takes two files, folders or revisions: waybill diff OLD NEW, or --against REV [paths]",
    );
  return { old: operand(old, cwd), now: operand(now, cwd) };
}

/** `diff --against REV [paths]`: what is on disk against what was committed. Throws UsageError. */
export function againstRevision(revision: string, paths: readonly string[], cwd: string): Compared {
  const was = paths.flatMap((path) => placesBefore(revision, path, cwd));
  const old = specsAt(revision, was, cwd);
  const isThere = (path: string): boolean => isPattern(path) || existsSync(resolve(cwd, path));
  const there = paths.filter(isThere);
  // What was deleted since is gone on the new side; what was never there is a mistake of the call.
  for (const path of paths)
    if (!isThere(path) && specsAt(revision, [path], cwd).length === 0)
      throw new UsageError(`there is no file or folder ${path}, and none at ${revision}`);
  if (paths.length > 0 && there.length === 0) return { old, now: [] };
  return { old, now: loadSpecs(there, cwd) };
}

/** A path that holds nothing at the revision may have got its specs from elsewhere. */
function placesBefore(revision: string, path: string, cwd: string): readonly string[] {
  if (isPattern(path) || specsAt(revision, [path], cwd).length > 0) return [path];
  return [path, ...movedFrom(revision, path, cwd)];
}

function operand(text: string, cwd: string): readonly Source[] {
  if (existsSync(resolve(cwd, text)) || isPattern(text)) return loadSpecs([text], cwd);
  const at = text.indexOf(":");
  if (at > 0) {
    const [revision, path] = [text.slice(0, at), text.slice(at + 1)];
    const found = specsAt(revision, path === "" ? [] : [path], cwd);
    if (found.length === 0)
      throw new UsageError(`there is no spec ${path === "" ? "." : path} at ${revision}`);
    return found;
  }
  if (isRevision(text, cwd)) return specsAt(text, [], cwd);
  throw new UsageError(`there is no file, folder or git revision ${text.slice(0, 200)}`);
}
