/** How values travel. What is written here is what clients put on the wire, so it holds for ever. */

/** One way in which the values of a scalar travel in JSON. */
export interface WireForm {
  readonly name: string;
  /** Type of the JSON value; `any` is the value itself. */
  readonly json: "string" | "number" | "boolean" | "any";
  readonly doc: string;
}

const form = (name: string, json: WireForm["json"], doc: string): WireForm => ({ name, json, doc });

/** Every scalar and the forms it may have; the first is the one it has where nothing is said. */
export const WIRE_FORMS: Readonly<Record<string, readonly WireForm[]>> = {
  string: [form("text", "string", "the text itself")],
  bool: [form("boolean", "boolean", "`true` or `false`")],
  int32: [form("number", "number", "a number"), form("text", "string", "its digits")],
  int64: [
    form("text", "string", "its digits, since most readers of JSON lose those beyond 2^53"),
    form("number", "number", "a number"),
  ],
  float64: [form("number", "number", "a number"), form("text", "string", "its digits")],
  decimal: [
    form("text", "string", 'its digits: `"12.30"`'),
    form("number", "number", "a number, which does not keep trailing zeros"),
  ],
  uuid: [form("text", "string", "in lower case with dashes")],
  timestamp: [
    form("text", "string", "RFC 3339, with the offset it was given"),
    form("epoch-millis", "number", "milliseconds since 1970, in UTC"),
    form("epoch-seconds", "number", "seconds since 1970, in UTC"),
  ],
  date: [form("text", "string", "`2031-12-31`"), form("epoch-days", "number", "days since 1970-01-01")],
  duration: [
    form("text", "string", "ISO 8601: `PT1M30S`"),
    form("millis", "number", "milliseconds"),
    form("seconds", "number", "seconds"),
  ],
  bytes: [
    form("base64", "string", "base64 with padding"),
    form("base64url", "string", "base64 for URLs, without padding"),
    form("hex", "string", "two lower case digits a byte"),
  ],
  json: [form("value", "any", "any JSON value")],
};

/** Forms of `scalar`, the usual one first; none where there is no such scalar. */
export function wireFormsOf(scalar: string): readonly WireForm[] {
  return Object.hasOwn(WIRE_FORMS, scalar) ? (WIRE_FORMS[scalar] ?? []) : [];
}
