/** Looks at what callers without a type checker may give. */
import { nearest } from "../diagnostics/nearest.ts";
import { refuse } from "./waybill-error.ts";

/** What a value is, for a message: `a text`, `3`, `undefined`. */
export function shown(value: unknown): string {
  if (typeof value === "string") return value.length > 40 ? `"${value.slice(0, 40)}…"` : `"${value}"`;
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object" && value !== null) return "an object";
  return typeof value === "function" ? "a function" : String(value);
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** `value`, or `otherwise` where nothing is given. `name` is what the caller calls it. */
export function wholeNumber(
  value: unknown,
  name: string,
  bounds: { readonly least: number; readonly most: number; readonly otherwise: number },
): number {
  if (value === undefined) return bounds.otherwise;
  if (typeof value !== "number" || !Number.isInteger(value) || value < bounds.least || value > bounds.most)
    refuse(`${name} is a whole number from ${bounds.least} to ${bounds.most}, not ${shown(value)}`);
  return value;
}

/** An object without members that nobody reads: a misspelt option is an error, not a silence. */
export function options(
  value: unknown,
  call: string,
  known: readonly string[],
): Readonly<Record<string, unknown>> {
  if (value === undefined) return {};
  if (!isRecord(value)) refuse(`the options of ${call} are an object, not ${shown(value)}`);
  for (const name of Object.keys(value)) oneOf(name, known, `option of ${call}`);
  return value;
}

/** `name`, which has to be one of `known`; else says which one it may be. `what` names the kind of thing. */
export function oneOf(name: unknown, known: readonly string[], what: string): string {
  if (typeof name === "string" && known.includes(name)) return name;
  const near = typeof name === "string" ? nearest(name, known) : undefined;
  const hint = near === undefined ? `; there ${listed(known)}` : `; did you mean "${near}"?`;
  return refuse(`${shown(name)} is no ${what}${hint}`);
}

/** More names than these are counted. */
const NAMES_MAX = 12;

function listed(known: readonly string[]): string {
  if (known.length === 0) return "is none";
  const more = known.length - NAMES_MAX;
  return `are ${known.slice(0, NAMES_MAX).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}
