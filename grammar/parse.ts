/** Text of the DSL to its tree, whatever the text: every mistake is a problem, none stops the reading. */
import type { IRecognitionException, IToken, TokenType } from "chevrotain";
import { isWord, lex, type Nearest } from "./lex.ts";
import { TreeParser } from "./parser.ts";
import type { Problem } from "./problem.ts";
import * as t from "./tokens.ts";
import { ALL_CLASSES, type DocumentNode, type LostClass, type Span, type TypeNode } from "./tree.ts";

/** `problems` are in the order of the text. */
export interface Parsed<T> {
  readonly tree: T;
  readonly problems: readonly Problem[];
}

/** A text with more syntax errors than this is not read further. */
const PROBLEMS_MAX = 3000;

let parser: TreeParser | undefined;

export function parseDocument(file: string, text: string, nearest: Nearest): Parsed<DocumentNode> {
  parser ??= new TreeParser(false);
  const lexed = lex(file, text, nearest);
  const problems = [...lexed.problems];
  const parts: DocumentNode[] = [];
  const lost = new Set<LostClass>();
  let isWhole = true;
  for (const tokens of chunks(lexed.tokens, text)) {
    isWhole = problems.length - lexed.problems.length < PROBLEMS_MAX;
    if (!isWhole) break;
    const [first] = tokens;
    parser.begin({ file, text, tokens, docs: lexed.docs, offset: 0 });
    parts.push(parser.document());
    if (parser.lost) lost.add(classOf(first));
    take(parser, problems, file, text, 0);
  }
  release(parser);
  const format = parts.find((part) => part.format !== undefined)?.format;
  const tree: DocumentNode = {
    file,
    ...(format && { format }),
    topologies: parts.flatMap((part) => part.topologies),
    settings: parts.flatMap((part) => part.settings),
    declarations: parts.flatMap((part) => part.declarations),
    lost: isWhole ? [...lost] : ALL_CLASSES,
  };
  return { tree, problems: onePerLine(problems, text, 0) };
}

/** Reads a type, e.g. `OrderLine[1..]`, that stands at `offset` of `file`. */
export function parseType(file: string, text: string, nearest: Nearest, offset: number): Parsed<TypeNode> {
  parser ??= new TreeParser(false);
  const lexed = lex(file, text, nearest, offset);
  const problems = [...lexed.problems];
  parser.begin({ file, text, tokens: lexed.tokens, docs: lexed.docs, offset });
  const tree = parser.type();
  take(parser, problems, file, text, offset);
  release(parser);
  return { tree, problems: onePerLine(problems, text, offset) };
}

/** What a declaration that begins so declares. */
function classOf(token: IToken | undefined): LostClass {
  switch (token?.tokenType) {
    case t.Broker:
      return "broker";
    case t.Message:
    case t.Record:
    case t.Enum:
      return "type";
    case t.Service:
      return "service";
    case t.Bind:
    case t.Guarantee:
      return "guarantee";
    default:
      return "channel";
  }
}

function take(from: TreeParser, problems: Problem[], file: string, text: string, offset: number): void {
  for (const problem of from.problems.slice(0, PROBLEMS_MAX)) problems.push(problem);
  const end = offset + text.length;
  for (const error of from.errors) problems.push(problemOf(error, file, offset, end));
}

/** Lets go of the text. */
function release(from: TreeParser): void {
  from.begin({ file: "", text: "", tokens: [], docs: new Map(), offset: 0 });
}

/** Words that go on with what stands on the line before. */
const CONTINUING: ReadonlySet<TokenType> = new Set([t.On, t.From, t.In]);
/** Tokens that want something behind them. */
const WANTING: ReadonlySet<TokenType> = new Set([
  t.Arrow,
  t.BackArrow,
  t.Bar,
  t.Comma,
  t.Colon,
  t.Dot,
  ...CONTINUING,
]);
const OPENERS: ReadonlySet<TokenType> = new Set([t.LCurly, t.LSquare, t.LParen, t.LAngle]);
const CLOSERS: ReadonlySet<TokenType> = new Set([t.RCurly, t.RSquare, t.RParen, t.RAngle]);

/** The tokens of each declaration, as the lines tell: a mistake in one leaves the others alone. */
function* chunks(tokens: readonly IToken[], text: string): Generator<IToken[]> {
  let depth = 0;
  let from = 0;
  for (let i = 1; i < tokens.length; i++) {
    const before = tokens[i - 1] as IToken;
    const token = tokens[i] as IToken;
    if (OPENERS.has(before.tokenType)) depth++;
    if (CLOSERS.has(before.tokenType)) depth--;
    if (depth > 0 || !isWord(token) || CONTINUING.has(token.tokenType) || WANTING.has(before.tokenType))
      continue;
    if (!hasLineEnd(text, after(before), token.startOffset)) continue;
    yield tokens.slice(from, i);
    from = i;
  }
  if (from < tokens.length) yield tokens.slice(from);
}

function hasLineEnd(text: string, from: number, to: number): boolean {
  for (let i = from; i < to; i++) if (text.charCodeAt(i) === 10 || text.charCodeAt(i) === 13) return true;
  return false;
}

function problemOf(error: IRecognitionException, file: string, offset: number, end: number): Problem {
  const token = error.token;
  // All errors but one class have it; their common interface leaves it out.
  const previous = "previousToken" in error ? (error.previousToken as IToken | undefined) : undefined;
  const isEnd = Number.isNaN(token.startOffset);
  const at = isEnd ? (previous === undefined ? offset : after(previous)) : token.startOffset;
  const start = Number.isNaN(at) ? end : at;
  const span: Span = { file, start, end: isEnd ? start : Math.max(start, after(token)) };
  const found = isEnd
    ? "the end of the file"
    : token.image === ""
      ? "the end of a block"
      : `\`${shorten(token.image)}\``;
  return {
    kind: "unexpected",
    expected: error.message === "EOF" ? "a declaration" : error.message,
    found,
    span,
  };
}

function after(token: IToken): number {
  return token.startOffset + token.image.length;
}

function shorten(image: string): string {
  return image.length > 40 ? `${image.slice(0, 39)}…` : image;
}

/** One mistake often shows twice: of a line's syntax errors the first tells, and a missing comma only where there is none. */
function onePerLine(problems: Problem[], text: string, offset: number): Problem[] {
  problems.sort((a, b) => a.span.start - b.span.start || rank(a) - rank(b));
  const kept: Problem[] = [];
  let lineEnd = -1;
  let line: Problem[] = [];
  for (const problem of problems) {
    const at = problem.span.start - offset;
    if (at > lineEnd) {
      kept.push(...telling(line));
      line = [];
      const end = text.indexOf("\n", at);
      lineEnd = end < 0 ? text.length : end;
    }
    line.push(problem);
  }
  kept.push(...telling(line));
  return kept;
}

/** Problems that make what stands around them look wrong. */
const MISLEADING: readonly Problem["kind"][] = ["unreadable", "open-string", "unclosed", "unopened", "deep"];

function telling(line: readonly Problem[]): readonly Problem[] {
  const syntax = line.find((problem) => problem.kind === "unexpected");
  if (syntax === undefined) return line;
  const isMisled = line.some((problem) => MISLEADING.includes(problem.kind));
  return line.filter(
    (problem) =>
      problem.kind !== "comma" && (problem.kind !== "unexpected" || (problem === syntax && !isMisled)),
  );
}

function rank(problem: Problem): number {
  return problem.kind === "unexpected" ? 1 : 0;
}
