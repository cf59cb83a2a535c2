/** Comments of a file in the DSL. */
import type { DocumentNode } from "../../grammar/tree.ts";
import { type Block, blockOf, type Item } from "../format/blocks.ts";
import { type Piece, piecesOf } from "../format/comments.ts";
import { type Starts, startsOf } from "../format/starts.ts";
import { CommentCollector, type Comments } from "./comments.ts";

export function dslComments(text: string, document: DocumentNode): Comments {
  const found = new CommentCollector();
  const starts = startsOf(document);
  walk(blockOf(piecesOf(text), starts), undefined, starts, found);
  return found.collected();
}

function walk(block: Block, owner: number | undefined, starts: Starts, found: CommentCollector): void {
  if (block.remark !== undefined && owner !== undefined) found.remark(owner, plain(block.remark));
  for (const item of block.items) {
    const start = startOf(item);
    const isEntry = start !== undefined && (owner === undefined || starts.entries.has(start));
    const entry = isEntry ? start : owner;
    if (owner === undefined && isHead(item)) {
      for (const { text } of item.notes) found.head(plain(text));
      if (item.remark !== undefined) found.headRemark(plain(item.remark));
      for (const part of item.parts) if ("items" in part) walk(part, -1, starts, found);
      continue;
    }
    for (const { text } of item.notes) {
      if (isEntry && start !== undefined) found.note(start, plain(text), text.startsWith("///"));
      else found.move(entry, plain(text));
    }
    if (item.remark !== undefined) {
      if (isEntry && start !== undefined) found.remark(start, plain(item.remark));
      else found.move(entry, plain(item.remark));
    }
    for (const part of item.parts) if ("items" in part) walk(part, entry, starts, found);
  }
  const hasEntries = owner === undefined || block.open === "{";
  for (const { text } of block.last) {
    if (hasEntries) found.tail(owner, plain(text));
    else found.move(owner, plain(text));
  }
}

function isHead({ parts: [first] }: Item): boolean {
  return (
    first !== undefined && !("items" in first) && (first.text === "waybill" || first.text === "topology")
  );
}

function startOf({ parts }: Item): number | undefined {
  const [first] = parts;
  return first === undefined || "items" in first ? undefined : (first satisfies Piece).start;
}

function plain(text: string): string {
  return text.replace(/^\/\/\/? ?/, "");
}
