/** The program of the report page, which the build puts in the place of this name. */
import { assert } from "../../base/assert.ts";
import type { PageAssets } from "../../report/html.ts";

declare const WAYBILL_PAGE: PageAssets | undefined;

export function pageAssets(): PageAssets {
  const assets = typeof WAYBILL_PAGE === "undefined" ? undefined : WAYBILL_PAGE;
  assert(assets !== undefined, "a report needs the page that the build bundles: run the built command");
  return assets;
}
