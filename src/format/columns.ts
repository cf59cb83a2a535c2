/** Lines as text: what stands below each other and is alike stands in columns. */
import type { Line } from "./lines.ts";

const INDENT = "  ";
/** Between what a line says and its remark. */
const REMARK = "  ";

export function textOf(lines: readonly Line[]): string {
  const plain = runs(
    lines,
    (a, b) => a.column !== "" && a.column === b.column && a.indent === b.indent,
  ).flatMap(aligned);
  const remarked = runs(plain, (a, b) => !isAlone(a.line) && !isAlone(b.line)).flatMap(withRemarks);
  return remarked.map((text) => `${text.trimEnd()}\n`).join("");
}

interface Written {
  readonly line: Line;
  readonly text: string;
}

/** A comment of its own and an empty line end a column of remarks. */
function isAlone({ isBlank, cells }: Line): boolean {
  return isBlank === true || cells[0]?.startsWith("//") === true;
}

/** Neighbours that belong together. */
function runs<T>(all: readonly T[], together: (a: T, b: T) => boolean): readonly (readonly T[])[] {
  const found: T[][] = [];
  for (const each of all) {
    const run = found.at(-1);
    const before = run?.at(-1);
    if (run !== undefined && before !== undefined && together(before, each)) run.push(each);
    else found.push([each]);
  }
  return found;
}

function aligned(run: readonly Line[]): readonly Written[] {
  const widths: number[] = [];
  for (const { cells } of run)
    cells.slice(0, -1).forEach((cell, at) => (widths[at] = Math.max(widths[at] ?? 0, cell.length)));
  return run.map((line) => {
    const { cells, indent } = line;
    const padded = cells.map((cell, at) => (at === cells.length - 1 ? cell : cell.padEnd(widths[at] ?? 0)));
    return { line, text: INDENT.repeat(indent) + padded.join("") };
  });
}

function withRemarks(run: readonly Written[]): readonly string[] {
  const remarked = run.filter(({ line }) => line.remark !== undefined);
  const width = Math.max(0, ...remarked.map(({ text }) => text.length));
  return run.map(({ line, text }) =>
    line.remark === undefined ? text : text.padEnd(width) + REMARK + line.remark,
  );
}
