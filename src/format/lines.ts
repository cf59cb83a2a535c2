/** Blocks as lines: one entry a line where a block is tall, everything in one where it is not and there is room. */
import type { Block, Item, Note, Part } from "./blocks.ts";

/** Characters of a line; a longer one is broken at its braces, where it has some. */
const WIDTH = 150;
const INDENT = "  ";

/** A line: its cells are put into columns together with those of the lines around it. */
export interface Line {
  readonly indent: number;
  readonly cells: readonly string[];
  /** The lines that are next to each other with the same word here are put into columns. */
  readonly column: string;
  readonly remark?: string;
  readonly isBlank?: true;
}

export function linesOf(file: Block): readonly Line[] {
  return itemLines(file, 0);
}

function itemLines({ items, last, open }: Block, indent: number): readonly Line[] {
  const lines: Line[] = [];
  const isList = open === "[" || open === "(";
  items.forEach((item, at) => {
    const apart = item.isApart ? [BLANK] : [];
    const written = [...notes(item.notes, indent), ...apart, ...entry(item, indent)];
    const end = written.at(-1);
    // Entries of a list keep their commas, those of a block need none.
    if (isList && at < items.length - 1 && end !== undefined)
      written[written.length - 1] = { ...end, cells: [`${end.cells.join("")},`] };
    if (item.isAfterBlank && lines.length > 0) lines.push(BLANK);
    lines.push(...written);
  });
  lines.push(...notes(last, indent));
  return lines[0]?.isBlank === true ? lines.slice(1) : lines;
}

const BLANK: Line = { indent: 0, cells: [""], column: "", isBlank: true };

function notes(all: readonly Note[], indent: number): readonly Line[] {
  return all.flatMap(({ text, isAfterBlank }) => [
    ...(isAfterBlank ? [BLANK] : []),
    { indent, cells: [text], column: "" },
  ]);
}

function entry(item: Item, indent: number): Line[] {
  const flat = isFlat(item) ? cellsOf(item.parts) : undefined;
  const width = flat === undefined ? 0 : indent * INDENT.length + flat.join("").length;
  const breakable = item.parts.some((part) => isBlock(part) && part.open === "{" && part.items.length > 0);
  const remark = item.remark === undefined ? {} : { remark: item.remark };
  if (flat !== undefined && (width <= WIDTH || !breakable))
    return [{ indent, cells: flat, column: columnOf(item), ...remark }];
  return tall(item, indent, flat !== undefined);
}

/** The blocks that have to be tall are, or, where none has to, the last one in braces. */
function tall({ parts, remark }: Item, indent: number, forced: boolean): Line[] {
  const last = parts.findLastIndex((part) => isBlock(part) && part.open === "{" && part.items.length > 0);
  const lines: Line[] = [];
  let text = "";
  let previous: Part | undefined;
  parts.forEach((part, at) => {
    text += gap(previous, part);
    previous = part;
    if (!isBlock(part) || !(isTallInside(part) || (forced && at === last))) {
      text += flatText(part);
      return;
    }
    const opening = { indent, cells: [text + part.open], column: "" };
    lines.push(part.remark === undefined ? opening : { ...opening, remark: part.remark });
    lines.push(...itemLines(part, indent + 1));
    text = part.close;
  });
  const end = { indent, cells: [text], column: "" };
  lines.push(remark === undefined ? end : { ...end, remark });
  return lines;
}

function isBlock(part: Part): part is Block {
  return "items" in part;
}

function isFlat({ parts }: Item): boolean {
  return !parts.some((part) => isBlock(part) && isTallInside(part));
}

/** It is tall, or something in it is. */
function isTallInside({ isTall, items, last, remark }: Block): boolean {
  if (items.length === 0) return last.length > 0 || remark !== undefined;
  return isTall || items.some((item) => item.remark !== undefined || item.notes.length > 0 || !isFlat(item));
}

function flatText(part: Part): string {
  if (!isBlock(part)) return part.text;
  const inside = part.items.map(({ parts }) => cellsOf(parts).join("")).join(", ");
  if (part.open !== "{") return `${part.open}${inside}${part.close}`;
  return inside === "" ? "{ }" : `{ ${inside} }`;
}

/** One text, split where columns begin: before `on`, before the braces, behind the colon of a field and the word of a type. */
function cellsOf(parts: readonly Part[]): readonly string[] {
  const cells: string[] = [""];
  let previous: Part | undefined;
  parts.forEach((part, at) => {
    const isColumn = at > 1 && (isBlock(part) ? part.open === "{" : part.text === "on");
    const isType = at > 0 && previous !== undefined && !isBlock(previous) && previous.text === ":";
    const isName = at === 1 && previous !== undefined && !isBlock(previous) && isTypeWord(previous.text);
    if (isColumn || isType || isName) cells.push("");
    cells[cells.length - 1] += gap(previous, part) + flatText(part);
    previous = part;
  });
  return cells;
}

function isTypeWord(text: string): boolean {
  return text === "message" || text === "record";
}

/** Declarations by their word, types together, fields but the identity; settings stay as they are. */
function columnOf({ parts, isField }: Item): string {
  const [first, second] = parts;
  if (first === undefined || isBlock(first)) return "";
  if (isField)
    return second !== undefined && !isBlock(second) && /^[?:]$/.test(second.text) ? "field" : "identity";
  const isDescribed = parts.some((part) => !isBlock(part) && part.text === "from");
  if (isDescribed || !parts.some((part) => isBlock(part) && part.open === "{")) return "";
  return second !== undefined && !isBlock(second) && second.text === ":"
    ? ""
    : isTypeWord(first.text)
      ? "message"
      : first.text;
}

const TIGHT_BEFORE: ReadonlySet<string> = new Set([",", ":", "?", ".", ".."]);
const TIGHT_AFTER: ReadonlySet<string> = new Set([".", ".."]);
const SPACED: ReadonlySet<string> = new Set(["->", "<-", "|", ":"]);

function gap(previous: Part | undefined, part: Part): string {
  if (previous === undefined) return "";
  const before = isBlock(previous) ? previous.close : previous.text;
  if (isBlock(part)) return part.open === "{" || SPACED.has(before) ? " " : "";
  if (part.text === ".." && before === ":") return " ";
  if (TIGHT_BEFORE.has(part.text) || (TIGHT_AFTER.has(before) && !isBlock(previous))) return "";
  return " ";
}
