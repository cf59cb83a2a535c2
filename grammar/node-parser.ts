/** What every rule of the grammar builds its nodes with. */
import {
  EmbeddedActionsParser,
  EOF,
  type IParserErrorMessageProvider,
  type IToken,
  type ParserMethod,
  type TokenType,
} from "chevrotain";
import type { Problem } from "./problem.ts";
import * as t from "./tokens.ts";
import type * as tree from "./tree.ts";
import { unescape } from "./unescape.ts";

export type Rule<T> = ParserMethod<[], T>;

/** More errors than this in one declaration tell nothing new; the rest of it is not read. */
const ERRORS_MAX = 200;

const END: IToken = {
  image: "",
  startOffset: Number.NaN,
  endOffset: Number.NaN,
  tokenType: EOF,
  tokenTypeIdx: EOF.tokenTypeIdx ?? 1,
};

/** Errors carry what was expected there; who reports them knows what was found. */
class Expectations implements IParserErrorMessageProvider {
  #count = 0;
  #tokens: IToken[] = [];

  begin(tokens: IToken[]): void {
    this.#count = 0;
    this.#tokens = tokens;
  }
  /** A text that has proved hopeless ends here. */
  #note(): void {
    this.#count++;
    if (this.#count === ERRORS_MAX) this.#tokens.fill(END);
  }
  buildMismatchTokenMessage({ expected }: { expected: TokenType }): string {
    this.#note();
    return expected.LABEL ?? expected.name;
  }
  buildNotAllInputParsedMessage(): string {
    this.#note();
    return "a declaration";
  }
  buildNoViableAltMessage({ customUserDescription }: { customUserDescription?: string }): string {
    this.#note();
    return customUserDescription ?? "something else";
  }
  buildEarlyExitMessage({ customUserDescription }: { customUserDescription?: string }): string {
    this.#note();
    return customUserDescription ?? "something else";
  }
}

/** What the parser reads besides tokens. */
export interface ParserInput {
  readonly file: string;
  readonly text: string;
  /** Belongs to the parser from then on. */
  readonly tokens: IToken[];
  readonly docs: ReadonlyMap<number, string>;
  /** Length of what stands in the file before `text`. */
  readonly offset: number;
}

/** Not re-entrant: give it an input, call one rule, read `errors` and `problems`. */
export abstract class NodeParser extends EmbeddedActionsParser {
  problems: Problem[] = [];
  /** A whole declaration or block was given up. */
  lost = false;
  protected at: ParserInput = { file: "", text: "", tokens: [], docs: new Map(), offset: 0 };

  readonly #expectations: Expectations;

  constructor(validate: boolean) {
    const expectations = new Expectations();
    super(t.TOKENS, {
      recoveryEnabled: true,
      maxLookahead: 1,
      skipValidations: !validate,
      errorMessageProvider: expectations,
    });
    this.#expectations = expectations;
  }

  begin(input: ParserInput): void {
    this.#expectations.begin(input.tokens);
    this.at = input;
    this.input = input.tokens;
    this.problems = [];
    this.lost = false;
  }

  /** Without `recovered` an error in the rule is one of the rule around it. */
  protected rule<T>(name: string, body: () => T, recovered?: () => T): Rule<T> {
    return this.RULE(
      name,
      body,
      recovered === undefined ? { resyncEnabled: false } : { recoveryValueFunc: recovered },
    );
  }

  protected start(): number {
    return this.LA(1).startOffset;
  }

  /** From `start` to the end of the last token taken. */
  protected span(start: number): tree.Span {
    const end = endOf(this.LA(0));
    const from = Number.isNaN(start) ? this.end() : start;
    return { file: this.at.file, start: from, end: Math.max(from, Number.isNaN(end) ? from : end) };
  }

  protected spanOf(token: IToken): tree.Span {
    const start = token.startOffset;
    return Number.isNaN(start) ? this.noName().span : { file: this.at.file, start, end: endOf(token) };
  }

  protected tail(start: number): { readonly span: tree.Span; readonly doc?: string } {
    const doc = this.at.docs.get(start);
    return { span: this.span(start), ...(doc !== undefined && { doc }) };
  }

  protected end(): number {
    return this.at.offset + this.at.text.length;
  }

  protected name(token: IToken): tree.Name {
    if (Number.isNaN(token.startOffset)) this.lost = true;
    return { text: token.image, span: this.spanOf(token) };
  }

  protected quotedName(token: IToken): tree.Name {
    return { text: this.stringNode(token).text, span: this.spanOf(token) };
  }

  protected stringNode(token: IToken): tree.StringNode {
    const closed = token.image.length > 1 && token.tokenType === t.Text;
    const raw = token.image.slice(1, closed ? -1 : undefined);
    const file = this.at.file;
    const inside = token.startOffset + 1;
    const text = unescape(raw, (start, end) => {
      const span = { file, start: inside + start, end: inside + end };
      this.problems.push({ kind: "escape", text: raw.slice(start, end), span });
    });
    return { kind: "string", text, exact: text === raw, span: this.spanOf(token) };
  }

  protected numberNode(token: IToken): tree.NumberNode {
    const digits = /^-?\d+(?:\.\d+)?/.exec(token.image)?.[0] ?? "0";
    const span = this.spanOf(token);
    const unit = token.tokenType === t.BadQuantity ? "?" : token.image.slice(digits.length);
    return { kind: "number", value: Number(digits), unit, span };
  }

  protected dateNode(token: IToken): tree.ValueNode {
    return { kind: "date", text: token.image, span: this.spanOf(token) };
  }

  /** Two things on one line want a comma between them. */
  protected separator(comma: IToken | undefined): void {
    if (comma !== undefined || this.RECORDING_PHASE) return;
    const next = this.LA(1);
    const closes = next.tokenType === t.RCurly || next.tokenType === t.RSquare || next.tokenType === t.RParen;
    if (closes || !this.sameLine()) return;
    const at = endOf(this.LA(0));
    this.problems.push({ kind: "comma", span: { file: this.at.file, start: at, end: at } });
  }

  /** Does the next token stand on the line of the last one? */
  protected sameLine(): boolean {
    const from = endOf(this.LA(0)) - this.at.offset;
    const to = this.LA(1).startOffset - this.at.offset;
    if (Number.isNaN(from) || Number.isNaN(to)) return false;
    for (let i = from; i < to; i++) {
      const code = this.at.text.charCodeAt(i);
      if (code === 10 || code === 13) return false;
    }
    return true;
  }

  protected noName(): tree.Name {
    const end = endOf(this.LA(0));
    const at = Number.isNaN(end) ? this.at.offset : end;
    return { text: "", span: { file: this.at.file, start: at, end: at } };
  }
  protected noValue(): tree.ValueNode {
    return { kind: "missing", span: this.noName().span };
  }
  protected noSetting(): tree.SettingNode {
    return { name: this.noName(), value: this.noValue(), span: this.noName().span };
  }
  protected noType(): tree.TypeNode {
    return { name: this.noName(), args: [], bounds: [], span: this.noName().span };
  }
  protected noField(): tree.FieldNode {
    const span = this.noName().span;
    return { name: this.noName(), identity: false, optional: false, type: this.noType(), span };
  }
  protected broken(): tree.BrokenNode {
    this.lost = true;
    return { kind: "broken", span: this.noName().span };
  }
  protected loseAll(): [] {
    this.lost = true;
    return [];
  }
}

function endOf(token: IToken): number {
  return token.startOffset + token.image.length;
}
