/** Comments of a file by the entry that they belong to, whatever the notation. */

/** Texts without their signs. */
export interface Remarks {
  /** Before it, each on a line of its own. */
  readonly notes: readonly Note[];
  /** Behind it on its line. */
  readonly remark?: string;
  /** After the last thing in it. */
  readonly tail: readonly string[];
}

/** `isDoc`: one with three slashes. Where an entry has a doc, that is made of them. */
export interface Note {
  readonly text: string;
  readonly isDoc: boolean;
}

/** A comment that stood within a value, where the other notation has no place for it: it goes before the entry. */
export interface Moved {
  readonly text: string;
  /** Offset of the entry that it stands before now. */
  readonly to: number;
}

export interface Comments {
  /** By the offset at which an entry begins. */
  readonly entries: ReadonlyMap<number, Remarks>;
  /** Before the first line of the file, and behind it. */
  readonly head: readonly string[];
  readonly headRemark?: string;
  /** At the end of the file. */
  readonly end: readonly string[];
  readonly moved: readonly Moved[];
}

interface Draft {
  readonly notes: Note[];
  remark?: string;
  readonly tail: string[];
}

/** Collects comments while a file is walked through. */
export class CommentCollector {
  readonly #entries = new Map<number, Draft>();
  readonly #head: string[] = [];
  #headRemark: string | undefined;
  readonly #end: string[] = [];
  readonly #moved: Moved[] = [];

  /** Of the lines that say the version and the topology. */
  head(text: string): void {
    this.#head.push(text);
  }

  headRemark(text: string): void {
    this.#headRemark = this.#headRemark === undefined ? text : `${this.#headRemark} ${text}`;
  }

  note(entry: number, text: string, isDoc = false): void {
    this.#draft(entry).notes.push({ text, isDoc });
  }

  /** A second one on a line goes before the entry. */
  remark(entry: number, text: string): void {
    const draft = this.#draft(entry);
    if (draft.remark === undefined) draft.remark = text;
    else draft.notes.push({ text, isDoc: false });
  }

  tail(entry: number | undefined, text: string): void {
    if (entry === undefined) this.#end.push(text);
    else this.#draft(entry).tail.push(text);
  }

  move(entry: number | undefined, text: string): void {
    if (entry === undefined) return void this.#end.push(text);
    this.note(entry, text);
    this.#moved.push({ text, to: entry });
  }

  collected(): Comments {
    const remark = this.#headRemark === undefined ? {} : { headRemark: this.#headRemark };
    return { entries: this.#entries, head: this.#head, ...remark, end: this.#end, moved: this.#moved };
  }

  #draft(entry: number): Draft {
    const known = this.#entries.get(entry);
    if (known !== undefined) return known;
    const draft: Draft = { notes: [], tail: [] };
    this.#entries.set(entry, draft);
    return draft;
  }
}
