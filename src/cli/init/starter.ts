/** The files of the starter, with what differs from project to project filled in. */
import { readdirSync, readFileSync } from "node:fs";
import { basename, join, relative, sep } from "node:path";
import type { Source } from "./installed.ts";

/** Text by path below the project's folder, in the order of paths. */
export type Files = ReadonlyMap<string, string>;

/** npm leaves files of this name out of a package, so the template calls it otherwise. */
const RENAMED: Readonly<Record<string, string>> = { gitignore: ".gitignore" };
/** What a package may be called at most, in characters. */
const NAME_MAX = 100;

/** The starter for a project in `folder`, from the template in `from`. */
export function starterFiles(from: string, folder: string, source: Source): Files {
  const files = new Map<string, string>();
  for (const path of pathsIn(from)) {
    const shown = relative(from, path).split(sep).join("/");
    const text = readFileSync(path, "utf8");
    files.set(RENAMED[shown] ?? shown, shown === "package.json" ? manifestOf(text, folder, source) : text);
  }
  return files;
}

function pathsIn(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

function manifestOf(text: string, folder: string, { range }: Source): string {
  // cast: the template's own file, which has these.
  const manifest = JSON.parse(text) as { name: string; devDependencies: Record<string, string> };
  manifest.name = packageName(basename(folder));
  manifest.devDependencies["waybill"] = range;
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

/** As npm allows it, made of the folder's name. */
function packageName(folder: string): string {
  const name = folder
    .normalize("NFKD")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .slice(0, NAME_MAX)
    .replaceAll(/^-|-$/g, "");
  return name === "" || name === "waybill" ? "shop" : name;
}
