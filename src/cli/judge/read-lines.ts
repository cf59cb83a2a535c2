/** Lines of a file, one after the other, without ever holding the whole of it. */
import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { resolve } from "node:path";
import { TextDecoder } from "node:util";
import { LINE_MAX } from "../../history/reader.ts";
import { UsageError } from "../output.ts";

/** Bytes read at once. */
const CHUNK = 1 << 20;

/**
 * Hands each line to `take` with its number from 1, until `take` answers false. A line that does not end within the
 * bound of a history is handed over as far as it was read, and is the last. Throws UsageError where the file cannot be read.
 */
export function readLines(path: string, cwd: string, take: (line: string, number: number) => boolean): void {
  let handle: number | undefined;
  try {
    handle = openSync(resolve(cwd, path), "r");
    const bytes = new Uint8Array(CHUNK);
    new LineFeed(take).run(() => {
      const read = readSync(handle ?? 0, bytes, 0, CHUNK, null);
      return bytes.subarray(0, read);
    });
  } catch (error) {
    if (!(error instanceof Error && "code" in error)) throw error;
    throw new UsageError(`cannot read ${path}: ${error.message}`);
  } finally {
    if (handle !== undefined) closeSync(handle);
  }
}

/** The file can be read again from its beginning: it is no pipe. */
export function isRereadable(path: string, cwd: string): boolean {
  const handle = openSync(resolve(cwd, path), "r");
  try {
    return fstatSync(handle).isFile();
  } finally {
    closeSync(handle);
  }
}

class LineFeed {
  readonly #take: (line: string, number: number) => boolean;
  readonly #decoder: TextDecoder = new TextDecoder("utf-8");
  #open = "";
  #number = 0;

  constructor(take: (line: string, number: number) => boolean) {
    this.#take = take;
  }

  run(read: () => Uint8Array): void {
    for (let bytes = read(); bytes.length > 0; bytes = read()) {
      if (!this.#feed(this.#decoder.decode(bytes, { stream: true }))) return;
    }
    const rest = this.#open + this.#decoder.decode();
    if (rest !== "") this.#take(rest, this.#number + 1);
  }

  #feed(text: string): boolean {
    let begin = 0;
    for (let end = text.indexOf("\n"); end >= 0; end = text.indexOf("\n", begin)) {
      const line = this.#open + text.slice(begin, end);
      this.#open = "";
      this.#number += 1;
      begin = end + 1;
      if (!this.#take(line, this.#number)) return false;
    }
    this.#open += text.slice(begin);
    if (this.#open.length <= LINE_MAX) return true;
    this.#take(this.#open, this.#number + 1);
    return false;
  }
}
