/** YAML and JSON files of a call: as named, and of folders those that are wanted. */
import { realpathSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Source } from "../../compiler/syntax/read.ts";
import { readText } from "../files.ts";
import { displayPath } from "../find-specs.ts";
import { namesIn, statOf } from "../folders.ts";
import { UsageError } from "../output.ts";

const FILES_MAX = 5_000;
const ENTRIES_MAX = 300_000;
const DEPTH_MAX = 50;
/** All files together. In UTF-16 units. */
const LENGTH_MAX = 64 * 1024 * 1024;
/** A larger file of a folder was made by a program. In bytes. */
const BYTES_MAX = 8 * 1024 * 1024;
const READABLE = /\.(?:ya?ml|json)$/i;

/** In the order of the call, those of a folder by their paths. `isWanted` chooses among the files of folders. Throws UsageError. */
export function findTexts(
  paths: readonly string[],
  cwd: string,
  isWanted: (text: string) => boolean,
): readonly Source[] {
  const walk = new Walk(cwd, isWanted);
  for (const path of paths) walk.add(path);
  return walk.sources();
}

class Walk {
  readonly #cwd: string;
  readonly #isWanted: (text: string) => boolean;
  readonly #found = new Map<string, Source>();
  readonly #entered = new Set<string>();
  #entries = 0;
  #length = 0;

  constructor(cwd: string, isWanted: (text: string) => boolean) {
    this.#cwd = cwd;
    this.#isWanted = isWanted;
  }

  sources(): readonly Source[] {
    return [...this.#found.values()];
  }

  add(path: string): void {
    const at = resolve(this.#cwd, path);
    const stats = statOf(at);
    if (stats?.isFile() === true) this.#file(at, () => true);
    else if (stats?.isDirectory() === true) this.#below(at, 0);
    else throw new UsageError(`there is no file or folder ${path.slice(0, 200)}`);
  }

  #below(folder: string, depth: number): void {
    const real = realpathSync(folder);
    if (this.#entered.has(real) || depth > DEPTH_MAX) return;
    this.#entered.add(real);
    for (const name of namesIn(folder)) {
      this.#entries += 1;
      if (this.#entries > ENTRIES_MAX)
        throw new UsageError(`more than ${ENTRIES_MAX} files to look at: name a smaller folder`);
      if (name.startsWith(".") || name === "node_modules") continue;
      const path = join(folder, name);
      const stats = statOf(path);
      if (stats?.isDirectory() === true) this.#below(path, depth + 1);
      else if (stats?.isFile() === true && READABLE.test(name) && stats.size <= BYTES_MAX)
        this.#file(path, this.#isWanted);
    }
  }

  #file(path: string, isWanted: (text: string) => boolean): void {
    const real = realpathSync(path);
    if (this.#found.has(real)) return;
    const shown = displayPath(path, this.#cwd);
    const text = readText(shown, this.#cwd);
    if (!isWanted(text)) return;
    this.#length += text.length;
    if (this.#found.size >= FILES_MAX || this.#length > LENGTH_MAX)
      throw new UsageError(`more than ${FILES_MAX} files or ${LENGTH_MAX / 1024 / 1024} MiB: name fewer`);
    this.#found.set(real, { path: shown, text });
  }
}
