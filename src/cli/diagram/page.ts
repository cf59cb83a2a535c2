/** Graphs as one page to look around in. */
import { assert } from "../../base/assert.ts";
import type { Graph } from "../../diagram/graph.ts";
import { type PageAssets, pageHtml } from "../../diagram/html.ts";
import { type PageData, pageTopology } from "../../diagram/page-data.ts";
import { graphvizLayout } from "./graphviz.ts";

/** The program of the page, which the build puts in the place of this name. */
declare const WAYBILL_DIAGRAM: string | undefined;

export async function diagramPage(graphs: readonly Graph[]): Promise<string> {
  const layout = await graphvizLayout();
  const data: PageData = { version: 1, topologies: graphs.map((graph) => pageTopology(graph, layout)) };
  return pageHtml(
    {
      title: graphs.map(({ title }) => title).join(", "),
      root: "diagram",
      without: "This page shows itself with a script that it contains; nothing is loaded from anywhere.",
      data,
    },
    assets(),
  );
}

function assets(): PageAssets {
  assert(typeof WAYBILL_DIAGRAM === "string", "a page needs what the build bundles: run the built command");
  // cast: the bundler wrote it.
  return JSON.parse(WAYBILL_DIAGRAM) as PageAssets;
}
