/** Specs as they were at a revision, read with git. Everything that is not so is a UsageError. */
import { spawnSync } from "node:child_process";
import { moduleFolders } from "../../compiler/syntax/file-paths.ts";
import type { Source } from "../../compiler/syntax/read.ts";
import { displayPath, isReadable, isSpec } from "../find-specs.ts";
import { baseOfPattern, isPattern, matcher } from "../glob.ts";
import { withNamed } from "../load.ts";
import { UsageError } from "../output.ts";

/** In bytes. */
const FILE_MAX = 16 * 1024 * 1024;
const OUTPUT_MAX = 256 * 1024 * 1024;
const FILES_MAX = 5000;
/** Nothing that git is asked for here takes longer. In ms. */
const TIME_MAX = 60_000;

interface Entry {
  readonly hash: string;
  readonly path: string;
}

/** Whether git knows a commit by this name; false outside a repository. */
export function isRevision(revision: string, cwd: string): boolean {
  return !revision.startsWith("-") && git(commitArgs(revision), cwd).status === 0;
}

/** Specs at `paths`, relative to `cwd`, as they were at `revision`; none where nothing was there. Throws UsageError. */
export function specsAt(revision: string, paths: readonly string[], cwd: string): readonly Source[] {
  const commit = commitOf(revision, cwd);
  const found = new Map<string, Entry>();
  for (const path of paths.length === 0 ? ["."] : paths)
    for (const entry of entriesOf(commit, path, cwd)) found.set(entry.path, entry);
  if (found.size > FILES_MAX)
    throw new UsageError(`more than ${FILES_MAX} specs at ${revision}: name a smaller folder`);
  const entries = [...found.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
  return withNamed(contents(entries, cwd), {
    file: (path) => namedAt(commit, path, cwd),
    module: (from, by) => moduleAt(commit, from, by, cwd),
  });
}

/** Where the specs at `path` lay at `revision`, that were moved there since, as far as git follows them. Throws UsageError. */
export function movedFrom(revision: string, path: string, cwd: string): readonly string[] {
  const shown = displayPath(path, cwd);
  const args = ["diff", "--name-status", "--relative", "-z", "--find-renames", "--diff-filter=R"];
  const { status, out } = git([...args, commitOf(revision, cwd), "--"], cwd);
  if (status !== 0) return [];
  const words = out.toString("utf8").split("\0");
  return words.flatMap((word, i): readonly string[] => {
    const [before = "", after = ""] = words.slice(i + 1, i + 3);
    const isIn = after === shown || after.startsWith(shown === "" ? "" : `${shown}/`);
    return /^R\d+$/.test(word) && isIn && isSpec(before) && isSpec(after) ? [before] : [];
  });
}

/** What `use` means, as it was: packages are in no repository. */
function moduleAt(commit: string, from: string, by: string, cwd: string): readonly Source[] {
  for (const folder of moduleFolders(by, from)) {
    if (folder.includes("node_modules")) continue;
    if (isOutside(folder, cwd))
      return [{ path: folder, text: "", refused: "it lies outside of the repository" }];
    const inside = listed(commit, folder === "" ? "." : folder, cwd);
    const isHere = ({ path }: Entry): boolean => path.slice(0, Math.max(0, path.lastIndexOf("/"))) === folder;
    const entries = inside.filter((entry) => isSpec(entry.path) && isHere(entry));
    if (entries.length > 0) return contents(entries, cwd);
  }
  return [];
}

/** A file that a spec names, as it was. A link is no file of git's, so none leads out of the repository. */
function namedAt(commit: string, path: string, cwd: string): Source {
  if (isOutside(path, cwd)) return { path, text: "", refused: "it lies outside of the repository" };
  const entry = listed(commit, path, cwd).find((each) => each.path === path);
  const [source] = entry === undefined ? [] : contents([entry], cwd);
  return source ?? { path, text: "", refused: "there is no such file at that revision" };
}

function isOutside(path: string, cwd: string): boolean {
  const { status, out } = git(["rev-parse", "--show-cdup"], cwd);
  const ups = out.toString("utf8").split("../").length - 1;
  return status !== 0 || path.split("/").filter((part) => part === "..").length > ups;
}

function commitArgs(revision: string): readonly string[] {
  return ["rev-parse", "--verify", "--quiet", "--end-of-options", `${revision}^{commit}`];
}

function commitOf(revision: string, cwd: string): string {
  if (revision === "" || revision.startsWith("-"))
    throw new UsageError(`${shown(revision)} is no git revision`);
  const inside = git(["rev-parse", "--git-dir"], cwd);
  if (inside.status !== 0) {
    const why = inside.error.includes("not a git repository")
      ? "this folder is in no git repository"
      : inside.error;
    throw new UsageError(`cannot read ${shown(revision)}: ${why}`);
  }
  const { status, out } = git(commitArgs(revision), cwd);
  if (status !== 0)
    throw new UsageError(
      `git knows no revision ${shown(revision)} here: fetch it first, or look at git branch --all`,
    );
  return out.toString("utf8").trim();
}

function entriesOf(commit: string, named: string, cwd: string): readonly Entry[] {
  const path = displayPath(named, cwd);
  const base = isPattern(path) ? baseOfPattern(path) : path;
  const all = listed(commit, base === "" ? "." : base, cwd);
  if (isPattern(path)) {
    const matches = matcher(path);
    return all.filter((entry) => isSpec(entry.path) && matches(entry.path));
  }
  const file = all.find((entry) => entry.path === path);
  if (file !== undefined) return isReadable(path) ? [file] : [];
  return all.filter((entry) => isSpec(entry.path) && !isHidden(entry.path, path));
}

/** Folders that a search does not enter. */
function isHidden(path: string, base: string): boolean {
  const inner = base === "" ? path : path.slice(base.length + 1);
  return inner.split("/").some((part) => part.startsWith(".") || part === "node_modules");
}

/** Files, not links or submodules, with paths relative to `cwd`. */
function listed(commit: string, path: string, cwd: string): readonly Entry[] {
  const { status, out, error } = git(["ls-tree", "-r", "-l", "-z", commit, "--", path], cwd);
  if (status !== 0) throw new UsageError(`cannot list ${shown(path)}: ${error}`);
  return out
    .toString("utf8")
    .split("\0")
    .flatMap((line): readonly Entry[] => {
      const tab = line.indexOf("\t");
      const [mode = "", type, hash, size] = line.slice(0, tab).split(/ +/);
      if (tab < 0 || type !== "blob" || !mode.startsWith("100") || hash === undefined) return [];
      const name = line.slice(tab + 1);
      if (Number(size) > FILE_MAX && isSpec(name))
        throw new UsageError(`${shown(name)} is larger than ${FILE_MAX / 1024 / 1024} MiB`);
      return [{ hash, path: name }];
    });
}

/** All texts by one call. Bytes that are no UTF-8 become U+FFFD, which is for the reader to refuse. */
function contents(entries: readonly Entry[], cwd: string): readonly Source[] {
  if (entries.length === 0) return [];
  const input = entries.map(({ hash }) => `${hash}\n`).join("");
  const { status, out, error } = git(["cat-file", "--batch"], cwd, input);
  if (status !== 0) throw new UsageError(`cannot read from git: ${error}`);
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  let at = 0;
  return entries.map(({ path }) => {
    const end = out.indexOf(10, at);
    const size = Number(out.subarray(at, end).toString("utf8").split(" ")[2]);
    if (end < 0 || !Number.isInteger(size))
      throw new UsageError(`git does not have ${shown(path)}: fetch it first`);
    const text = decoder.decode(out.subarray(end + 1, end + 1 + size));
    at = end + 1 + size + 1;
    return { path, text };
  });
}

interface Answer {
  readonly status: number | null;
  readonly out: Buffer;
  /** One line. */
  readonly error: string;
}

/** No shell, no pager, no lock, no prompt, and paths that are nothing but paths. */
function git(args: readonly string[], cwd: string, input?: string): Answer {
  const { status, stdout, stderr, error } = spawnSync("git", args, {
    cwd,
    maxBuffer: OUTPUT_MAX,
    timeout: TIME_MAX,
    env: {
      ...process.env,
      LC_ALL: "C",
      GIT_OPTIONAL_LOCKS: "0",
      GIT_LITERAL_PATHSPECS: "1",
      GIT_TERMINAL_PROMPT: "0",
    },
    ...(input === undefined ? {} : { input }),
  });
  if (error !== undefined) {
    const code = "code" in error ? String(error.code) : error.message;
    throw new UsageError(
      code === "ENOENT" ? "git is not installed, or not on the PATH" : `git failed: ${code}`,
    );
  }
  const [line = ""] = stderr.toString("utf8").trim().split("\n");
  return { status, out: stdout, error: line };
}

function shown(text: string): string {
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}
