/**
 * Text to tokens that a recursive descent parser can take whatever they were: brackets balanced, nesting limited, plain
 * typing errors of keywords put right. Each repair is a problem.
 */
import { type IToken, Lexer, type TokenType } from "chevrotain";
import type { Problem } from "./problem.ts";
import type { Span } from "./tree.ts";
import * as t from "./tokens.ts";

/** Brackets deeper than this are left out. */
const DEPTH_MAX = 64;

/** Finds the candidate a misspelt word most likely meant. */
export type Nearest = (word: string, candidates: readonly string[]) => string | undefined;

export interface Lexed {
  readonly tokens: IToken[];
  /** Doc comment by the offset of the token it stands before. */
  readonly docs: ReadonlyMap<number, string>;
  readonly problems: Problem[];
}

let lexer: Lexer | undefined;

/** Tests pass `validate`, which costs 15 ms. */
export function makeLexer(validate = false): Lexer {
  return new Lexer(t.TOKENS, { skipValidations: !validate, positionTracking: "onlyOffset" });
}

/** Reads `text`; the positions of all tokens are moved by `offset`. Linear in its length. */
export function lex(file: string, text: string, nearest: Nearest, offset = 0): Lexed {
  lexer ??= makeLexer();
  const result = lexer.tokenize(text);
  const problems: Problem[] = result.errors.map((error) => {
    const start = offset + error.offset;
    const bad = text.slice(error.offset, error.offset + Math.min(error.length, 20));
    return { kind: "unreadable", text: bad, span: { file, start, end: start + error.length } };
  });
  for (const token of result.tokens) {
    const span = {
      file,
      start: offset + token.startOffset,
      end: offset + token.startOffset + token.image.length,
    };
    if (token.tokenType === t.OpenText) problems.push({ kind: "open-string", span });
    if (token.tokenType === t.BadQuantity) problems.push({ kind: "unit", text: token.image, span });
  }
  const docs = docsBefore(result.groups["docs"] ?? [], result.tokens, offset);
  if (offset !== 0) for (const token of result.tokens) move(token, offset);
  const brackets = new Brackets(file, text, nearest, offset);
  return { tokens: brackets.balance(result.tokens), docs, problems: problems.concat(brackets.problems) };
}

function move(token: IToken, offset: number): void {
  token.startOffset += offset;
}

function docsBefore(
  comments: readonly IToken[],
  tokens: readonly IToken[],
  offset: number,
): Map<number, string> {
  const docs = new Map<number, string>();
  let next = 0;
  for (const comment of comments) {
    while (next < tokens.length && (tokens[next]?.startOffset ?? 0) < comment.startOffset) next++;
    const token = tokens[next];
    if (token === undefined) break;
    const at = token.startOffset + offset;
    const before = docs.get(at);
    const line = comment.image.slice(3).trim();
    docs.set(at, before === undefined ? line : `${before}\n${line}`);
  }
  return docs;
}

const CLOSER: ReadonlyMap<TokenType, TokenType> = new Map([
  [t.LCurly, t.RCurly],
  [t.LSquare, t.RSquare],
  [t.LParen, t.RParen],
  [t.LAngle, t.RAngle],
]);
const CLOSERS: ReadonlySet<TokenType> = new Set(CLOSER.values());
const DECLARING_WORDS = t.DECLARING.map((type) => type.name.toLowerCase());
const MEMBER_WORDS = t.MEMBERS.map((type) => type.name.toLowerCase());
const KEYWORDS: ReadonlyMap<string, TokenType> = new Map(
  [...t.DECLARING, ...t.MEMBERS, t.Identity].map((type) => [type.name.toLowerCase(), type]),
);

interface Open {
  readonly token: IToken;
  readonly closer: TokenType;
  /** Indentation of the line it stands on. */
  readonly indent: number;
}

/** One walk over the tokens of a file. */
class Brackets {
  readonly problems: Problem[] = [];
  readonly #file: string;
  readonly #text: string;
  readonly #nearest: Nearest;
  readonly #offset: number;
  #out: IToken[] = [];
  #open: Open[] = [];
  #tooDeep = 0;
  /** Indentation of the line of the token at hand. */
  #indent = 0;

  constructor(file: string, text: string, nearest: Nearest, offset: number) {
    this.#file = file;
    this.#text = text;
    this.#nearest = nearest;
    this.#offset = offset;
  }

