/** From what stands on the command line to spec files: files as named, folders searched through, patterns matched. */
import { realpathSync } from "node:fs";
import { join, relative, resolve, sep } from "node:path";
import { namesIn, statOf } from "./folders.ts";
import { baseOfPattern, isPattern, matcher, PATTERN_LENGTH_MAX } from "./glob.ts";
import { UsageError } from "./output.ts";

/** Files of one call at most; more is most likely the wrong folder. */
const FILES_MAX = 5000;
/** Entries of folders looked at in one call. */
const ENTRIES_MAX = 300_000;
const DEPTH_MAX = 50;

/** Endings of specs that a folder is searched for. */
const SPEC = /\.waybill(?:\.(?:yaml|yml|json))?$/;
/** Endings of what may be named outright. */
const READABLE = /\.(?:waybill|yaml|yml|json)$/;

/** Whether a folder is searched for files of this name. */
export function isSpec(path: string): boolean {
  return SPEC.test(path);
}

/** Whether a file of this name may be named outright. */
export function isReadable(path: string): boolean {
  return READABLE.test(path);
}

/** Paths relative to the working folder, with forward slashes, in the order of code units; each file once. Throws UsageError. */
export function findSpecs(args: readonly string[], cwd: string): readonly string[] {
  const found = new Map<string, string>();
  const walk: Walk = { entries: 0, files: 0 };
  for (const arg of args.length === 0 ? ["."] : args) {
    for (const path of filesOf(arg, cwd, walk)) {
      const real = realpathSync(path);
      const shown = displayPath(path, cwd);
      const known = found.get(real);
      if (known === undefined || shown < known) found.set(real, shown);
    }
  }
  return [...found.values()].sort();
}

/** As people write it: relative to `cwd`, with forward slashes. */
export function displayPath(path: string, cwd: string): string {
  const shown = relative(cwd, resolve(cwd, path));
  return shown.split(sep).join("/");
}

interface Walk {
  entries: number;
  files: number;
}

function filesOf(arg: string, cwd: string, walk: Walk): readonly string[] {
  if (arg === "") throw new UsageError("a path is empty");
  const path = resolve(cwd, arg);
  const stats = statOf(path);
  if (stats?.isFile() === true) return [named(path, arg)];
  if (stats?.isDirectory() === true) {
    const files = [...below(path, walk)];
    if (files.length > 0) return files;
    throw new UsageError(`no spec in ${shownArg(arg)}: their names end in .waybill or .waybill.yaml`);
  }
  if (stats !== undefined) throw new UsageError(`${shownArg(arg)} is neither a file nor a folder`);
  if (isPattern(arg)) return matching(arg, cwd, walk);
  throw new UsageError(`there is no file or folder ${shownArg(arg)}`);
}

function named(path: string, arg: string): string {
  if (isReadable(path)) return path;
  throw new UsageError(`${shownArg(arg)} is no spec: their names end in .waybill, .yaml or .json`);
}

function matching(arg: string, cwd: string, walk: Walk): readonly string[] {
  if (arg.length > PATTERN_LENGTH_MAX) throw new UsageError("a pattern is too long");
  const pattern = arg.split(sep).join("/");
  const base = resolve(cwd, baseOfPattern(pattern));
  const isAbsolute = pattern.startsWith("/");
  const matches = matcher(pattern);
  const files = statOf(base)?.isDirectory() === true ? [...below(base, walk)] : [];
  const found = files.filter((path) => matches(isAbsolute ? path : displayPath(path, cwd)));
  if (found.length > 0) return found;
  throw new UsageError(`no spec matches ${shownArg(arg)}`);
}

/** Spec files below `folder`. A folder that was walked through already, by whatever name, is not entered again. */
function* below(folder: string, walk: Walk): Generator<string> {
  const entered = new Set<string>();
  const open: { path: string; depth: number }[] = [{ path: folder, depth: 0 }];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    const real = realpathSync(at.path);
    if (entered.has(real)) continue;
    entered.add(real);
    for (const name of namesIn(at.path)) {
      walk.entries += 1;
      if (walk.entries > ENTRIES_MAX)
        throw new UsageError(`more than ${ENTRIES_MAX} files to look at: name a smaller folder`);
      const path = join(at.path, name);
      const kind = name.startsWith(".") || name === "node_modules" ? undefined : statOf(path);
      if (kind?.isDirectory() === true && at.depth < DEPTH_MAX) open.push({ path, depth: at.depth + 1 });
      if (kind?.isFile() !== true || !isSpec(name)) continue;
      walk.files += 1;
      if (walk.files > FILES_MAX) throw new UsageError(`more than ${FILES_MAX} specs: name a smaller folder`);
      yield path;
    }
  }
}

function shownArg(arg: string): string {
  return arg.length > 200 ? `${arg.slice(0, 200)}…` : arg;
}
