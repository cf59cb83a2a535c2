/** `runtime/`: the client's runtime and the transports that are used, as they are but for the ends of their imports. */
import { assert } from "../../base/assert.ts";
import { relativePath } from "./module.ts";

/** Text of each source of the runtime by its path in this repository. */
export type RuntimeSources = ReadonlyMap<string, string>;

const CLIENT = /^src\/client\/(.+)\.ts$/;
const TRANSPORT = /^src\/brokers\/([^/]+)\/transport\/(.+)\.ts$/;

/** Where a source goes, without ending; undefined for one that goes nowhere. `entries`: modules of transports that are used. */
function placeOf(path: string, transports: ReadonlyMap<string, readonly string[]>): string | undefined {
  const [, client] = CLIENT.exec(path) ?? [];
  if (client !== undefined) return `runtime/${client}`;
  const [, folder = "", module = ""] = TRANSPORT.exec(path) ?? [];
  const entries = transports.get(folder);
  if (entries === undefined) return undefined;
  return entries.includes(module) ? `runtime/${module}` : `runtime/${folder}/${module}`;
}

/** The imports of a source: `from "./x.ts"`, `import("./x.ts")`. */
const SPECIFIER = /(\bfrom |\bimport\()"(\.[^"]*)\.ts"/g;

/**
 * Texts by path without ending. Of the transports only those, and what they import. `transports`: the entries that are used,
 * by the folder of their broker.
 */
export function runtimeTexts(
  sources: RuntimeSources,
  transports: ReadonlyMap<string, readonly string[]>,
  ending: string,
): ReadonlyMap<string, string> {
  const places = new Map([...sources.keys()].map((path) => [path, placeOf(path, transports)]));
  const wanted = [...sources.keys()].filter((path) => CLIENT.test(path));
  for (const [folder, entries] of transports)
    wanted.push(...entries.map((entry) => `src/brokers/${folder}/transport/${entry}.ts`));
  const texts = new Map<string, string>();
  const seen = new Set(wanted);
  for (let path = wanted.shift(); path !== undefined; path = wanted.shift()) {
    const place = places.get(path);
    const text = sources.get(path);
    assert(place !== undefined && text !== undefined, `the runtime has no ${path}`);
    const rewritten = text.replaceAll(SPECIFIER, (_, head: string, specifier: string) => {
      const target = resolved(path, `${specifier}.ts`);
      if (!seen.has(target)) wanted.push(target);
      seen.add(target);
      const other = places.get(target);
      assert(other !== undefined, `${path} imports ${target}, which is not part of the runtime`);
      return `${head}"${relativePath(place, other)}${ending}"`;
    });
    texts.set(place, rewritten);
  }
  return texts;
}

/** The path that `specifier` means in the file `from`. */
function resolved(from: string, specifier: string): string {
  const parts = from.split("/").slice(0, -1);
  for (const part of specifier.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== ".") parts.push(part);
  }
  return parts.join("/");
}
