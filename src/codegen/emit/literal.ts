/** Texts and data of a spec as TypeScript. Nothing that a spec says can leave the place where it is put. */
import { Code, type Data } from "../plan/data.ts";
import { isIdentifier, isInherited } from "../plan/names.ts";

/** Wider than this a literal is broken into lines. */
const WIDTH = 100;

/**
 * What ends a line for JavaScript, what no editor shows, what turns the direction of a text, halves of pairs, private use.
 * Ranges instead of Unicode's classes, which grow with the version of the machine.
 */
const UNSEEN =
  /[\u0000-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ud800-\udfff\ue000-\uf8ff\ufe00-\ufe0f\ufeff\uffa0\ufff0-\uffff\u{e0000}-\u{10ffff}]/gu;

/** Characters that need no second look. */
const PLAIN = /^[ -~]*$/;

/** A string literal with the value `text`; printable characters stay as they are. */
export function textLiteral(text: string): string {
  const literal = JSON.stringify(text);
  return PLAIN.test(literal) ? literal : literal.replaceAll(UNSEEN, escaped);
}

/** The text of a program in which what nobody sees stands within literals only: there it is written as an escape. */
export function escapeUnseen(program: string): string {
  return program.replaceAll(UNSEEN, (character) => (character === "\n" ? character : escaped(character)));
}

function escaped(character: string): string {
  let out = "";
  for (let i = 0; i < character.length; i++)
    out += `\\u${character.charCodeAt(i).toString(16).padStart(4, "0")}`;
  return out;
}

/** `text` as it can stand within a comment of any form, in lines. Tags that a compiler obeys are none any more. */
export function commentLines(text: string): readonly string[] {
  return text
    .split(/\r\n|[\n\r\u2028\u2029\u0085]/)
    .map((line) => line.replaceAll(UNSEEN, visible).replaceAll("*/", "*\\/").replaceAll("/*", "/\\*"))
    .map((line) => line.replaceAll(/@(?=ts-|license|preserve|__)/gi, "@\\").trimEnd());
}

/** `text` in a single line of a comment. */
export function commentLine(text: string): string {
  return commentLines(text.replaceAll(/\s+/g, " ")).join(" ");
}

function visible(character: string): string {
  return character === "\t" ? " " : escaped(character);
}

/** The name of a property of a type. */
export function typeKey(name: string): string {
  return isIdentifier(name) ? name : textLiteral(name);
}

/** The name of a property in an object literal: `__proto__` would set the prototype, were it not computed. */
export function objectKey(name: string): string {
  return name === "__proto__" ? '["__proto__"]' : typeKey(name);
}

/** `data` as an expression, broken into lines where it is long. `indent`: blanks before what follows the first line. */
export function dataLiteral(data: Data, indent = 0): string {
  const flat = flatLiteral(data, WIDTH - indent);
  if (flat !== undefined) return flat;
  const inner = " ".repeat(indent + 2);
  const outer = " ".repeat(indent);
  if (Array.isArray(data)) {
    const items = data.map((each: Data) => `${inner}${dataLiteral(each, indent + 2)},\n`);
    return `[\n${items.join("")}${outer}]`;
  }
  if (!isObject(data)) return scalarLiteral(data);
  const items = entriesOf(data).map(
    ([name, value]) =>
      `${inner}${objectKey(name)}: ${dataLiteral(value, indent + 2)}${narrowed(name, value)},\n`,
  );
  return `{\n${items.join("")}${outer}}`;
}

/** On one line; undefined where that has more than `width` characters. */
function flatLiteral(data: Data, width: number): string | undefined {
  const parts: string[] = [];
  let left = width;
  const add = (head: string, value: Data): boolean => {
    const text = flatLiteral(value, left - head.length - 2);
    if (text === undefined) return false;
    parts.push(`${head}${text}`);
    left -= head.length + text.length + 2;
    return true;
  };
  let flat: string;
  if (Array.isArray(data)) {
    if (!data.every((each: Data) => add("", each))) return undefined;
    flat = `[${parts.join(", ")}]`;
  } else if (isObject(data)) {
    const isFlat = entriesOf(data).every(
      ([name, value]) => narrowed(name, value) === "" && add(`${objectKey(name)}: `, value),
    );
    if (!isFlat) return undefined;
    flat = parts.length === 0 ? "{}" : `{ ${parts.join(", ")} }`;
  } else flat = scalarLiteral(data);
  return flat.length > width || flat.includes("\n") ? undefined : flat;
}

/** Under a name that every object has the compiler expects what that is, so that texts in an object would be any texts. */
function narrowed(name: string, value: Data): string {
  return isInherited(name) && (isObject(value) || Array.isArray(value)) ? " as const" : "";
}

/** What has no parts. */
function scalarLiteral(data: Data): string {
  if (typeof data === "string") return textLiteral(data);
  if (typeof data === "number") return Object.is(data, -0) ? "-0" : String(data);
  if (data instanceof Code) return data.text;
  return data === true ? "true" : data === false ? "false" : data === null ? "null" : "undefined";
}

function isObject(data: Data): data is { readonly [name: string]: Data } {
  return typeof data === "object" && data !== null && !Array.isArray(data) && !(data instanceof Code);
}

function entriesOf(data: { readonly [name: string]: Data }): readonly (readonly [string, Data])[] {
  return Object.entries(data).filter(([, value]) => value !== undefined);
}
