/**
 * Bundles the command line and the package's entries to dist/: cli/waybill.js, api/waybill.js, api/verify.js, and a chunk
 * for what several of them or a dynamic import need, so that `waybill check` loads neither the simulation nor the printers
 * that it does not use. Beside the entries lie their type declarations. `node tools/build.mjs FOLDER` bundles to another
 * folder. Import modules of ours dynamically, never a CommonJS package: of that a bundle has the default export only.
 */
import { chmodSync, cpSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { declarations } from "./declarations.mjs";
import { diagramAssets, pageAssets } from "./page.mjs";
import { runtimeTexts } from "./runtime-texts.mjs";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");
/** Entries of the package, by the name of their file. */
const library = {
  waybill: "src/api/waybill.ts",
  verify: "src/api/verify.ts",
  testing: "src/api/testing.ts",
  setup: "src/api/setup.ts",
};
/** What calls its exports as another entry does: its declarations stand apart. */
const inVitest = { vitest: "src/api/vitest.ts" };
/** Those that need a package of the user's. */
const withPackages = { arbitraries: "src/api/arbitraries.ts" };

// The Node build of yaml is CommonJS, whose `require("process")` cannot live in an ES module; the browser build is the
// same code as ES modules, and what is not used of it falls away.
const yamlFolder = dirname(createRequire(import.meta.url).resolve("yaml/package.json"));
const alias = { yaml: join(yamlFolder, "browser/index.js") };

const [out = "dist"] = process.argv.slice(2);
const folder = resolve(root, out);
// A folder of somebody else is not emptied.
if (process.argv.length === 2) rmSync(folder, { recursive: true, force: true });
const { metafile } = await build({
  entryPoints: [
    { in: "src/cli/waybill.ts", out: "cli/waybill" },
    { in: "src/cli/verify/verify-thread.ts", out: "cli/verify-thread" },
    { in: "src/cli/verify/live/service/main.ts", out: "cli/live-service" },
    { in: "src/cli/verify/live/service/loader.ts", out: "cli/live-loader" },
    ...Object.entries({ ...library, ...inVitest, ...withPackages }).map(([name, path]) => ({
      in: path,
      out: `api/${name}`,
    })),
  ],
  outdir: folder,
  chunkNames: "chunks/[name]-[hash]",
  bundle: true,
  splitting: true,
  // Names stay, for the stack trace of a defect.
  minifyWhitespace: true,
  minifySyntax: true,
  legalComments: "linked",
  platform: "node",
  format: "esm",
  target: "node20",
  alias,
  // A text within a text: an object would be hoisted to where every command loads it.
  define: {
    WAYBILL_PAGE: JSON.stringify(JSON.stringify(await pageAssets())),
    WAYBILL_DIAGRAM: JSON.stringify(JSON.stringify(await diagramAssets())),
    WAYBILL_RUNTIME: JSON.stringify(JSON.stringify(runtimeTexts())),
  },
  // Clients of real brokers are taken from where the command runs, if they are there. The others are too large to carry,
  // and only `generate`, `import source` and arbitraries need them.
  external: ["vitest", "amqplib", "ajv", "fast-check", "ts-morph"],
  metafile: true,
  absWorkingDir: root,
  logLevel: "warning",
});

const declared = {
  ...declarations(library),
  ...declarations(inVitest, "vitest-declarations"),
  ...declarations(withPackages, "arbitraries-declarations"),
};
for (const [name, text] of Object.entries(declared)) writeFileSync(join(folder, "api", name), text);
// What `init` writes: files as they are, tested as a project of their own.
cpSync(join(root, "templates"), join(folder, "templates"), { recursive: true });
const command = join(folder, "cli/waybill.js");
const text = readFileSync(command, "utf8");
if (!text.startsWith("#!")) writeFileSync(command, `#!/usr/bin/env node\n${text}`);
chmodSync(command, 0o755);
const kilobytes = Object.values(metafile.outputs).reduce((sum, output) => sum + output.bytes, 0) / 1000;
console.log(
  `build: ${out}/cli/waybill.js ${(statSync(command).size / 1000).toFixed(0)} kB, ` +
    `${Object.keys(metafile.outputs).length} files, ${kilobytes.toFixed(0)} kB in all`,
);
