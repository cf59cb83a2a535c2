/** Lays sheets out. The layout engine is large, so it is loaded only where a picture needs it. */
import { layoutText } from "../../diagram/dot.ts";
import { type Placed, placedOf } from "../../diagram/placed.ts";
import type { Sheet } from "../../diagram/sheet.ts";

export type Layout = (sheet: Sheet) => Placed;

export async function graphvizLayout(): Promise<Layout> {
  const { Graphviz } = await import("@hpcc-js/wasm-graphviz");
  const graphviz = await Graphviz.load();
  return (sheet) => placedOf(sheet, graphviz.layout(layoutText(sheet), "json", "dot"));
}
