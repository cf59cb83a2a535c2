/**
 * Runs a TypeScript entry: `node tools/run.mjs ENTRY [args]`. Node 20 cannot strip types, so the entry is bundled
 * (packages stay outside) to .cache/ and imported in this process, with source maps. `import.meta.url` in the entry
 * points to the bundle; paths are taken from the working folder.
 */
import { existsSync, mkdirSync, renameSync, writeFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const [entry, ...rest] = process.argv.slice(2);
if (entry === undefined) {
  console.error("usage: node tools/run.mjs ENTRY [args]");
  process.exit(2);
}
const entryPath = resolve(entry);
if (!existsSync(entryPath)) {
  console.error(`${entry} does not exist`);
  process.exit(2);
}

const folder = join(root, ".cache", "run");
const bundle = join(folder, `${basename(entryPath, ".ts")}.mjs`);
const result = await build({
  entryPoints: [entryPath],
  bundle: true,
  write: false,
  outfile: bundle,
  platform: "node",
  format: "esm",
  target: "node20",
  packages: "external",
  sourcemap: "inline",
  absWorkingDir: root,
  logLevel: "warning",
});
mkdirSync(folder, { recursive: true });
const written = `${bundle}.${process.pid}`;
writeFileSync(written, result.outputFiles[0].contents);
// Two runs of one entry at once never see half a file.
renameSync(written, bundle);

process.setSourceMapsEnabled(true);
process.argv = [process.argv[0], entryPath, ...rest];
await import(pathToFileURL(bundle).href);
