/** Looking into folders that may be anybody's. */
import { readdirSync, type Stats, statSync } from "node:fs";

/** In the order of code units; none of a folder that may not be looked into: it holds nothing of the caller's. */
export function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}

/** Undefined where nothing is there, or a link leads nowhere. */
export function statOf(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch {
    return undefined;
  }
}
