/** The report as one file: no request leaves it, and nothing in it that a user wrote is read as anything but text. */
import type { ReportData } from "./report-data.ts";
import { clipped, escaped, visible } from "./svg.ts";

/** The program and the style of the page, and the hashes by which a browser knows them. */
export interface PageAssets {
  readonly script: string;
  readonly style: string;
  /** `sha256-…` of each. */
  readonly scriptHash: string;
  readonly styleHash: string;
}

const TITLE_MAX = 80;

/** The whole page. The same data and assets give the same bytes. */
export function reportHtml(data: ReportData, assets: PageAssets): string {
  const names = data.topologies.map(({ name }) => name).join(", ");
  const title = escaped(clipped(visible(`Waybill: ${names}`), TITLE_MAX));
  const policy = [
    "default-src 'none'",
    `script-src '${assets.scriptHash}'`,
    `style-src '${assets.styleHash}'`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
  return [
    "<!doctype html>",
    '<html lang="en">',
    "<head>",
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${policy}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${title}</title>`,
    `<style>${assets.style}</style>`,
    "</head>",
    "<body>",
    "<noscript>This report draws itself with a script that it contains; nothing is loaded from anywhere.</noscript>",
    '<div id="report"></div>',
    `<script type="application/json" id="data">${embedded(data)}</script>`,
    `<script>${assets.script}</script>`,
    "</body>",
    "</html>\n",
  ].join("\n");
}

/** JSON in which nothing can end the element that holds it. */
function embedded(data: ReportData): string {
  return JSON.stringify(data).replaceAll("<", "\\u003c");
}
