/** Bundles what runs in the browser, for the report page: its script and style as texts, with the hashes that let only these run. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");

const hashOf = (text) => `sha256-${createHash("sha256").update(text, "utf8").digest("base64")}`;

async function bundled(entryPoints, options) {
  const { outputFiles } = await build({
    entryPoints,
    bundle: true,
    write: false,
    minify: true,
    legalComments: "none",
    charset: "ascii",
    absWorkingDir: root,
    logLevel: "warning",
    ...options,
  });
  return outputFiles[0].text;
}

/** `{ script, style, scriptHash, styleHash }` as `src/report/html.ts` takes them. */
export async function pageAssets() {
  const script = await bundled(["src/report/page/main.ts"], { format: "iife", target: "es2022" });
  if (script.includes("</script")) throw new Error("the script of the page would end its own element");
  const look = await bundled(["src/report/diagram-style.ts"], { format: "esm", target: "node20" });
  const { colourStyle, DIAGRAM_STYLE } = await import(
    `data:text/javascript;base64,${Buffer.from(look).toString("base64")}`
  );
  const own = readFileSync(join(root, "src/report/page/style.css"), "utf8");
  const style = [colourStyle(":root"), DIAGRAM_STYLE, own].join("\n");
  return { script, style, scriptHash: hashOf(script), styleHash: hashOf(style) };
}
