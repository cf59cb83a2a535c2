/** A sheet as a Graphviz program: with names, for people and other tools, or with sizes only, to be laid out. */
import type { Line, Sheet, SheetArrow, SheetBox, SheetRegion } from "./sheet.ts";
import type { Verdict } from "./verdict-signs.ts";

const POINTS = 72;
const COLOURS: Readonly<Record<Verdict, string>> = {
  holds: "#1a7f37",
  refuted: "#cf222e",
  undecided: "#9a6700",
  "not-judged": "#9a6700",
  "nothing-promised": "#59636e",
};
const STYLE: Readonly<Record<SheetArrow["kind"], string>> = {
  route: "solid",
  aside: "dashed",
  inner: "bold",
  flow: "dotted",
};
const SHAPES: Readonly<Record<SheetBox["shape"], string>> = {
  producer: "box",
  consumer: "box",
  channel: "cylinder",
  service: "component",
};

/** For `dot`. With a final newline; the same sheet gives the same bytes. A name is only ever inside of quotes. */
export function dotText(sheet: Sheet): string {
  return program(sheet, {
    graph: `label=${quoted(sheet.title)}; labelloc=t; labeljust=l; fontname="Helvetica,Arial,sans-serif"`,
    node: 'fontname="Helvetica,Arial,sans-serif"; fontsize=11',
    edge: 'fontname="Helvetica,Arial,sans-serif"; fontsize=10',
    region: ({ title, kind }) =>
      `label=${quoted(title)}; labeljust=l; style=${kind === "broker" ? '"rounded,filled"; fillcolor="#f3f5f7"' : "rounded"}; color="#59636e"`,
    box: ({ shape, name, detail }) => {
      const rounded = shape === "producer" || shape === "consumer" ? '; style="rounded"' : "";
      return `shape=${SHAPES[shape]}${rounded}; label=${quotedLines([name, ...(detail === undefined ? [] : [detail])])}`;
    },
    arrow: ({ kind, lines, verdict }) => {
      const colour =
        verdict === undefined || verdict === "nothing-promised" ? "" : `; color="${COLOURS[verdict]}"`;
      return `style=${STYLE[kind]}; label=${quotedLines(lines)}${colour}`;
    },
  });
}

/** For a layout: no name is in it, and every box and label has the size that it will be drawn with. */
export function layoutText(sheet: Sheet): string {
  return program(sheet, {
    graph: "nodesep=0.3; ranksep=0.55",
    node: 'shape=box; fixedsize=true; label=""',
    edge: "arrowsize=0.7",
    region: ({ width, height }) => `margin=12; labeljust=l; label=${room(width + 24, height + 6)}`,
    box: ({ width, height }) => `width=${inches(width)}; height=${inches(height)}`,
    arrow: ({ lines, width, height }, number) =>
      `id="e${number}"${lines.length === 0 ? "" : `; label=${room(width + 8, height + 4)}`}`,
  });
}

interface Words {
  readonly graph: string;
  readonly node: string;
  readonly edge: string;
  readonly region: (region: SheetRegion) => string;
  readonly box: (box: SheetBox) => string;
  readonly arrow: (arrow: SheetArrow, number: number) => string;
}

function program({ regions, arrows }: Sheet, words: Words): string {
  return [
    "digraph topology {",
    `  rankdir=LR; ${words.graph};`,
    `  node [${words.node}];`,
    `  edge [${words.edge}];`,
    ...regions.flatMap((region) => regionLines(region, words)),
    ...arrows.map((arrow, number) => `  ${arrow.from} -> ${arrow.to} [${words.arrow(arrow, number)}];`),
    "}",
    "",
  ].join("\n");
}

function regionLines(region: SheetRegion, words: Words): readonly string[] {
  const boxes = region.boxes.map((box) => `    ${box.id} [${words.box(box)}];`);
  if (region.isOpen) return boxes;
  return [`  subgraph cluster_${region.id} {`, `    ${words.region(region)};`, ...boxes, "  }"];
}

function inches(pixels: number): string {
  return (pixels / POINTS).toFixed(3);
}

function room(width: number, height: number): string {
  return `<<TABLE BORDER="0" FIXEDSIZE="TRUE" WIDTH="${Math.ceil(width)}" HEIGHT="${Math.ceil(height)}"><TR><TD></TD></TR></TABLE>>`;
}

function quotedLines(lines: readonly Line[]): string {
  return `"${lines.map(({ text }) => inQuotes(text)).join("\\n")}"`;
}

function quoted(text: string): string {
  return `"${inQuotes(text)}"`;
}

/** Graphviz reads `\n`, `\G` and entities such as `&amp;` in a quoted text; none of them may come from a name. */
function inQuotes(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("\\", "\\\\").replaceAll('"', '\\"');
}
