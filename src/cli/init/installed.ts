/** The Waybill that runs: where its files are, and what a project's package.json says to get it. */
import { existsSync } from "node:fs";
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import manifest from "../../../package.json" with { type: "json" };
import { entryOf, foldersAbove, jsonIn, packageFolder } from "../package-folder.ts";

/** How a project gets this Waybill. */
export interface Source {
  /** What stands in package.json: `^0.1.0`, or `file:` and a path. */
  readonly range: string;
  /** Absent where a registry has it: the folder or tarball that the range names. */
  readonly path?: string;
}

/** The folder with the files of the starter: beside what was built, or in the repository. */
export function templateFolder(): string | undefined {
  return foldersAbove()
    .map((folder) => join(folder, "templates/shop"))
    .find((path) => existsSync(path));
}

/**
 * What a project in `folder` writes to get the Waybill that runs: the version, where it was installed by one; a path, where
 * it was installed from a tarball, or is a checkout.
 */
export function sourceFor(folder: string): Source {
  const root = packageFolder();
  if (root === undefined) return { range: `^${manifest.version}` };
  const modules = dirname(root);
  if (basename(modules) !== "node_modules") return pathSource(root, folder);
  const range = rangeIn(join(dirname(modules), "package.json"));
  if (range?.startsWith("file:") !== true) return { range: `^${manifest.version}` };
  return pathSource(resolve(dirname(modules), range.slice("file:".length)), folder);
}

function pathSource(path: string, folder: string): Source {
  const way = relative(folder, path).split(sep).join("/");
  return { range: `file:${way}`, path };
}

/** What a project says of its `waybill`. */
function rangeIn(path: string): string | undefined {
  const project = jsonIn(path);
  const ranges = ["dependencies", "devDependencies", "optionalDependencies"].map((kind) =>
    entryOf(entryOf(project, kind), manifest.name),
  );
  return ranges.find((range) => typeof range === "string");
}
