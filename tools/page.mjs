/** Bundles what runs in the browser, for the pages of reports and of diagrams: script and style as texts, with the hashes that let only these run. */
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

async function evaluated(path) {
  const text = await bundled([path], { format: "esm", target: "node20" });
  return import(`data:text/javascript;base64,${Buffer.from(text).toString("base64")}`);
}

/** `{ script, style, scriptHash, styleHash }` as `src/diagram/html.ts` takes them. */
async function assetsOf(entry, styles) {
  const script = await bundled([entry], { format: "iife", target: "es2022" });
  if (script.includes("</script")) throw new Error("the script of a page would end its own element");
  const style = styles.join("\n");
  return { script, style, scriptHash: hashOf(script), styleHash: hashOf(style) };
}

const sheet = (path) => readFileSync(join(root, path), "utf8");

/** Of the report that `verify --report` writes. */
export async function pageAssets() {
  const { colourStyle } = await evaluated("src/diagram/colours.ts");
  const { DIAGRAM_STYLE } = await evaluated("src/report/diagram-style.ts");
  const { PICTURE_STYLE } = await evaluated("src/diagram/picture-style.ts");
  return assetsOf("src/report/page/main.ts", [
    colourStyle(":root"),
    PICTURE_STYLE,
    DIAGRAM_STYLE,
    sheet("src/report/page/style.css"),
  ]);
}

/** Of the page that `diagram --format html` writes. */
export async function diagramAssets() {
  const { colourStyle } = await evaluated("src/diagram/colours.ts");
  const { PICTURE_STYLE } = await evaluated("src/diagram/picture-style.ts");
  return assetsOf("src/diagram/page/main.ts", [
    colourStyle(":root"),
    PICTURE_STYLE,
    sheet("src/diagram/page/style.css"),
  ]);
}
