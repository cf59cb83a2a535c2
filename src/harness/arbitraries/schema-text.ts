/** Texts that a JSON Schema allows. */
import fc from "fast-check";
import type { Schema } from "../../model/message-type.ts";
import { matching } from "./scalars.ts";

const moments = fc.date({ min: new Date(0), max: new Date(Date.UTC(2099, 11, 31)), noInvalidDate: true });

/** By the names of the formats; others are taken for any text, as validators do. */
const formats: Readonly<Record<string, fc.Arbitrary<string>>> = {
  uuid: fc.uuid(),
  "date-time": moments.map((date) => date.toISOString()),
  date: moments.map((date) => date.toISOString().slice(0, 10)),
  time: moments.map((date) => date.toISOString().slice(11)),
  duration: fc.nat({ max: 1_000_000 }).map((seconds) => `PT${seconds}S`),
  email: fc.emailAddress(),
  hostname: fc.domain(),
  ipv4: fc.ipV4(),
  ipv6: fc.ipV6(),
  uri: fc.webUrl(),
};

export function textArbitrary(schema: Schema): fc.Arbitrary<string> {
  const { minLength, maxLength, pattern, format } = schema;
  const least = typeof minLength === "number" ? minLength : 0;
  const most = typeof maxLength === "number" ? maxLength : Number.POSITIVE_INFINITY;
  const isFit = (text: string): boolean => {
    const { length } = [...text];
    return length >= least && length <= most;
  };
  if (typeof pattern === "string") return matching(pattern, isFit);
  const known = typeof format === "string" && Object.hasOwn(formats, format) ? formats[format] : undefined;
  if (known !== undefined) return known.filter(isFit);
  return fc.string({ minLength: least, ...(Number.isFinite(most) && { maxLength: most }), unit: "binary" });
}
