/** Graphs as the text of a format. */
import { dotText } from "../../diagram/dot.ts";
import type { Graph } from "../../diagram/graph.ts";
import { mermaid } from "../../diagram/mermaid.ts";
import { sheetOf } from "../../diagram/sheet.ts";

/** The first is the default. */
export const FORMATS = ["mermaid", "svg", "html", "dot"] as const;

export type DiagramFormat = (typeof FORMATS)[number];

export async function printed(graphs: readonly Graph[], format: DiagramFormat): Promise<string> {
  switch (format) {
    case "mermaid":
      return graphs.map(mermaid).join("\n");
    case "dot":
      return graphs.map((graph) => dotText(sheetOf(graph))).join("\n");
    case "svg": {
      const [{ graphvizLayout }, { pictureSvg }] = await Promise.all([
        import("./graphviz.ts"),
        import("../../diagram/picture-svg.ts"),
      ]);
      const layout = await graphvizLayout();
      return pictureSvg(graphs.map((graph) => layout(sheetOf(graph))));
    }
    case "html": {
      const { diagramPage } = await import("./page.ts");
      return diagramPage(graphs);
    }
  }
}
