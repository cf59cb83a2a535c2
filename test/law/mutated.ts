/** The law with one function of the inference taken out: bundled apart, so that nothing of it reaches other tests. */
import { mkdtempSync, rmSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build, type Plugin } from "esbuild";
import type { LawReport } from "../../src/law/campaign.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

export interface Mutant {
  /** Path from src, and the exported function whose body becomes `return {}`, or what `body` says. */
  readonly file: string;
  readonly function: string;
  readonly body?: string;
}

/** Runs the law of `broker` on drawn topologies with the mutant in place of the real function. */
export async function lawWith(
  mutant: Mutant,
  broker: string,
  options: { readonly seed: number; readonly topologies: number; readonly faults: number },
): Promise<LawReport> {
  const folder = mkdtempSync(join(tmpdir(), "waybill-mutant-"));
  try {
    const outfile = join(folder, "law.mjs");
    await build({
      stdin: {
        contents: `import { runLaw } from "./src/law/campaign.ts"; import { BROKERS } from "./src/brokers/all.ts";
          export const law = (name, options) => runLaw(BROKERS.find(({ type }) => type === name), options);`,
        resolveDir: ROOT,
        loader: "ts",
      },
      bundle: true,
      platform: "node",
      format: "esm",
      outfile,
      logLevel: "silent",
      plugins: [mutating(mutant)],
    });
    // The bundle was built above from an entry with this one export.
    const bundle = (await import(pathToFileURL(outfile).href)) as {
      law: (name: string, options: object) => LawReport;
    };
    return bundle.law(broker, { ...options, states: 200_000, messages: 2 });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function mutating({ file, function: name, body = "return {};" }: Mutant): Plugin {
  return {
    name: "mutant",
    setup(building) {
      let found = false;
      building.onLoad({ filter: /\.ts$/ }, async ({ path }) => {
        if (!path.endsWith(file)) return undefined;
        const source = await readFile(path, "utf8");
        const head = new RegExp(`export function ${name}\\([^{]*\\{`);
        found = head.test(source);
        return { contents: source.replace(head, (match) => `${match} if (true) { ${body} }`), loader: "ts" };
      });
      building.onEnd(() => (found ? undefined : { errors: [{ text: `${file} has no function ${name}` }] }));
    },
  };
}
