/** The user's services for a live run: their modules as JavaScript, written to a folder of the run. */
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { ts } from "ts-morph";
import { readText } from "../../files.ts";
import { UsageError } from "../../output.ts";
import { javascriptOf } from "./clients.ts";
import type { GivenCode } from "./protocol.ts";

/** Modules of one program; more is most likely the wrong file. */
const MODULES_MAX = 5_000;
const TYPESCRIPT = /\.[mc]?ts$/;
/** Endings that a specifier may stand for, and what TypeScript has in their place. */
const SOURCES: readonly (readonly [end: RegExp, sources: readonly string[]])[] = [
  [/\.js$/, [".ts", ".tsx"]],
  [/\.mjs$/, [".mts"]],
];

/**
 * Reads the file at `path` and all TypeScript that it imports by relative paths, and writes what Node can run below `folder`.
 * Modules keep their URLs, so that what they import is found from where they lie. Throws UsageError.
 */
export function givenCode(path: string, folder: string, cwd: string): GivenCode {
  const entry = resolve(cwd, path);
  readText(path, cwd);
  const root = join(folder, "code");
  mkdirSync(root, { recursive: true });
  const modules: Record<string, string> = {};
  const open = [entry];
  const seen = new Set(open);
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    if (seen.size > MODULES_MAX) throw new UsageError(`${path} imports more than ${MODULES_MAX} modules`);
    const text = readFileSync(file, "utf8");
    for (const { fileName } of ts.preProcessFile(text, true, true).importedFiles) {
      const target = /^\.\.?(?:\/|$)/.test(fileName) ? moduleAt(resolve(dirname(file), fileName)) : undefined;
      if (target === undefined || seen.has(target)) continue;
      seen.add(target);
      open.push(target);
    }
    if (!TYPESCRIPT.test(file)) continue;
    const written = join(root, `${Object.keys(modules).length}.js`);
    writeFileSync(written, javascriptOf(text));
    modules[pathToFileURL(file).href] = written;
  }
  return { entry: pathToFileURL(entry).href, modules };
}

/** The source file that a relative import means; undefined where there is none. */
function moduleAt(path: string): string | undefined {
  const candidates = [path];
  for (const [end, sources] of SOURCES)
    if (end.test(path)) candidates.push(...sources.map((source) => path.replace(end, source)));
  candidates.push(`${path}.ts`, `${path}.js`, join(path, "index.ts"), join(path, "index.js"));
  return candidates.find((each) => existsSync(each) && statSync(each).isFile() && /\.[mc]?[jt]s$/.test(each));
}
