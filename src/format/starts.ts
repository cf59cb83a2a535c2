/** Where the entries of a spec begin. */
import type { DocumentNode } from "../../grammar/tree.ts";

/** Lists of a tree whose entries stand on lines of their own in a tall block. */
const LISTS: ReadonlySet<string> = new Set([
  "declarations",
  "patches",
  "settings",
  "members",
  "fields",
  "values",
]);

export interface Starts {
  /** Offsets of all declarations, members, settings, fields and values. */
  readonly entries: ReadonlySet<number>;
  /** Those of fields. */
  readonly fields: ReadonlySet<number>;
  /** Offsets of what stands behind `waybill` and `topology`: the entry begins a token earlier. */
  readonly heads: ReadonlySet<number>;
}

export function startsOf(document: DocumentNode): Starts {
  const entries = new Set<number>();
  const fields = new Set<number>();
  collect(document, (list, start) => {
    entries.add(start);
    if (list === "fields") fields.add(start);
  });
  const heads = [...document.topologies, ...(document.format === undefined ? [] : [document.format])];
  return { entries, fields, heads: new Set(heads.map(({ span }) => span.start)) };
}

function collect(node: unknown, found: (list: string, start: number) => void): void {
  if (typeof node !== "object" || node === null) return;
  if (Array.isArray(node)) {
    for (const each of node) collect(each, found);
    return;
  }
  for (const [name, value] of Object.entries(node)) {
    if (LISTS.has(name) && Array.isArray(value))
      for (const each of value) for (const start of startOf(each)) found(name, start);
    collect(value, found);
  }
}

function startOf(node: unknown): readonly number[] {
  if (typeof node !== "object" || node === null || !("span" in node) || !isSpan(node.span)) return [];
  return [
    entryStart({
      span: node.span,
      ...("shared" in node && isSpan(node.shared) ? { shared: node.shared } : {}),
    }),
  ];
}

interface Placed {
  readonly start: number;
}

function isSpan(value: unknown): value is Placed {
  return typeof value === "object" && value !== null && "start" in value && typeof value.start === "number";
}

/** Where a node begins, `shared` before it included. */
export function entryStart({ span, shared }: { readonly span: Placed; readonly shared?: Placed }): number {
  return shared === undefined ? span.start : Math.min(shared.start, span.start);
}
