/** Values of scalars, as programs hold them and as they travel. */
import fc from "fast-check";
import type { FieldType } from "../../model/message-type.ts";
import { wireFormsOf } from "../../model/wire.ts";

export type Scalar = Extract<FieldType, { readonly kind: "scalar" }>;

/** What an arbitrary makes: a value of the generated types, or the JSON value that stands for it. */
export type Form = "value" | "wire";

const DAY_MS = 86_400_000;
/** The years 1970 to 2099: every form of a timestamp has them. */
const MOST_MS = Date.UTC(2099, 11, 31);
const YEAR_MS = 366 * DAY_MS;
const LARGEST = { int32: 2n ** 31n, int64: 2n ** 63n, safe: 2n ** 53n };

/** Name of the form in which it travels. */
function wireOf({ name, wire }: Scalar): string {
  return wire ?? wireFormsOf(name)[0]?.name ?? "";
}

/** Texts of so many characters: mostly plain ones, and some of any characters. */
function texts({ least = 0, most }: Scalar): fc.Arbitrary<string> {
  const bounds = { minLength: least, ...(most !== undefined && { maxLength: most }) };
  return fc.oneof(
    { arbitrary: fc.string({ ...bounds, unit: "grapheme-ascii" }), weight: 4 },
    { arbitrary: fc.string({ ...bounds, unit: "binary" }), weight: 1 },
  );
}

/** A pattern may be one that is only valid without the flag. */
function regExpOf(pattern: string): RegExp {
  try {
    return new RegExp(pattern, "u");
  } catch {
    return new RegExp(pattern);
  }
}

/** Texts in which `pattern` is found, and that are fit. */
export function matching(pattern: string, isFit: (text: string) => boolean): fc.Arbitrary<string> {
  const regExp = regExpOf(pattern);
  return fc.stringMatching(regExp).filter((text) => isFit(text) && regExp.test(text));
}

function strings(type: Scalar): fc.Arbitrary<string> {
  const { least = 0, most = Number.POSITIVE_INFINITY, pattern } = type;
  if (pattern === undefined) return texts(type);
  // A pattern stands for the whole value.
  return matching(`^(?:${pattern})$`, (text) => {
    const { length } = [...text];
    return length >= least && length <= most;
  });
}

/** Of all digits that the type has, trailing zeros included; as a number, no more than a number keeps. */
function decimals(type: Scalar): fc.Arbitrary<string> {
  const [precision = 15, scale = 0] = type.args;
  const digits = wireOf(type) === "number" ? Math.min(precision, 15) : precision;
  const most = 10n ** BigInt(digits) - 1n;
  return fc.bigInt({ min: -most, max: most }).map((unscaled) => {
    const text = String(unscaled < 0n ? -unscaled : unscaled).padStart(scale + 1, "0");
    const sign = unscaled < 0n ? "-" : "";
    return scale === 0 ? sign + text : `${sign}${text.slice(0, -scale)}.${text.slice(-scale)}`;
  });
}

function whole(largest: bigint): fc.Arbitrary<bigint> {
  return fc.bigInt({ min: -largest, max: largest - 1n });
}

const dates = fc
  .integer({ min: 0, max: MOST_MS / DAY_MS })
  .map((days) => new Date(days * DAY_MS).toISOString().slice(0, 10));

const anyJson = fc.jsonValue().map((value): unknown => JSON.parse(JSON.stringify(value)));

/** Seconds may travel without their fraction: then values have none. */
function inSteps(type: Scalar, most: number): fc.Arbitrary<number> {
  const step = wireOf(type).endsWith("seconds") ? 1000 : 1;
  return fc.integer({ min: 0, max: Math.floor(most / step) }).map((n) => n * step);
}

function values(type: Scalar): fc.Arbitrary<unknown> {
  const { least = 0, most } = type;
  switch (type.name) {
    case "bool":
      return fc.boolean();
    case "int32":
      return whole(LARGEST.int32).map(Number);
    case "int64":
      return whole(wireOf(type) === "number" ? LARGEST.safe : LARGEST.int64);
    case "float64":
      // JSON has neither infinities nor a negative zero.
      return fc.double({ noNaN: true, noDefaultInfinity: true }).map((n) => (n === 0 ? 0 : n));
    case "decimal":
      return decimals(type);
    case "uuid":
      return fc.uuid();
    case "timestamp":
      return inSteps(type, MOST_MS).map((ms) => new Date(ms));
    case "date":
      return dates;
    case "duration":
      return inSteps(type, YEAR_MS);
    case "bytes":
      return fc.uint8Array({ minLength: least, ...(most !== undefined && { maxLength: most }) });
    case "json":
      return anyJson;
    default:
      return strings(type);
  }
}

/** `value`, of this scalar, as it travels. */
function toWire(type: Scalar, value: unknown): unknown {
  const form = wireOf(type);
  if (value instanceof Date) {
    if (form === "text") return value.toISOString();
    return form === "epoch-seconds" ? value.getTime() / 1000 : value.getTime();
  }
  if (value instanceof Uint8Array) {
    const bytes = Buffer.from(value);
    return form === "hex"
      ? bytes.toString("hex")
      : bytes.toString(form === "base64url" ? "base64url" : "base64");
  }
  switch (`${type.name} ${form}`) {
    case "duration text":
      return `PT${Number(value) / 1000}S`;
    case "duration seconds":
      return Number(value) / 1000;
    case "date epoch-days":
      return Date.parse(String(value)) / DAY_MS;
    case "decimal number":
    case "int64 number":
      return Number(value);
    case "int32 text":
    case "int64 text":
    case "float64 text":
      return String(value);
    default:
      return value;
  }
}

export function scalarArbitrary(type: Scalar, form: Form): fc.Arbitrary<unknown> {
  const arbitrary = values(type);
  return form === "value" ? arbitrary : arbitrary.map((value) => toWire(type, value));
}
