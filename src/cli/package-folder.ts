/** Where the Waybill that runs has its files. */
import { readFileSync, realpathSync } from "node:fs";
import { dirname, join, sep } from "node:path";
import { fileURLToPath } from "node:url";
import manifest from "../../package.json" with { type: "json" };

/** The folders above this program, the nearest first. */
export function foldersAbove(): readonly string[] {
  const folders = [dirname(realpathSync(fileURLToPath(import.meta.url)))];
  for (;;) {
    const last = folders.at(-1) ?? sep;
    if (dirname(last) === last) return folders;
    folders.push(dirname(last));
  }
}

/** The installed package, or the checkout. */
export function packageFolder(): string | undefined {
  return foldersAbove().find(
    (folder) => entryOf(jsonIn(join(folder, "package.json")), "name") === manifest.name,
  );
}

/** Undefined where there is no such file, or it holds something else. */
export function jsonIn(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch {
    return undefined;
  }
}

export function entryOf(of: unknown, name: string): unknown {
  // cast: an object by what was just asked; its entries stay unknown.
  return typeof of === "object" && of !== null ? (of as Readonly<Record<string, unknown>>)[name] : undefined;
}
