/** The report as one file. */
import { type PageAssets, pageHtml } from "../diagram/html.ts";
import type { ReportData } from "./report-data.ts";

/** The whole page. The same data and assets give the same bytes. */
export function reportHtml(data: ReportData, assets: PageAssets): string {
  return pageHtml(
    {
      title: `Waybill: ${data.topologies.map(({ name }) => name).join(", ")}`,
      root: "report",
      without: "This report draws itself with a script that it contains; nothing is loaded from anywhere.",
      data,
    },
    assets,
  );
}
