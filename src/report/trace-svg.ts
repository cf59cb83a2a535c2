/** A trace as one SVG file: light and dark, its text can be selected, and whatever a name contains stays text. */
import { colourStyle } from "../diagram/colours.ts";
import { DIAGRAM_STYLE } from "./diagram-style.ts";
import { FOLDED, rowsOf } from "./rows.ts";
import { HEAD, headShapes, placed, rowShapes } from "./space-time.ts";
import { clipped, escaped, label, type Shape, svgText, visible } from "../diagram/svg.ts";
import type { Trace } from "./trace.ts";

const MARGIN = 14;
const LINE = 20;
const TITLE = 44;
const TEXT_MAX = 110;

/** The picture of `trace`, what matters little folded, with a final newline. The same trace gives the same bytes. */
export function traceSvg(trace: Trace): string {
  const rows = rowsOf(trace, FOLDED);
  const picture = placed(trace, rows);
  const verdict = trace.breach === undefined ? "is not broken" : "is broken";
  const title = `${trace.flow}: ${trace.clause} ${verdict}`;
  const below = [...(trace.breach === undefined ? [] : [`✗ ${trace.breach.why}`]), ...trace.ending];
  const width = Math.max(picture.width, Math.min(TEXT_MAX, title.length) * 7.4) + 2 * MARGIN;
  const height = TITLE + HEAD + picture.height + below.length * LINE + MARGIN;
  const group = (y: number, shapes: readonly Shape[]): string =>
    `<g transform="translate(${MARGIN} ${y})">${shapes.map(svgText).join("\n")}</g>`;
  const last = below.map((text, i) =>
    label(0, i * LINE + LINE, text, TEXT_MAX, i === 0 && trace.breach !== undefined ? "what fault" : "what"),
  );
  const name = escaped(clipped(visible(title), TEXT_MAX));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${Math.ceil(width)} ${height}" width="${Math.ceil(width)}" height="${height}" role="img" aria-label="${name}">`,
    `<title>${name}</title>`,
    `<style>${colourStyle("svg")}\nsvg{background:var(--bg)}${DIAGRAM_STYLE}.title{font-size:14px;font-weight:600}</style>`,
    group(0, [label(0, 26, title, TEXT_MAX, "title")]),
    group(TITLE, headShapes(picture)),
    group(TITLE + HEAD, rowShapes(picture, 0, rows.length)),
    group(TITLE + HEAD + picture.height, last),
    "</svg>\n",
  ].join("\n");
}
