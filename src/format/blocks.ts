/** Pieces grouped by brackets into blocks of items; a comment belongs to the item that it stands before or behind. */
import type { Piece } from "./comments.ts";
import type { Starts } from "./starts.ts";

/** A comment, and whether an empty line stands before it. */
export interface Note {
  readonly text: string;
  readonly isAfterBlank: boolean;
}

/** What stands between commas, or is a declaration, a setting, a field. */
export interface Item {
  readonly notes: readonly Note[];
  readonly isAfterBlank: boolean;
  /** An empty line stands between its notes and itself. */
  readonly isApart: boolean;
  readonly isField: boolean;
  readonly parts: readonly Part[];
  /** Behind it on its line. */
  readonly remark?: string;
}

export type Part = Piece | Block;

/** What is in brackets, or the whole file. */
export interface Block {
  readonly open: string;
  readonly close: string;
  readonly items: readonly Item[];
  /** Behind the opening bracket on its line. */
  readonly remark?: string;
  /** Before the closing bracket. */
  readonly last: readonly Note[];
  /** The author began a line after the opening bracket, or a comment makes one necessary. */
  readonly isTall: boolean;
}

const CLOSERS: Readonly<Record<string, string>> = { "{": "}", "[": "]", "(": ")", "<": ">" };

export function blockOf(pieces: readonly Piece[], starts: Starts): Block {
  return new Blocks(pieces, starts).block("", "");
}

interface Draft {
  notes: Note[];
  readonly isAfterBlank: boolean;
  readonly isApart: boolean;
  readonly isField: boolean;
  readonly parts: Part[];
  remark?: string;
}

class Blocks {
  readonly #pieces: readonly Piece[];
  readonly #starts: Starts;
  #at = 0;

  constructor(pieces: readonly Piece[], starts: Starts) {
    this.#pieces = pieces;
    this.#starts = starts;
  }

  /** Reads up to and with `close`. */
  block(open: string, close: string): Block {
    const items: Draft[] = [];
    const isWhole = open === "";
    const first = this.#pieces[this.#at];
    let isTall = isWhole || (first?.text !== close && (first?.breaks ?? 0) > 0);
    let notes: Note[] = [];
    let remark: string | undefined;
    let item: Draft | undefined;
    for (let piece = this.#next(close); piece !== undefined; piece = this.#next(close)) {
      const before = item ?? items.at(-1);
      if (piece.token === undefined) {
        isTall = true;
        if (piece.breaks > 0 || (before === undefined && isWhole)) notes.push(noteOf(piece));
        else if (before === undefined) remark = joined(remark, piece.text);
        else before.remark = joined(before.remark, piece.text);
        continue;
      }
      if (piece.text === "," && item !== undefined) {
        item = undefined;
        continue;
      }
      if (item === undefined || ((isWhole || open === "{") && this.#begins(piece))) {
        item = this.#draft(piece, notes, items.length > 0);
        items.push(item);
        // In the middle of an item there is no place for a line of its own.
      } else item.notes.push(...notes);
      notes = [];
      const closer = isBracket(piece) ? CLOSERS[piece.text] : undefined;
      item.parts.push(closer === undefined ? piece : this.block(piece.text, closer));
    }
    return { open, close, items, ...(remark === undefined ? {} : { remark }), last: notes, isTall };
  }

  /** Undefined at `close`, which is then read, and at the end. */
  #next(close: string): Piece | undefined {
    const piece = this.#pieces[this.#at];
    this.#at += 1;
    return piece?.text === close ? undefined : piece;
  }

  #begins(piece: Piece): boolean {
    const { entries, heads } = this.#starts;
    return entries.has(piece.start) || heads.has(this.#pieces[this.#at]?.start ?? -1);
  }

  #draft(piece: Piece, notes: Note[], isLater: boolean): Draft {
    const isAfterBlank = notes.length === 0 && piece.breaks > 1 && isLater;
    const isApart = notes.length > 0 && piece.breaks > 1;
    return { notes, isAfterBlank, isApart, isField: this.#starts.fields.has(piece.start), parts: [] };
  }
}

function isBracket({ token }: Piece): boolean {
  return token !== undefined && token.image in CLOSERS;
}

function noteOf({ text, breaks }: Piece): Note {
  return { text, isAfterBlank: breaks > 1 };
}

function joined(before: string | undefined, text: string): string {
  return before === undefined ? text : `${before} ${text}`;
}
