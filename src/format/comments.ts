/** Tokens of a spec with the comments between them, which the grammar leaves out. */
import type { IToken } from "chevrotain";
import { makeLexer } from "../../grammar/lex.ts";

/** A token, or a comment with its slashes. */
export interface Piece {
  readonly text: string;
  readonly start: number;
  /** Absent for a comment. */
  readonly token?: IToken;
  /** Line breaks between it and what comes before it. */
  readonly breaks: number;
}

const COMMENT = /\/\/[^\r\n]*/g;
const BREAK = /\r\n|\r|\n/g;

/** In order; `text` is one that the grammar reads without a complaint. */
export function piecesOf(text: string): readonly Piece[] {
  const { tokens } = makeLexer().tokenize(text);
  const pieces: Piece[] = [];
  let end = 0;
  const add = (start: number, words: string, token?: IToken): void => {
    const breaks = text.slice(end, start).match(BREAK)?.length ?? 0;
    pieces.push({ text: words, start, breaks, ...(token === undefined ? {} : { token }) });
    end = start + words.length;
  };
  const addComments = (upTo: number): void => {
    const [from, gap] = [end, text.slice(end, upTo)];
    for (const match of gap.matchAll(COMMENT)) add(from + match.index, match[0].trimEnd());
  };
  for (const token of tokens) {
    addComments(token.startOffset);
    add(token.startOffset, token.image, token);
  }
  addComments(text.length);
  return pieces;
}
