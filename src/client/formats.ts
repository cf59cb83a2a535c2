/** What the checks of messages need beside themselves: formats of texts, lengths, equality. */
import type { Check } from "./codec.ts";

type Format = (text: string) => boolean;

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const DATE = /^(\d{4})-(\d\d)-(\d\d)$/;
const TIMESTAMP =
  /^(\d{4}-\d\d-\d\d)[Tt]([01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:[Zz]|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/;
const DURATION = /^P(?!$)(?:\d+W)?(?:\d+D)?(?:T(?=\d)(?:\d+H)?(?:\d+M)?(?:\d+(?:\.\d{1,3})?S)?)?$/;
const WHOLE = /^-?(?:0|[1-9]\d{0,18})$/;
const FLOAT = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:e[+-]?\d+)?$/i;
const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function isDate(text: string): boolean {
  const [, year, month, day] = DATE.exec(text) ?? [];
  if (year === undefined) return false;
  const [y, m, d] = [Number(year), Number(month), Number(day)];
  const isLeap = y % 4 === 0 && (y % 100 !== 0 || y % 400 === 0);
  return d >= 1 && d <= (m === 2 && isLeap ? 29 : (DAYS[m - 1] ?? 0));
}

function isWhole(bits: number): Format {
  return (text) => WHOLE.test(text) && BigInt.asIntN(bits, BigInt(text)) === BigInt(text);
}

/** Code of `A`…`Z`, `a`…`z`, `0`…`9`. */
function isDigit64(code: number): boolean {
  return (code >= 65 && code <= 90) || (code >= 97 && code <= 122) || (code >= 48 && code <= 57);
}

/** Without a regular expression, whose stack a long text would exhaust. */
function isBase64(others: string, isPadded: boolean): Format {
  return (text) => {
    const padding = isPadded ? (text.endsWith("==") ? 2 : text.endsWith("=") ? 1 : 0) : 0;
    const digits = text.length - padding;
    if (isPadded ? text.length % 4 !== 0 : digits % 4 === 1) return false;
    for (let i = 0; i < digits; i++)
      if (!isDigit64(text.charCodeAt(i)) && !others.includes(text.charAt(i))) return false;
    return true;
  };
}

function isHex(text: string): boolean {
  if (text.length % 2 !== 0) return false;
  for (let i = 0; i < text.length; i++) if (!"0123456789abcdefABCDEF".includes(text.charAt(i))) return false;
  return true;
}

/** By the names that checks use: of the spec's scalars, and of the formats of JSON Schema that are checked. */
export const formats: Readonly<
  Record<
    | "uuid"
    | "date"
    | "date-time"
    | "duration"
    | "int32"
    | "int64"
    | "float64"
    | "base64"
    | "base64url"
    | "hex",
    Format
  >
> = {
  uuid: (text) => UUID.test(text),
  date: isDate,
  "date-time": (text) => isDate((TIMESTAMP.exec(text) ?? [])[1] ?? ""),
  duration: (text) => DURATION.test(text),
  int32: isWhole(32),
  int64: isWhole(64),
  float64: (text) => FLOAT.test(text),
  base64: isBase64("+/", true),
  base64url: isBase64("-_", false),
  hex: isHex,
};

/** Characters of a text: a pair of surrogates is one. */
export function length(text: string): number {
  let count = text.length;
  for (let i = 0; i < text.length - 1; i++) {
    const code = text.charCodeAt(i);
    if (code < 0xd800 || code > 0xdbff) continue;
    const next = text.charCodeAt(i + 1);
    if (next < 0xdc00 || next > 0xdfff) continue;
    count--;
    i++;
  }
  return count;
}

/** Whether two JSON values are the same. */
export function equal(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  // cast: it is an object, and of JSON.
  const left = a as Readonly<Record<string, unknown>>;
  // cast: so is this.
  const right = b as Readonly<Record<string, unknown>>;
  const names = Object.keys(left);
  if (names.length !== Object.keys(right).length) return false;
  return names.every((name) => Object.hasOwn(right, name) && equal(left[name], right[name]));
}

/** A validator as it is compiled: it leaves what it found wrong behind. */
interface Validate {
  (wire: unknown): boolean;
  errors?: readonly { readonly instancePath: string; readonly message?: string }[] | null;
}

/** The check that `make` makes, once it is needed. */
export function checked(make: () => Validate): Check {
  let validate: Validate | undefined;
  return (wire) => {
    validate ??= make();
    if (validate(wire)) return undefined;
    const [first] = validate.errors ?? [];
    const path = (first?.instancePath ?? "").slice(1).replaceAll("/", ".");
    return `${path === "" ? "it" : path} ${first?.message ?? "is not valid"}`;
  };
}
