/** From the paths of a call to the texts of specs, and of the files that they name. */
import { filesNamedBy } from "../compiler/syntax/named-files.ts";
import type { Source } from "../compiler/syntax/read.ts";
import { readText } from "./files.ts";
import { findSpecs } from "./find-specs.ts";
import { UsageError } from "./output.ts";
import { namedSource } from "./workspace.ts";

/** All specs of one call together. In UTF-16 units. */
const LENGTH_MAX = 64 * 1024 * 1024;
/** Files that the specs of one call name. */
const NAMED_MAX = 5000;

/** In the order of their paths, then what they name. Throws UsageError. */
export function loadSpecs(paths: readonly string[], cwd: string): readonly Source[] {
  const specs = findSpecs(paths, cwd).map((path): Source => ({ path, text: readText(path, cwd) }));
  return withNamed(specs, (path, by) => namedSource(path, by, cwd));
}

/** Also what `specs` name, and what that names in turn; `read` gives a file that another names. Throws UsageError. */
export function withNamed(
  specs: readonly Source[],
  read: (path: string, by: string) => Source,
): readonly Source[] {
  const known = new Set(specs.map(({ path }) => path));
  const sources = [...specs];
  let length = 0;
  for (let i = 0; i < sources.length; i++) {
    const source = sources[i];
    if (source === undefined) continue;
    length += source.text.length;
    if (length > LENGTH_MAX) throw new UsageError("the specs are too large together: name fewer");
    for (const path of filesNamedBy(source)) {
      if (known.has(path)) continue;
      known.add(path);
      if (known.size > specs.length + NAMED_MAX)
        throw new UsageError(`the specs name more than ${NAMED_MAX} files`);
      sources.push(read(path, source.path));
    }
  }
  return sources;
}

/** The day of the machine's clock, `YYYY-MM-DD`: for allowances that end. */
export function todayOf(now: Date): string {
  return now.toISOString().slice(0, 10);
}
