/** Puts the files of a new project where they belong: all of them, or none. */
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { reason } from "../files.ts";
import { UsageError } from "../output.ts";
import type { Files } from "./starter.ts";

/** What belongs to nobody's project: a folder that holds only these is as good as empty. */
const HARMLESS = new Set([".git", ".DS_Store"]);

/** Names in the folder that a new project would stand beside; empty where it does not exist. Throws UsageError. */
export function standingIn(folder: string, shown: string): readonly string[] {
  // Of what lies below a file, `stat` says on some versions of Node that it is missing; `lstat` never does.
  if (refusing(shown, () => lstatSync(folder, { throwIfNoEntry: false })) === undefined) return [];
  if (!refusing(shown, () => statSync(folder)).isDirectory())
    throw new UsageError(`${shown} is a file: init writes a folder`);
  return refusing(shown, () => readdirSync(folder)).filter((name) => !HARMLESS.has(name));
}

/** What a look at a file gives; UsageError where the system refuses it. */
function refusing<T>(shown: string, look: () => T): T {
  try {
    return look();
  } catch (trouble) {
    throw new UsageError(`cannot write ${shown}: ${reason(trouble)}`);
  }
}

/** Names of the files that are there already and would be written over. Throws UsageError where one is a folder. */
export function writtenOver(folder: string, files: Files): readonly string[] {
  return [...files.keys()].filter((path) => {
    const stats = refusing(path, () => lstatSync(join(folder, path), { throwIfNoEntry: false }));
    if (stats === undefined) return false;
    if (!stats.isFile()) throw new UsageError(`cannot write ${path}: something else is there, no file`);
    return true;
  });
}

/**
 * Writes all files into a folder beside them first, then moves them to their places. What is wrong before the first move
 * leaves nothing behind. Throws UsageError.
 */
export function placeFiles(folder: string, files: Files, shown: string): void {
  let made: string | undefined;
  let stage: string | undefined;
  try {
    made = mkdirSync(folder, { recursive: true });
    stage = mkdtempSync(join(folder, ".waybill-init-"));
    for (const [path, text] of files) {
      const staged = join(stage, path);
      mkdirSync(dirname(staged), { recursive: true });
      writeFileSync(staged, text, { flag: "wx" });
    }
    moveAll(stage, folder, [...files.keys()]);
  } catch (trouble) {
    if (made !== undefined) rmSync(made, { recursive: true, force: true });
    throw trouble instanceof UsageError
      ? trouble
      : new UsageError(`cannot write to ${shown}: ${reason(trouble)}`);
  } finally {
    if (stage !== undefined) rmSync(stage, { recursive: true, force: true });
  }
}

/** What was made or moved goes again where the rest cannot follow; only files that were written over stay so. */
function moveAll(stage: string, folder: string, paths: readonly string[]): void {
  const added: string[] = [];
  try {
    for (const path of paths) {
      const target = join(folder, path);
      const made = mkdirSync(dirname(target), { recursive: true });
      if (made !== undefined) added.push(made);
      if (!existsSync(target)) added.push(target);
      renameSync(join(stage, path), target);
    }
  } catch (trouble) {
    for (const each of added) rmSync(each, { recursive: true, force: true });
    throw trouble;
  }
}

/** As people write it, from the working folder. */
export function shownFolder(folder: string, cwd: string): string {
  const way = relative(cwd, folder).split(sep).join("/");
  return way === "" ? "." : way;
}
