/** Files of source code below what a call names, with the packages they are of. */
import { existsSync, readFileSync, realpathSync, type Stats } from "node:fs";
import { dirname, join, resolve, sep } from "node:path";
import type { SourceFile, SourcePackage } from "../../source/source.ts";
import { readText } from "../files.ts";
import { displayPath } from "../find-specs.ts";
import { namesIn, statOf } from "../folders.ts";
import { UsageError } from "../output.ts";

/** Files of one call; more is most likely the wrong folder. */
const FILES_MAX = 5_000;
/** All files together. In UTF-16 units. */
const LENGTH_MAX = 64 * 1024 * 1024;
/** A larger file was made by a program. In bytes. */
const BYTES_MAX = 1024 * 1024;
const ENTRIES_MAX = 300_000;
const DEPTH_MAX = 50;

const CODE = /\.(?:ts|tsx|mts|cts|js|jsx|mjs|cjs)$/;
const MADE = /\.d\.[mc]?ts$|\.min\.[mc]?js$|\.bundle\.js$/;
const TEST_FILE = /\.(?:test|spec|e2e)\.[a-z]+$/;
const MADE_FOLDERS: readonly string[] = ["node_modules", "dist", "build", "out", "coverage", "vendor"];
const TEST_FOLDERS: readonly string[] = ["test", "tests", "__tests__", "__mocks__", "e2e"];

export interface FoundSource {
  /** In the order of their paths. */
  readonly files: readonly SourceFile[];
  readonly packages: readonly SourcePackage[];
  /** What was not read, in few words. */
  readonly passedOver: readonly string[];
}

/** Everything below `paths` that services are made of. Throws UsageError. */
export function findSource(paths: readonly string[], cwd: string): FoundSource {
  const walk = new Walk(cwd);
  for (const path of paths.length === 0 ? ["."] : paths) walk.add(path);
  return walk.found();
}

class Walk {
  readonly #cwd: string;
  readonly #files = new Map<string, SourceFile>();
  readonly #packages = new Map<string, SourcePackage>();
  readonly #entered = new Set<string>();
  #entries = 0;
  #length = 0;
  #tests = 0;
  #large = 0;

  constructor(cwd: string) {
    this.#cwd = cwd;
  }

  add(path: string): void {
    const at = resolve(this.#cwd, path);
    const stats = statOf(at);
    if (stats?.isFile() === true) {
      if (!CODE.test(path))
        throw new UsageError(`${path} is no source code that is read: .ts, .js and their kin`);
      this.#file(at, stats);
    } else if (stats?.isDirectory() === true) this.#below(at);
    else throw new UsageError(`there is no file or folder ${path.slice(0, 200)}`);
  }

  found(): FoundSource {
    const files = [...this.#files.values()].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
    for (const { at } of files) this.#package(dirname(at));
    const passedOver = [
      ...(this.#tests === 0 ? [] : ["tests"]),
      ...(this.#large === 0 ? [] : [`${this.#large} files of more than 1 MiB`]),
    ];
    return { files, packages: [...this.#packages.values()], passedOver };
  }

  /** Folders by whatever name are entered once, so that links lead in no circle. */
  #below(folder: string): void {
    const open = [{ path: folder, depth: 0 }];
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      const real = realpathSync(at.path);
      if (this.#entered.has(real)) continue;
      this.#entered.add(real);
      for (const name of namesIn(at.path)) {
        this.#entries += 1;
        if (this.#entries > ENTRIES_MAX)
          throw new UsageError(`more than ${ENTRIES_MAX} files to look at: name a smaller folder`);
        const path = join(at.path, name);
        const stats = name.startsWith(".") ? undefined : statOf(path);
        if (stats?.isDirectory() === true) {
          if (at.depth < DEPTH_MAX && this.#isEntered(name)) open.push({ path, depth: at.depth + 1 });
        } else if (stats?.isFile() === true && CODE.test(name) && !MADE.test(name)) {
          if (TEST_FILE.test(name)) this.#tests += 1;
          else this.#file(path, stats);
        }
      }
    }
  }

  #isEntered(name: string): boolean {
    if (MADE_FOLDERS.includes(name)) return false;
    if (!TEST_FOLDERS.includes(name)) return true;
    this.#tests += 1;
    return false;
  }

  #file(path: string, { size }: Stats): void {
    const real = realpathSync(path);
    if (this.#files.has(real)) return;
    if (size > BYTES_MAX) {
      this.#large += 1;
      return;
    }
    const text = readText(path, this.#cwd);
    this.#length += text.length;
    if (this.#files.size >= FILES_MAX || this.#length > LENGTH_MAX)
      throw new UsageError(
        `more than ${FILES_MAX} files or ${LENGTH_MAX / 1024 / 1024} MiB of source code: name a smaller folder`,
      );
    this.#files.set(real, { path: displayPath(path, this.#cwd), at: slashes(path), text });
  }

  /** The nearest package.json at or above `folder`. */
  #package(folder: string): void {
    for (let at = folder; !this.#packages.has(at); at = dirname(at)) {
      const file = join(at, "package.json");
      if (existsSync(file)) {
        const name = nameIn(file);
        this.#packages.set(at, { folder: slashes(at), ...(name === undefined ? {} : { name }) });
      }
      if (this.#packages.has(at) || dirname(at) === at) return;
    }
  }
}

function nameIn(file: string): string | undefined {
  try {
    const parsed: unknown = JSON.parse(readFileSync(file, "utf8"));
    const name = typeof parsed === "object" && parsed !== null && "name" in parsed ? parsed.name : undefined;
    return typeof name === "string" && name !== "" ? name : undefined;
  } catch {
    // A package.json that cannot be read names nothing: its folder does.
    return undefined;
  }
}

function slashes(path: string): string {
  return path.split(sep).join("/");
}