  /** A file with a bracket left open is walked again, trusting its indentation. */
  balance(tokens: readonly IToken[]): IToken[] {
    this.#walk(tokens, false);
    if (this.#open.length > 0) {
      this.problems.length = 0;
      this.#out = [];
      this.#open = [];
      this.#tooDeep = 0;
      this.#walk(tokens, true);
      while (this.#open.length > 0) this.#closeByForce(this.#offset + this.#text.length);
    }
    return this.#out;
  }

  #walk(tokens: readonly IToken[], trustIndent: boolean): void {
    for (let i = 0; i < tokens.length; i++) {
      const token = tokens[i] as IToken;
      const closer = CLOSER.get(token.tokenType);
      const indent = this.#indentIfFirst(token);
      this.#indent = indent ?? this.#indent;
      if (this.#tooDeep > 0) {
        if (closer !== undefined) this.#tooDeep++;
        else if (CLOSERS.has(token.tokenType)) this.#tooDeep--;
      } else if (closer !== undefined) this.#opened(token, closer);
      else if (CLOSERS.has(token.tokenType)) this.#closed(token);
      else {
        if (trustIndent && indent !== undefined) this.#closeUpTo(indent, token);
        this.#out.push(indent === undefined ? token : this.#spell(token, tokens, i));
      }
    }
  }

  #opened(token: IToken, closer: TokenType): void {
    if (this.#open.length < DEPTH_MAX) {
      this.#out.push(token);
      this.#open.push({ token, closer, indent: this.#indent });
      return;
    }
    this.problems.push({ kind: "deep", span: this.#span(token) });
    this.#tooDeep = 1;
  }

  #closed(token: IToken): void {
    if (!this.#open.some((open) => open.closer === token.tokenType)) {
      this.problems.push({ kind: "unopened", bracket: token.image, span: this.#span(token) });
      return;
    }
    while (this.#open.at(-1)?.closer !== token.tokenType) this.#closeByForce(token.startOffset);
    this.#open.pop();
    this.#out.push(token);
  }

  #closeUpTo(indent: number, token: IToken): void {
    for (let top = this.#open.at(-1); top !== undefined && indent <= top.indent; top = this.#open.at(-1)) {
      this.#closeByForce(token.startOffset);
    }
  }

  #closeByForce(at: number): void {
    const open = this.#open.pop();
    if (open === undefined) return;
    this.problems.push({ kind: "unclosed", bracket: open.token.image, span: this.#span(open.token) });
    const type = open.closer;
    this.#out.push({
      image: "",
      startOffset: at,
      tokenType: type,
      tokenTypeIdx: type.tokenTypeIdx ?? 0,
    });
  }

  /** `servce checkout {` is meant to be a service, whatever comes of it later. */
  #spell(token: IToken, tokens: readonly IToken[], i: number): IToken {
    if (token.tokenType !== t.Word) return token;
    const meant = this.#keywordFor(token, tokens[i + 1], tokens[i + 2]);
    const type = meant === undefined ? undefined : KEYWORDS.get(meant);
    if (meant === undefined || type === undefined) return token;
    this.problems.push({ kind: "misspelt", word: token.image, meant, span: this.#span(token) });
    return { ...token, tokenType: type, tokenTypeIdx: type.tokenTypeIdx ?? 0 };
  }

  #keywordFor(token: IToken, second: IToken | undefined, third: IToken | undefined): string | undefined {
    if (second === undefined || !isWord(second)) return undefined;
    const depth = this.#open.length;
    if (depth === 0 && third?.tokenType !== t.On) return this.#nearest(token.image, DECLARING_WORDS);
    if (depth !== 1) return undefined;
    if (third?.tokenType === t.Arrow || third?.tokenType === t.BackArrow || third?.tokenType === t.LCurly) {
      return this.#nearest(token.image, MEMBER_WORDS);
    }
    return third?.tokenType === t.Colon ? this.#nearest(token.image, ["identity"]) : undefined;
  }

  /** Column of a token that is the first on its line. */
  #indentIfFirst(token: IToken): number | undefined {
    const start = token.startOffset - this.#offset;
    let at = start - 1;
    while (at >= 0 && isBlank(this.#text.charCodeAt(at))) at--;
    return at < 0 || isLineEnd(this.#text.charCodeAt(at)) ? start - at - 1 : undefined;
  }

  #span(token: IToken): Span {
    return { file: this.#file, start: token.startOffset, end: token.startOffset + token.image.length };
  }
}

/** A word, be it a keyword or not. */
export function isWord(token: IToken): boolean {
  return token.tokenType === t.Word || (token.tokenType.CATEGORIES ?? []).includes(t.Word);
}

function isBlank(code: number): boolean {
  return code === 32 || code === 9 || code === 0xfeff;
}

function isLineEnd(code: number): boolean {
  return code === 10 || code === 13;
}
