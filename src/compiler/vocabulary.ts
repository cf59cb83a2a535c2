/**
 * How settings are described: one entry a setting, from which parsing, findings, completion, reference pages,
 * import and export come. Core has tables of its own (what every producer, consumer, … can say); a broker adds its own.
 */
import type { Value } from "../model/value.ts";

/**
 * What a value must look like, and what it becomes in the model:
 * `duration` milliseconds; `size` bytes; `integer`, `number` as written; `ratio` 0.05 for 5%; `boolean`; `string`;
 * `word` one of `words`; `path` a dotted path into the message types at hand; `template` a string with `{path}` parts;
 * `date` `YYYY-MM-DD` with an optional time; `channel` a reference: the channel's name where `kinds` has one entry,
 * else `{ kind, name }`; `name` a word that names something else, resolved by whoever reads it;
 * `range` `{ least?, most? }`; `list` an array; `map` as written; `literal` a text, number or flag; `call` `{ [name]: { [parameter]: value } }`.
 * Every type also takes the word `unknown`, which becomes UNKNOWN, unless the setting is `known`.
 */
export type ValueType =
  | { readonly kind: "duration" }
  | { readonly kind: "size" }
  | { readonly kind: "integer"; readonly least?: number; readonly most?: number }
  | { readonly kind: "number"; readonly least?: number; readonly most?: number }
  | { readonly kind: "ratio" }
  | { readonly kind: "boolean" }
  | { readonly kind: "string" }
  | { readonly kind: "date" }
  | { readonly kind: "word"; readonly words: readonly string[] }
  | { readonly kind: "name"; readonly of: string }
  | { readonly kind: "path" }
  | { readonly kind: "template"; readonly separator?: string }
  | { readonly kind: "channel"; readonly kinds: readonly string[] }
  | { readonly kind: "range"; readonly of: "integer" | "duration" }
  | {
      readonly kind: "list";
      readonly of: ValueType /** A single value stands for a list of one. */;
      readonly orOne?: boolean;
    }
  /** Names with how often: `announce[0..1]` becomes `{ name, least, most }`, all of them a list. */
  | { readonly kind: "uses" }
  /** As written, or each value of the type `of`. */
  | { readonly kind: "map"; readonly of?: ValueType }
  /** A text, number or flag as written; with `template`, a text is one; with `present`, that word is null. */
  | { readonly kind: "literal"; readonly template?: boolean; readonly present?: boolean }
  /** `rest`: what arguments of other names take; without it there are none. */
  | {
      readonly kind: "call";
      readonly name: string;
      readonly params: readonly Param[];
      readonly rest?: ValueType;
    }
  /** The first that fits. */
  | { readonly kind: "either"; readonly of: readonly ValueType[] };

/** A parameter of a call; positional in this order, and by name. */
export interface Param {
  readonly name: string;
  readonly type: ValueType;
  readonly optional?: boolean;
  /** May be given by name only. */
  readonly named?: boolean;
}

/** A native default, for brokers of version `since` and newer, under client profile `client` only where said. */
export interface DefaultSpec {
  readonly value: Value;
  readonly since?: string;
  readonly client?: string;
}

export interface SettingSpec {
  readonly type: ValueType;
  /** One sentence for hover and reference pages. */
  readonly doc: string;
  /** What the broker's or the client's own configuration calls it; absent where only Waybill has it. */
  readonly native?: string;
  /** The last entry that fits version and client holds. Absent = there is none. */
  readonly defaults?: readonly DefaultSpec[];
  readonly required?: boolean;
  /** `unknown` cannot stand here. */
  readonly known?: boolean;
  /** The same in every environment: types, generated code and where messages go follow from it. */
  readonly fixed?: boolean;
  /** Words the broker knows and Waybill does not model yet: a value given here is reported as not supported yet. */
  readonly unsupported?: boolean;
  /** K-…/R-… statements, or the page and the date it was read. */
  readonly source?: string;
}

/** By published kebab-case name. */
export type SettingTable = Readonly<Record<string, SettingSpec>>;

/** The native default of `spec` for a broker of `version` under `client`; undefined where none is known. Pure. */
export function defaultOf(spec: SettingSpec, version: string, client: string): Value | undefined {
  let found: Value | undefined;
  for (const entry of spec.defaults ?? []) {
    const fits =
      (entry.since === undefined || compareVersions(version, entry.since) >= 0) &&
      (entry.client === undefined || entry.client === client);
    if (fits) found = entry.value;
  }
  return found;
}

/** Dotted numbers, compared number by number: 3.10 comes after 3.9. What is no number counts as 0. */
export function compareVersions(a: string, b: string): number {
  const left = a.split(".");
  const right = b.split(".");
  for (let i = 0; i < Math.max(left.length, right.length); i++) {
    const difference = versionPart(left[i]) - versionPart(right[i]);
    if (difference !== 0) return difference;
  }
  return 0;
}

function versionPart(text: string | undefined): number {
  return text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : 0;
}
