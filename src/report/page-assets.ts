/** The program of the report page, which the build puts in the place of this name. */
import type { PageAssets } from "../diagram/html.ts";

declare const WAYBILL_PAGE: string | undefined;

/** Undefined where nothing was built. */
export function bundledPage(): PageAssets | undefined {
  // cast: the bundler wrote it.
  return typeof WAYBILL_PAGE === "undefined" ? undefined : (JSON.parse(WAYBILL_PAGE) as PageAssets);
}
