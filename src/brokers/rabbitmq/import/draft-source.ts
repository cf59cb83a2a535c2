/** What a draft is made from, and what it leaves out. */

/** Something of the file that the draft leaves out. */
export interface LeftOut {
  readonly what: string;
  readonly line: number;
  readonly reason: string;
}

/** Where a draft comes from. */
export interface DraftSource {
  /** Name of the file without its folder, for the comments. */
  readonly file: string;
  /** A version of the vocabulary. */
  readonly version: string;
  /** What the file says of the version, for the comment; undefined where it is silent. */
  readonly saidVersion: string | undefined;
}
