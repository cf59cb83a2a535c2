/** Runs generated files: bundled in memory, imported as one module. */
import { build, type Plugin } from "esbuild";

/** The module `entry`, a text that imports from the root of `files`. */
export async function run(
  files: ReadonlyMap<string, string>,
  entry: string,
): Promise<Record<string, unknown>> {
  const { outputFiles } = await build({
    stdin: { contents: entry, sourcefile: "entry.ts", loader: "ts", resolveDir: "/" },
    bundle: true,
    write: false,
    format: "esm",
    platform: "node",
    packages: "external",
    plugins: [inMemory(files)],
    logLevel: "silent",
  });
  const text = outputFiles[0]?.text ?? "";
  // cast: an imported module is an object of its exports.
  return (await import(`data:text/javascript;base64,${Buffer.from(text).toString("base64")}`)) as Record<
    string,
    unknown
  >;
}

function inMemory(files: ReadonlyMap<string, string>): Plugin {
  return {
    name: "in-memory",
    setup(bundler) {
      bundler.onResolve({ filter: /^\./ }, ({ path, importer }) => {
        const base = importer.startsWith("/") ? importer : "/entry.ts";
        const url = new URL(path.replace(/\.js$/, ".ts"), `file://${base}`);
        return { path: url.pathname, namespace: "memory" };
      });
      bundler.onLoad({ filter: /.*/, namespace: "memory" }, ({ path }) => ({
        contents: files.get(path.slice(1)) ?? "throw new Error();",
        loader: "ts",
      }));
    },
  };
}
