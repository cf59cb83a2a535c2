/** Every token of the DSL in match order. Words are contextual: each keyword is also a Word, so no word is reserved. */
import { createToken, Lexer, type TokenType } from "chevrotain";

const skipped: string = Lexer.SKIPPED;

const Blank: TokenType = createToken({
  name: "Blank",
  pattern: /[ \t\r\n\f\u00a0\ufeff]+/,
  group: skipped,
});
const DocComment: TokenType = createToken({
  name: "DocComment",
  pattern: /\/\/\/[^\r\n]*/,
  group: "docs",
});
const Comment: TokenType = createToken({ name: "Comment", pattern: /\/\/[^\r\n]*/, group: skipped });

export const Arrow: TokenType = createToken({ name: "Arrow", pattern: /->/, label: "`->`" });
export const BackArrow: TokenType = createToken({ name: "BackArrow", pattern: /<-/, label: "`<-`" });

export const DateText: TokenType = createToken({
  name: "DateText",
  pattern: /\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)?)?(?![\w-])/,
  label: "a date",
});
/** A number with its unit. */
export const Quantity: TokenType = createToken({
  name: "Quantity",
  pattern: /\d+(?:\.\d+)?(?:(?:ms|s|m|h|d|KiB|MiB|GiB|kB|MB|GB)(?![\w-])|%)/,
  label: "a quantity",
});
/** A number glued to letters that are no unit: one error, not two tokens. */
export const BadQuantity: TokenType = createToken({
  name: "BadQuantity",
  pattern: /-?\d+(?:\.\d+)?(?:[A-Za-z_][\w-]*)/,
  categories: [Quantity],
});
export const DotDot: TokenType = createToken({ name: "DotDot", pattern: /\.\./, label: "`..`" });
export const NumberText: TokenType = createToken({
  name: "NumberText",
  pattern: /-?\d+(?:\.\d+)?/,
  label: "a number",
});

/** A word, or a string in its place. */
export const Nameable: TokenType = createToken({ name: "Nameable", pattern: Lexer.NA, label: "a name" });

export const Text: TokenType = createToken({
  name: "Text",
  categories: [Nameable],
  pattern: /"[^"\\\r\n]*(?:\\[^\r\n][^"\\\r\n]*)*"/,
  label: "a string",
});
export const OpenText: TokenType = createToken({
  name: "OpenText",
  pattern: /"[^"\\\r\n]*(?:\\[^\r\n][^"\\\r\n]*)*\\?/,
  categories: [Text],
});

export const Word: TokenType = createToken({
  name: "Word",
  categories: [Nameable],
  pattern: /[A-Za-z_]\w*(?:-\w+)*/,
  label: "a name",
});

const keyword = (name: string): TokenType =>
  createToken({
    name: name[0]?.toUpperCase() + name.slice(1),
    pattern: new RegExp(name),
    longer_alt: Word,
    categories: [Word],
    label: `\`${name}\``,
  });

export const Waybill: TokenType = keyword("waybill");
export const Topology: TokenType = keyword("topology");
export const Broker: TokenType = keyword("broker");
export const Message: TokenType = keyword("message");
export const Record: TokenType = keyword("record");
export const Enum: TokenType = keyword("enum");
export const Bind: TokenType = keyword("bind");
export const Service: TokenType = keyword("service");
export const Producer: TokenType = keyword("producer");
export const Consumer: TokenType = keyword("consumer");
export const Store: TokenType = keyword("store");
export const Guarantee: TokenType = keyword("guarantee");
export const On: TokenType = keyword("on");
export const From: TokenType = keyword("from");
export const In: TokenType = keyword("in");
export const Identity: TokenType = keyword("identity");
export const Environment: TokenType = keyword("environment");
export const Use: TokenType = keyword("use");
export const For: TokenType = keyword("for");
export const Shared: TokenType = keyword("shared");

export const LCurly: TokenType = createToken({ name: "LCurly", pattern: /\{/, label: "`{`" });
export const RCurly: TokenType = createToken({ name: "RCurly", pattern: /\}/, label: "`}`" });
export const LSquare: TokenType = createToken({ name: "LSquare", pattern: /\[/, label: "`[`" });
export const RSquare: TokenType = createToken({ name: "RSquare", pattern: /\]/, label: "`]`" });
export const LParen: TokenType = createToken({ name: "LParen", pattern: /\(/, label: "`(`" });
export const RParen: TokenType = createToken({ name: "RParen", pattern: /\)/, label: "`)`" });
export const LAngle: TokenType = createToken({ name: "LAngle", pattern: /</, label: "`<`" });
export const RAngle: TokenType = createToken({ name: "RAngle", pattern: />/, label: "`>`" });
export const Colon: TokenType = createToken({ name: "Colon", pattern: /:/, label: "`:`" });
export const Comma: TokenType = createToken({ name: "Comma", pattern: /,/, label: "`,`" });
export const Dot: TokenType = createToken({ name: "Dot", pattern: /\./, label: "`.`" });
export const Bar: TokenType = createToken({ name: "Bar", pattern: /\|/, label: "`|`" });
export const Question: TokenType = createToken({ name: "Question", pattern: /\?/, label: "`?`" });

/** Words that begin a declaration at the top of a file, and members of a service. */
export const DECLARING: readonly TokenType[] = [
  Broker,
  Message,
  Record,
  Enum,
  Bind,
  Service,
  Guarantee,
  Environment,
  Topology,
  Waybill,
];
export const MEMBERS: readonly TokenType[] = [Producer, Consumer, Store];

export const TOKENS: TokenType[] = [
  Blank,
  DocComment,
  Comment,
  Arrow,
  BackArrow,
  DateText,
  Quantity,
  BadQuantity,
  DotDot,
  NumberText,
  Text,
  OpenText,
  Nameable,
  ...DECLARING,
  ...MEMBERS,
  On,
  From,
  In,
  Identity,
  Use,
  For,
  Shared,
  Word,
  LCurly,
  RCurly,
  LSquare,
  RSquare,
  LParen,
  RParen,
  LAngle,
  RAngle,
  Colon,
  Comma,
  Dot,
  Bar,
  Question,
];
