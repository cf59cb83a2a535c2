/** Headers of a message against the arguments of a binding to a headers exchange. R-HDR-01 … R-HDR-06. */
import { UNKNOWN, type Value } from "../../../model/value.ts";
import { directMatches, type Matching } from "./keys.ts";

/** By name; a text is a template, in whose gaps stands text without a dot. `unknown`: any, with any value. */
export type Headers = Readonly<Record<string, Value>> | typeof UNKNOWN;

/** Without `match` a binding asks for nothing, and every message has that (R-HDR-03). */
export interface Asked {
  readonly all: boolean;
  readonly headers: readonly (readonly [name: string, value: Value])[];
}

/** `all(…)`, `any(…)` and their forms that heed names with `x-`. */
export function askedOf(match: Value | undefined): Asked {
  const [form, given] = isMap(match) ? (Object.entries(match)[0] ?? []) : [];
  const headers = isMap(given) ? Object.entries(given) : [];
  const isWithX = form?.endsWith("-with-x") === true;
  return {
    all: form === undefined || form.startsWith("all"),
    headers: headers.filter(([name]) => name !== "x-match" && (isWithX || !name.startsWith("x-"))),
  };
}

/** `some`: for some values in the gaps of `headers`; `every`: whatever they are. */
export function headersMatch(
  match: Value | undefined,
  headers: Headers,
  matching: Matching = "some",
): boolean {
  const asked = askedOf(match);
  const has = ([name, value]: readonly [string, Value]): boolean => holds(headers, name, value, matching);
  return asked.all ? asked.headers.every(has) : asked.headers.some(has);
}

/** An argument without a value asks for any; else it is the same one, of the same type. */
function holds(headers: Headers, name: string, asked: Value, matching: Matching): boolean {
  if (headers === UNKNOWN) return matching === "some";
  if (!Object.hasOwn(headers, name)) return false;
  const value = headers[name] ?? null;
  if (asked === null) return true;
  if (typeof value === "string" && typeof asked === "string") return directMatches(asked, value, matching);
  return sameValue(value, asked);
}

/** Whether every message that has the header `narrow` has `wide`, too (R-HDR-05). */
export function headerImplies(
  [name, value]: Asked["headers"][number],
  [wideName, wideValue]: Asked["headers"][number],
): boolean {
  return name === wideName && (wideValue === null || sameValue(value, wideValue));
}

/** Arrays and tables are compared by what is in them (R-HDR-04). */
function sameValue(a: Value, b: Value): boolean {
  return typeof a === typeof b && JSON.stringify(a) === JSON.stringify(b);
}

function isMap(value: Value | undefined): value is Readonly<Record<string, Value>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
