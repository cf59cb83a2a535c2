/** The files a tidy rule looks at, and what it says of them. Rules are pure, so a planted violation is a map in memory. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Architecture } from "../architecture/rules.ts";

export interface Tree {
  /** Text by path relative to the root, with `/`. */
  readonly files: ReadonlyMap<string, string>;
  readonly architecture: Architecture;
}

export interface Trouble {
  readonly path: string;
  /** From 1. */
  readonly line: number;
  readonly what: string;
}

export interface TidyRule {
  /** Kebab-case, for ever. */
  readonly id: string;
  /** What to do instead. */
  readonly advice: string;
  /** In the order of the files, then of the lines. Pure. */
  readonly check: (tree: Tree) => readonly Trouble[];
}

const textual =
  /(?:\.(?:ts|mjs|js|json|md|yaml|yml|waybill|java|xml|sh|txt|html|css|svg)|\/run|^LICENSE|^\.[a-z]+)$/;

/** All text files of the repository at `root` that git knows or would add, in the order of their names. */
export function readTree(root: string, architecture: Architecture): Tree {
  const listed = execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], {
    cwd: root,
    encoding: "utf8",
  });
  const paths = [...new Set(listed.split("\0"))].filter((path) => textual.test(path)).sort();
  const files = new Map<string, string>();
  for (const path of paths) {
    const text = textOf(join(root, path));
    if (text !== undefined) files.set(path, text);
  }
  if (files.size === 0) throw new Error(`no files in ${root}`);
  return { files, architecture };
}

/** Undefined for a file that git lists and somebody has just deleted. */
function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}

/** Line of `offset` in `text`, from 1. */
export function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split("\n").length;
}

/** A rule over each line of the files that `applies` picks; `find` returns what is wrong with the line, if anything. */
export function lineRule(
  id: string,
  advice: string,
  applies: (path: string) => boolean,
  find: (line: string, path: string) => string | undefined,
): TidyRule {
  return {
    id,
    advice,
    check: ({ files }) =>
      [...files].flatMap(([path, text]) => {
        if (!applies(path)) return [];
        return text.split("\n").flatMap((line, i) => {
          const what = find(line, path);
          return what === undefined ? [] : [{ path, line: i + 1, what }];
        });
      }),
  };
}

/** Whether `path` lies in or is one of `folders`; `*` stands for one folder name. */
export function within(path: string, folders: readonly string[]): boolean {
  const segments = path.split("/");
  return folders.some((folder) =>
    folder
      .split("/")
      .every((part, i) => part === "*" || part === segments[i] || `${part}.ts` === segments[i]),
  );
}

/** TypeScript that must be the same on every machine and in every run. */
export function isCore(path: string, { notCore }: Architecture): boolean {
  return /^(?:src|grammar)\/.*\.ts$/.test(path) && !within(path, notCore);
}

const brokersOf = new WeakMap<ReadonlyMap<string, string>, readonly string[]>();

/** Names of the brokers' folders, in order; worked out once for each tree. */
export function brokerNames(files: ReadonlyMap<string, string>): readonly string[] {
  const known = brokersOf.get(files);
  if (known !== undefined) return known;
  const names = [...files.keys()].flatMap((path) => /^src\/brokers\/([^/]+)\//.exec(path)?.[1] ?? []);
  const sorted = [...new Set(names)].sort();
  brokersOf.set(files, sorted);
  return sorted;
}
