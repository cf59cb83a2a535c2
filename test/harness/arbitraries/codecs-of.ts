/** The codecs that `generate` writes for a spec, run. */
import { build, type Plugin } from "esbuild";
import { generated } from "../../codegen/generated.ts";
import type { AnyCodec } from "../../../src/client/plan.ts";

/** A generated service keeps its plan to itself: here `service` gives it out. */
const OPEN_SERVICE = "export const service = (planned) => planned();";

/** Modules by their paths, without a disk. */
function inMemory(files: ReadonlyMap<string, string>): Plugin {
  const pathOf = (path: string, importer: string): string =>
    new URL(path, `memory:/${importer}`).pathname.slice(1).replace(/\.js$/, ".ts");
  return {
    name: "in memory",
    setup: (set) => {
      set.onResolve({ filter: /^\./ }, ({ path, importer }) => ({
        namespace: "memory",
        path: pathOf(path, importer),
      }));
      set.onLoad({ filter: /.*/, namespace: "memory" }, ({ path }) => ({
        contents: path === "runtime/client.ts" ? OPEN_SERVICE : (files.get(path) ?? ""),
        loader: "ts",
      }));
    },
  };
}

/** Codecs by message, of all messages that the named services of the spec send or get. */
export async function codecsOf(
  text: string,
  services: readonly string[],
): Promise<Readonly<Record<string, AnyCodec>>> {
  const entry = [
    ...services.map((name) => `import { ${name} } from "./${name}.js";`),
    `export const codecs = Object.assign({}, ${services.map((name) => `${name}.codecs`).join(", ")});`,
  ].join("\n");
  const { outputFiles } = await build({
    stdin: { contents: entry, resolveDir: "/", sourcefile: "entry.js" },
    bundle: true,
    write: false,
    format: "esm",
    platform: "node",
    logLevel: "warning",
    plugins: [inMemory(generated(text))],
  });
  const code = Buffer.from(outputFiles[0]?.contents ?? "").toString("base64");
  const module = (await import(`data:text/javascript;base64,${code}`)) as {
    readonly codecs: Readonly<Record<string, AnyCodec>>;
  };
  return module.codecs;
}
