/** How far a spec may reach: its workspace. */
import { existsSync, readFileSync, realpathSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { moduleFolders } from "../compiler/syntax/file-paths.ts";
import type { Source } from "../compiler/syntax/read.ts";
import { readText } from "./files.ts";
import { isSpec } from "./find-specs.ts";
import { namesIn, statOf } from "./folders.ts";
import { UsageError } from "./output.ts";

/**
 * The nearest folder above `file` with a `waybill.config.*`, a `package.json` that has workspaces, or `.git`; where there
 * is none, the working folder if the file lies in it, else the folder of the file.
 */
function workspaceOf(file: string, cwd: string): string {
  const own = dirname(resolve(cwd, file));
  for (let folder = own; ; folder = dirname(folder)) {
    if (isTop(folder)) return folder;
    if (folder === dirname(folder)) return isWithin(own, cwd) ? cwd : own;
  }
}

function isTop(folder: string): boolean {
  return existsSync(join(folder, ".git")) || hasConfig(folder) || hasWorkspaces(join(folder, "package.json"));
}

function hasConfig(folder: string): boolean {
  return namesIn(folder).some((name) => name.startsWith("waybill.config."));
}

function hasWorkspaces(path: string): boolean {
  try {
    const value: unknown = JSON.parse(readFileSync(path, "utf8"));
    return typeof value === "object" && value !== null && "workspaces" in value;
  } catch {
    // No package, or none that can be read.
    return false;
  }
}

function isWithin(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way === "" || (way !== ".." && !way.startsWith(`..${sep}`) && resolve(folder, way) === path);
}

/** A file that `by` names, wherever links lead; `refused` says why it cannot be given. */
export function namedSource(path: string, by: string, cwd: string): Source {
  const refused = (reason: string): Source => ({ path, text: "", refused: reason });
  const stats = statOf(resolve(cwd, path));
  const workspace = realpathSync(workspaceOf(by, cwd));
  const target = stats === undefined ? resolve(cwd, path) : realpathSync(resolve(cwd, path));
  if (!isWithin(target, workspace) && !isWithin(target, workspaceOf(by, cwd)))
    return refused("it lies outside of the workspace");
  if (stats === undefined) return refused("there is no such file");
  if (!stats.isFile()) return refused("it is no file");
  try {
    return { path, text: readText(path, cwd) };
  } catch (error) {
    if (error instanceof UsageError) return refused(error.message);
    throw error;
  }
}

/** The specs of the first folder that `use … from "…"` may mean; a refused one where it lies outside of the workspace. */
export function moduleSources(from: string, by: string, cwd: string): readonly Source[] {
  for (const folder of moduleFolders(by, from)) {
    const path = resolve(cwd, folder);
    if (statOf(path)?.isDirectory() !== true) continue;
    const workspace = workspaceOf(by, cwd);
    const real = realpathSync(path);
    if (!isWithin(real, realpathSync(workspace)) && !isWithin(real, workspace))
      return [{ path: folder, text: "", refused: "it lies outside of the workspace" }];
    const specs = namesIn(path).filter(isSpec);
    return specs.map((name) => namedSource(folder === "" ? name : `${folder}/${name}`, by, cwd));
  }
  return [];
}
