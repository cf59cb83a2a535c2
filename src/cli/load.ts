/** From the paths of a call to the texts of specs. */
import type { Source } from "../compiler/syntax/read.ts";
import { readText } from "./files.ts";
import { findSpecs } from "./find-specs.ts";
import { UsageError } from "./output.ts";

/** All specs of one call together. In UTF-16 units. */
const LENGTH_MAX = 64 * 1024 * 1024;

/** In the order of their paths. Throws UsageError. */
export function loadSpecs(paths: readonly string[], cwd: string): readonly Source[] {
  const sources: Source[] = [];
  let length = 0;
  for (const path of findSpecs(paths, cwd)) {
    const text = readText(path, cwd);
    length += text.length;
    if (length > LENGTH_MAX) throw new UsageError("the specs are too large together: name fewer");
    sources.push({ path, text });
  }
  return sources;
}

/** The day of the machine's clock, `YYYY-MM-DD`: for allowances that end. */
export function todayOf(now: Date): string {
  return now.toISOString().slice(0, 10);
}
