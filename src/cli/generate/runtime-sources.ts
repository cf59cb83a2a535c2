/** The texts of the client's runtime: in the built command as the build put them there, else from the repository. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { RuntimeSources } from "../../codegen/emit/runtime.ts";

/** JSON of texts by path; the build puts it in the place of this name. */
declare const WAYBILL_RUNTIME: string | undefined;

export function runtimeSources(): RuntimeSources {
  if (typeof WAYBILL_RUNTIME === "undefined") return sourcesOfRepository();
  // cast: the build wrote it.
  return new Map(Object.entries(JSON.parse(WAYBILL_RUNTIME) as Readonly<Record<string, string>>));
}

function sourcesOfRepository(): RuntimeSources {
  const root = rootAbove(dirname(fileURLToPath(import.meta.url)));
  const brokers = readdirSync(join(root, "src/brokers"), { withFileTypes: true });
  const folders = brokers
    .filter((each) => each.isDirectory())
    .map(({ name }) => `src/brokers/${name}/transport`);
  return new Map(["src/client", ...folders].flatMap((folder) => textsIn(root, folder)));
}

/** The nearest folder above that holds the sources: this module may be bundled to another depth. */
function rootAbove(folder: string): string {
  const above = dirname(folder);
  return above === folder || existsSync(join(folder, "src/client")) ? folder : rootAbove(above);
}

function textsIn(root: string, folder: string): readonly (readonly [string, string])[] {
  if (!existsSync(join(root, folder))) return [];
  const names = readdirSync(join(root, folder)).filter((name) => name.endsWith(".ts"));
  return names.sort().map((name) => [`${folder}/${name}`, readFileSync(join(root, folder, name), "utf8")]);
}
