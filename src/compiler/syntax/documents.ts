/** YAML files of several documents. */
import { type Plain, readPlain } from "./plain.ts";
import type { Source } from "./read.ts";

export interface PlainDocument extends Plain {
  /** Line of its first character, from 1. */
  readonly line: number;
}

/** More than these in one file are not read. */
const DOCUMENTS_MAX = 20_000;

/** Each document of `source` by itself: what is wrong with one does not spoil the others. */
export function readDocuments({ path, text }: Source): readonly PlainDocument[] {
  const found: PlainDocument[] = [];
  let line = 1;
  // Within a document no line can begin so (YAML 1.2.2, 9.1.2).
  for (const part of text.split(/^(?=---(?:\s|$))/m)) {
    const body = part.replace(/^---/, "");
    if (/\S/.test(body.replaceAll(/^\s*#.*$/gm, "")) && found.length < DOCUMENTS_MAX)
      found.push({
        ...readPlain({ path, text: body }),
        line: line + (/^\s*/.exec(body)?.[0].split("\n").length ?? 1) - 1,
      });
    line += part.split("\n").length - 1;
  }
  return found;
}
