/** The canonical text of a spec in the DSL: the same declarations in the same order, with all comments. */
import type { DocumentNode } from "../../grammar/tree.ts";
import { blockOf } from "./blocks.ts";
import { textOf } from "./columns.ts";
import { piecesOf } from "./comments.ts";
import { linesOf } from "./lines.ts";
import { startsOf } from "./starts.ts";

/** `document`: the tree of `text`, which is one that was read without an error. Formatting the result changes nothing. */
export function formatDsl(text: string, document: DocumentNode): string {
  return textOf(linesOf(blockOf(piecesOf(text), startsOf(document))));
}
