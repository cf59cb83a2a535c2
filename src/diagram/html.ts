/** A page as one file: no request leaves it, and nothing in it that a user wrote is read as anything but text. */
import { clipped, escaped, visible } from "./svg.ts";

/** The program and the style of a page, and the hashes by which a browser knows them. */
export interface PageAssets {
  readonly script: string;
  readonly style: string;
  /** `sha256-…` of each. */
  readonly scriptHash: string;
  readonly styleHash: string;
}

const TITLE_MAX = 80;

/** What a page is made of beside its assets. `root`: id of the element that its program fills. */
export interface PageContent {
  readonly title: string;
  readonly root: string;
  /** What stands there where scripts do not run. */
  readonly without: string;
  /** Plain data for the program. */
  readonly data: unknown;
}

/** The whole page. The same content and assets give the same bytes. */
export function pageHtml({ title, root, without, data }: PageContent, assets: PageAssets): string {
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
    `<title>${escaped(clipped(visible(title), TITLE_MAX))}</title>`,
    `<style>${assets.style}</style>`,
    "</head>",
    "<body>",
    `<noscript>${escaped(without)}</noscript>`,
    `<div id="${root}"></div>`,
    `<script type="application/json" id="data">${embedded(data)}</script>`,
    `<script>${assets.script}</script>`,
    "</body>",
    "</html>\n",
  ].join("\n");
}

/** JSON in which nothing can end the element that holds it. */
function embedded(data: unknown): string {
  return JSON.stringify(data).replaceAll("<", "\\u003c");
}
