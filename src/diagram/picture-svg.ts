/** Topologies as one SVG file: light and dark, its text can be selected, and whatever a name contains stays text. */
import { colourStyle } from "./colours.ts";
import { pictureOf } from "./picture.ts";
import { PICTURE_STYLE } from "./picture-style.ts";
import type { Placed } from "./placed.ts";
import { clipped, escaped, type Shape, shape, svgText } from "./svg.ts";
import { SIGN_WORDS, SIGNS, type Verdict } from "./verdict-signs.ts";

const MARGIN = 16;
const HEAD = 30;
const FOOT = 26;
const WIDTH_LEAST = 420;
const TITLE_MAX = 80;

/** One below the other, with a final newline. The same topologies give the same bytes. */
export function pictureSvg(all: readonly Placed[]): string {
  const width = Math.max(WIDTH_LEAST, ...all.map((placed) => placed.width)) + 2 * MARGIN;
  const parts: Shape[] = [];
  let y = 0;
  for (const placed of all) {
    parts.push(part(placed, y));
    y += HEAD + placed.height + FOOT + MARGIN;
  }
  const root = "svg.waybill-topology";
  const style = `${colourStyle(root)}\n${PICTURE_STYLE}`;
  const names = all.map(({ sheet }) => sheet.title).join(", ");
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" class="waybill-topology" viewBox="0 0 ${width} ${y}" width="${width}" height="${y}" role="img">`,
    `<title>${escaped(clipped(names, TITLE_MAX))}</title>`,
    `<style>${style}</style>`,
    `<rect width="${width}" height="${y}" fill="var(--bg)"/>`,
    ...parts.map(svgText),
    "</svg>\n",
  ].join("\n");
}

function part(placed: Placed, y: number): Shape {
  const text = (at: number, words: string, kind: string): Shape => ({
    tag: "text",
    attributes: { x: 0, y: at, class: kind },
    text: words,
  });
  const legend = legendOf(placed);
  return shape(
    "g",
    { transform: `translate(${MARGIN} ${y})` },
    text(22, placed.sheet.title, "title"),
    shape("g", { transform: `translate(0 ${HEAD})` }, ...pictureOf(placed)),
    ...(legend === "" ? [] : [text(HEAD + placed.height + 18, legend, "legend")]),
  );
}

/** Only the signs that the picture shows. */
function legendOf({ sheet }: Placed): string {
  const order: readonly Verdict[] = ["holds", "refuted", "undecided", "not-judged"];
  const shown = order.filter((verdict) => sheet.flows.some((flow) => flow.verdict === verdict));
  return shown.map((verdict) => `${SIGNS[verdict]} ${SIGN_WORDS[verdict]}`).join("   ");
}
