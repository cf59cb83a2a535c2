/** Entries of a YAML file with their comments, as lines. */
import type { Remarks } from "./comments.ts";

/** A value in flow style, or entries of its own. */
export type YamlBody = string | readonly YamlEntry[];

export interface YamlEntry {
  /** Absent for an item of a list. */
  readonly key?: string;
  readonly body: YamlBody;
  readonly remarks?: Remarks;
  /** What of its notes is a doc, and stands in its body. */
  readonly hasDoc?: boolean;
  /** Its entries have lines of their own, however short they are. */
  readonly isTall?: boolean;
}

/** Characters of a line on which a whole entity may stand. */
const WIDTH = 120;

/** Lines without their ends. */
export function yamlLines(entries: readonly YamlEntry[], indent: string): readonly string[] {
  return entries.flatMap((entry) => entryLines(entry, indent));
}

function entryLines(entry: YamlEntry, indent: string): readonly string[] {
  const { key, body, remarks } = entry;
  const notes = (remarks?.notes ?? []).filter(({ isDoc }) => !(isDoc && entry.hasDoc === true));
  const before = notes.map(({ text }) => `${indent}#${text === "" ? "" : ` ${text}`}`);
  const behind = remarks?.remark === undefined ? "" : `  # ${remarks.remark}`;
  const tail = remarks?.tail ?? [];
  const inner = `${indent}  `;
  const after = tail.map((text) => `${inner}# ${text}`);
  const flow = tail.length === 0 && entry.isTall !== true ? flowOf(body) : undefined;
  const head = key === undefined ? "- " : `${key}: `;
  if (flow !== undefined && (typeof body === "string" || (indent + head + flow).length <= WIDTH))
    return [...before, `${indent}${head}${flow}`.trimEnd() + behind];
  const own = typeof body === "string" ? [] : yamlLines(body, inner);
  if (key !== undefined) return [...before, `${indent}${key}:${behind}`, ...own, ...after];
  // The first line of an item stands behind its dash.
  const at = own.findIndex((line) => !line.trimStart().startsWith("#"));
  const dashed = own.map((line, i) => (i === at ? `${indent}- ${line.slice(inner.length)}${behind}` : line));
  return [...before, ...dashed, ...after];
}

/** In flow style, where nothing in it has a comment or a doc of several lines. */
function flowOf(body: YamlBody): string | undefined {
  if (typeof body === "string") return body;
  const parts = body.map((entry) => {
    const isBare = entry.remarks === undefined || entry.hasDoc === true;
    const inner = isBare ? flowOf(entry.body) : undefined;
    return inner === undefined ? undefined : entry.key === undefined ? inner : `${entry.key}: ${inner}`;
  });
  if (parts.includes(undefined)) return undefined;
  const isList = body.length > 0 && body.every(({ key }) => key === undefined);
  if (isList) return `[${parts.join(", ")}]`;
  return parts.length === 0 ? "{}" : `{ ${parts.join(", ")} }`;
}
