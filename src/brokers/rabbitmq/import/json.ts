/**
 * JSON with the line of each value, so that an import can say where a thing came from. Never quotes what it reads:
 * such files hold password hashes.
 */

export type JsonNode =
  | { readonly kind: "object"; readonly line: number; readonly entries: ReadonlyMap<string, JsonNode> }
  | { readonly kind: "array"; readonly line: number; readonly items: readonly JsonNode[] }
  | { readonly kind: "value"; readonly line: number; readonly value: string | number | boolean | null };

/** Why a text is no JSON, and where; lines and columns count from 1. */
export interface JsonTrouble {
  readonly line: number;
  readonly column: number;
  readonly reason: string;
}

/** Deeper nesting than this is refused. */
const DEPTH_MAX = 100;

class Stop {
  readonly at: number;
  readonly reason: string;
  constructor(at: number, reason: string) {
    this.at = at;
    this.reason = reason;
  }
}

/** The tree of `text`. Of several entries with one name the last counts, as everywhere. Linear in the text. */
export function parseJson(text: string): { readonly root: JsonNode } | { readonly trouble: JsonTrouble } {
  const reader = new Reader(text);
  const root = reader.document();
  if (!(root instanceof Stop)) return { root };
  const before = text.slice(0, root.at);
  const line = before.split("\n").length;
  return { trouble: { line, column: root.at - before.lastIndexOf("\n"), reason: root.reason } };
}

const SPACE = /[ \t\r\n]*/y;
const NUMBER = /-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?/y;
const WORD = /true|false|null/y;

class Reader {
  readonly #text: string;
  #at = 0;
  #line = 1;

  constructor(text: string) {
    this.#text = text;
    if (text.startsWith("\ufeff")) this.#at = 1;
  }

  document(): JsonNode | Stop {
    this.#space();
    const root = this.#value(0);
    if (root instanceof Stop) return root;
    this.#space();
    return this.#at < this.#text.length ? this.#stop("something follows the end") : root;
  }

  #value(depth: number): JsonNode | Stop {
    if (depth > DEPTH_MAX) return this.#stop(`it is nested deeper than ${DEPTH_MAX}`);
    const line = this.#line;
    switch (this.#text[this.#at]) {
      case undefined:
        return this.#stop("it ends too early");
      case "{":
        return this.#object(depth);
      case "[":
        return this.#array(depth);
      case '"': {
        const value = this.#string();
        return value instanceof Stop ? value : { kind: "value", line, value };
      }
      default: {
        const word = this.#take(WORD);
        if (word !== undefined)
          return { kind: "value", line, value: word === "null" ? null : word === "true" };
        const number = this.#take(NUMBER);
        if (number !== undefined) return { kind: "value", line, value: Number(number) };
        return this.#stop("a value is expected");
      }
    }
  }

  #object(depth: number): JsonNode | Stop {
    const line = this.#line;
    const entries = new Map<string, JsonNode>();
    this.#skip();
    if (this.#text[this.#at] === "}") return this.#close({ kind: "object", line, entries });
    for (;;) {
      if (this.#text[this.#at] !== '"') return this.#stop('a name in `"` is expected');
      const name = this.#string();
      if (name instanceof Stop) return name;
      this.#space();
      if (this.#text[this.#at] !== ":") return this.#stop("`:` is expected");
      this.#skip();
      const value = this.#value(depth + 1);
      if (value instanceof Stop) return value;
      entries.set(name, value);
      this.#space();
      const next = this.#text[this.#at];
      if (next === "}") return this.#close({ kind: "object", line, entries });
      if (next !== ",") return this.#stop("`,` or `}` is expected");
      this.#skip();
    }
  }

  #array(depth: number): JsonNode | Stop {
    const line = this.#line;
    const items: JsonNode[] = [];
    this.#skip();
    if (this.#text[this.#at] === "]") return this.#close({ kind: "array", line, items });
    for (;;) {
      const value = this.#value(depth + 1);
      if (value instanceof Stop) return value;
      items.push(value);
      this.#space();
      const next = this.#text[this.#at];
      if (next === "]") return this.#close({ kind: "array", line, items });
      if (next !== ",") return this.#stop("`,` or `]` is expected");
      this.#skip();
    }
  }

  #string(): string | Stop {
    const start = this.#at;
    const end = this.#stringEnd();
    if (end === undefined) return this.#stop("a text does not end, or holds what JSON does not allow in one");
    this.#at = end;
    // The token is one whole JSON string, which parses to a string.
    const value: unknown = JSON.parse(this.#text.slice(start, end));
    return typeof value === "string" ? value : "";
  }

  /** The end of the string token that begins here, if there is a well-formed one. */
  #stringEnd(): number | undefined {
    let close = this.#at + 1;
    for (;;) {
      close = this.#text.indexOf('"', close);
      if (close < 0) return undefined;
      let slashes = 0;
      while (this.#text[close - 1 - slashes] === "\\") slashes += 1;
      close += 1;
      if (slashes % 2 === 0) break;
    }
    return this.#isString(close) ? close : undefined;
  }

  #isString(end: number): boolean {
    // In slices: the expression engine keeps a frame for each repetition of a group.
    const text = this.#text.slice(this.#at, end);
    if (!/[\\\u0000-\u001f]/.test(text)) return true;
    if (/[\u0000-\u001f]/.test(text)) return false;
    return !text.replaceAll(/\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/g, "").includes("\\");
  }

  #close(node: JsonNode): JsonNode {
    this.#at += 1;
    return node;
  }

  /** Past one character and the space behind it. */
  #skip(): void {
    this.#at += 1;
    this.#space();
  }

  #space(): void {
    for (const character of this.#take(SPACE) ?? "") if (character === "\n") this.#line += 1;
  }

  #take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.#text);
    if (match === null) return undefined;
    this.#at = pattern.lastIndex;
    return match[0];
  }

  #stop(reason: string): Stop {
    return new Stop(this.#at, reason);
  }
}
