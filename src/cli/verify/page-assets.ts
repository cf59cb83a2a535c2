/** The program of the report page, which the build puts in the place of this name. */
import { assert } from "../../base/assert.ts";
import type { PageAssets } from "../../diagram/html.ts";

declare const WAYBILL_PAGE: string | undefined;

export function pageAssets(): PageAssets {
  // cast: the bundler wrote it.
  const assets = typeof WAYBILL_PAGE === "undefined" ? undefined : (JSON.parse(WAYBILL_PAGE) as PageAssets);
  assert(assets !== undefined, "a report needs the page that the build bundles: run the built command");
  return assets;
}
