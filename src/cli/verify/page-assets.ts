/** The program of the report page, for a command that is built. */
import { assert } from "../../base/assert.ts";
import type { PageAssets } from "../../diagram/html.ts";
import { bundledPage } from "../../report/page-assets.ts";

export function pageAssets(): PageAssets {
  const assets = bundledPage();
  assert(assets !== undefined, "a report needs the page that the build bundles: run the built command");
  return assets;
}
