/** From the paths of a call to the texts of specs, and of the files that they name. */
import { namedBy } from "../compiler/syntax/named-files.ts";
import type { Source } from "../compiler/syntax/read.ts";
import { readText } from "./files.ts";
import { findSpecs } from "./find-specs.ts";
import { UsageError } from "./output.ts";
import { moduleSources, namedSource } from "./workspace.ts";

/** All specs of one call together. In UTF-16 units. */
const LENGTH_MAX = 64 * 1024 * 1024;
/** Files that the specs of one call name. */
const NAMED_MAX = 5000;

/** In the order of their paths, then what they name. Throws UsageError. */
export function loadSpecs(paths: readonly string[], cwd: string): readonly Source[] {
  const specs = findSpecs(paths, cwd).map((path): Source => ({ path, text: readText(path, cwd) }));
  return withNamed(specs, {
    file: (path, by) => namedSource(path, by, cwd),
    module: (from, by) => moduleSources(from, by, cwd),
  });
}

/** How to come by what a spec names. */
export interface Reading {
  readonly file: (path: string, by: string) => Source;
  /** All specs of the folder that `use … from "…"` means; none where there is none. */
  readonly module: (from: string, by: string) => readonly Source[];
}

/** Also what `specs` name, and what that names in turn. Throws UsageError. */
export function withNamed(specs: readonly Source[], read: Reading): readonly Source[] {
  const known = new Set(specs.map(({ path }) => path));
  const sources = [...specs];
  let length = 0;
  for (let i = 0; i < sources.length; i++) {
    const source = sources[i];
    if (source === undefined) continue;
    length += source.text.length;
    if (length > LENGTH_MAX) throw new UsageError("the specs are too large together: name fewer");
    const { files, modules } = namedBy(source);
    const add = (path: string, given: () => Source): void => {
      if (known.has(path)) return;
      known.add(path);
      if (known.size > specs.length + NAMED_MAX)
        throw new UsageError(`the specs name more than ${NAMED_MAX} files`);
      sources.push(given());
    };
    for (const path of files) add(path, () => read.file(path, source.path));
    for (const from of modules)
      for (const each of read.module(from, source.path)) add(each.path, () => ({ ...each, named: true }));
  }
  return sources;
}

/** The day of the machine's clock, `YYYY-MM-DD`: for allowances that end. */
export function todayOf(now: Date): string {
  return now.toISOString().slice(0, 10);
}
