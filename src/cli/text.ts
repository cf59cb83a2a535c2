/** Text on a terminal: colours and columns. */

export type Paint = (text: string) => string;

export interface Painter {
  readonly bold: Paint;
  readonly dim: Paint;
  readonly red: Paint;
  readonly green: Paint;
  readonly yellow: Paint;
  readonly blue: Paint;
}

const PLAIN: Paint = (text) => text;

function code(open: number, close: number): Paint {
  return (text) => (text === "" ? "" : `\u001b[${open}m${text}\u001b[${close}m`);
}

/** Colours, or none. */
export function painter(isColoured: boolean): Painter {
  const of = (open: number, close: number): Paint => (isColoured ? code(open, close) : PLAIN);
  return {
    bold: of(1, 22),
    dim: of(2, 22),
    red: of(31, 39),
    green: of(32, 39),
    yellow: of(33, 39),
    blue: of(34, 39),
  };
}

/** Characters as a terminal counts them, near enough: code points. */
export function widthOf(text: string): number {
  let width = 0;
  for (const _ of text) width += 1;
  return width;
}

export function padded(text: string, width: number): string {
  return text + " ".repeat(Math.max(0, width - widthOf(text)));
}

/** `text` cut to `width`, with an ellipsis where something is left out. */
export function clipped(text: string, width: number): string {
  const characters = [...text];
  return characters.length <= width ? text : `${characters.slice(0, Math.max(0, width - 1)).join("")}…`;
}

/** Rows as lines whose columns stand below one another; the last column runs free. Paint is applied after padding. */
export function columns(
  rows: readonly (readonly string[])[],
  paint: (text: string, column: number, row: number) => string = (text) => text,
): readonly string[] {
  const widths: number[] = [];
  for (const row of rows) row.forEach((text, i) => (widths[i] = Math.max(widths[i] ?? 0, widthOf(text))));
  return rows.map((row, r) =>
    row
      .map((text, i) => paint(i === row.length - 1 ? text : padded(text, widths[i] ?? 0), i, r))
      .join("  ")
      .trimEnd(),
  );
}

/** `text` in lines of at most `width` characters, broken at blanks; a longer word stays whole. */
export function wrapped(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(/\s+/u)) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (line !== "" && widthOf(longer) > width) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  if (line !== "") lines.push(line);
  return lines;
}
