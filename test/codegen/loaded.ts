/** Imports a generated client, as a project would after its build. */
import { build } from "esbuild";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { generated } from "./generated.ts";

/** Under the repository, so that the client libraries are found. */
const FOLDER = ".cache";

/** The names that `entry`, a module over the generated files, exports. Nothing stays behind. */
export async function loaded(spec: string, entry: string): Promise<Readonly<Record<string, unknown>>> {
  mkdirSync(FOLDER, { recursive: true });
  const folder = mkdtempSync(join(FOLDER, "generated-"));
  try {
    for (const [path, text] of generated(spec, { importExtension: ".ts" })) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    writeFileSync(join(folder, "entry.ts"), entry);
    const outfile = join(folder, "bundle.mjs");
    await build({
      entryPoints: [join(folder, "entry.ts")],
      outfile,
      bundle: true,
      format: "esm",
      platform: "node",
      target: "node20",
      packages: "external",
      logLevel: "silent",
    });
    const names: unknown = await import(/* @vite-ignore */ pathToFileURL(outfile).href);
    return typeof names === "object" && names !== null ? { ...names } : {};
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
