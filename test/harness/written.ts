/** Projects for tests: generated clients beside code that uses them, in a folder where Vitest finds them. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { generated } from "../codegen/generated.ts";

export interface Project {
  /** Path of a file of the project. */
  readonly at: (path: string) => string;
  readonly remove: () => void;
}

/** Writes what is generated from `spec` to `src/generated/<name>`, and `files` by path, some of them taken from elsewhere. */
export function writeProject(name: string, spec: string, files: Readonly<Record<string, string>>): Project {
  mkdirSync(".cache", { recursive: true });
  const folder = mkdtempSync(resolve(".cache", "project-"));
  const write = (path: string, text: string): void => {
    const target = join(folder, path);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, text);
  };
  for (const [path, text] of generated(spec)) write(`src/generated/${name}/${path}`, text);
  for (const [path, text] of Object.entries(files)) write(path, text);
  return { at: (path) => join(folder, path), remove: () => rmSync(folder, { recursive: true, force: true }) };
}

export function textOf(path: string): string {
  return readFileSync(path, "utf8");
}
