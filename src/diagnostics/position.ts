/** Offsets of a source text as lines and columns. */

/** Both from 1; the column in UTF-16 units, as editors count. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** The lines of one text. A line ends at LF, CR LF or CR. */
export class Lines {
  readonly #text: string;
  readonly #starts: readonly number[];

  constructor(text: string) {
    this.#text = text;
    this.#starts = [0, ...[...text.matchAll(/\r\n|\n|\r/g)].map((end) => end.index + end[0].length)];
  }

  /** Offsets behind the end belong to the last line. */
  at(offset: number): Position {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: Math.min(offset, this.#text.length) - (this.#starts[low] ?? 0) + 1 };
  }

  /** The text of a line without its end; empty for a line that is not there. */
  line(line: number): string {
    const start = this.#starts[line - 1];
    if (start === undefined) return "";
    return this.#text.slice(start, this.#starts[line] ?? this.#text.length).replace(/[\r\n]+$/, "");
  }
}

/** Texts by path, each split into lines once, when first asked for. */
export class Sources {
  readonly #texts = new Map<string, string>();
  readonly #lines = new Map<string, Lines>();

  constructor(files: readonly { readonly path: string; readonly text: string }[]) {
    for (const { path, text } of files) this.#texts.set(path, text);
  }

  /** An empty text for a path that is none of the files. */
  lines(path: string): Lines {
    const known = this.#lines.get(path) ?? new Lines(this.#texts.get(path) ?? "");
    this.#lines.set(path, known);
    return known;
  }
}
