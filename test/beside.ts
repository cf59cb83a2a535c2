/** Facts that tests read: from a folder `shared` beside the checkout where there is one, else from test/vectors. */
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const SHARED = new URL("../../shared/", import.meta.url);
const OWN = new URL("./vectors/", import.meta.url);

/** The vectors of this name, parsed. Throws where neither place has them. */
export function vectors(name: string): unknown {
  const beside = new URL(`vectors/${name}.json`, SHARED);
  const url = existsSync(beside) ? beside : new URL(`${name}.json`, OWN);
  const parsed: unknown = JSON.parse(readFileSync(url, "utf8"));
  return parsed;
}

/** Folder of public files of this kind; undefined where no corpus stands beside the checkout. */
export function corpus(kind: string): string | undefined {
  const folder = new URL(`corpus/${kind}/`, SHARED);
  return existsSync(folder) ? fileURLToPath(folder) : undefined;
}
