/** Options that a call is given as an object. */
import type { SourceValue } from "./source.ts";

/** Options of a call. */
export interface Options {
  readonly entries: ReadonlyMap<string, SourceValue>;
  /** Nothing else is set. */
  readonly isWhole: boolean;
}

const NONE: Options = { entries: new Map(), isWhole: true };

/** The options that an argument gives: none where it is left out. */
export function optionsOf(value: SourceValue | undefined): Options {
  if (value === undefined || value.kind === "nothing") return NONE;
  if (value.kind === "object") return value;
  return { entries: new Map(), isWhole: false };
}

/** `name` as a boolean setting: what the options say, or what the library does without a word. */
export function flagOf({ entries, isWhole }: Options, name: string, otherwise: boolean): string {
  const value = entries.get(name);
  if (value === undefined) return isWhole ? `${otherwise}` : "unknown";
  if (value.kind === "nothing") return `${otherwise}`;
  return value.kind === "boolean" ? `${value.value}` : "unknown";
}

/** A name that is not known, in quotes after a blank; empty where it has none that says something. */
export function namedUnknown(value: SourceValue | undefined): string {
  const isNamed = value?.kind === "unknown" && /^[\w$.]+$/.test(value.text);
  return isNamed ? ` \`${value.text}\`` : "";
}
