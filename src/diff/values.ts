/** Settings as they are compared and shown. */
import { durationText } from "../base/duration.ts";
import { maskSecrets } from "../diagnostics/mask.ts";
import { valueInWords } from "../compiler/infer/named-setting.ts";
import { isMap } from "../compiler/resolve/arguments.ts";
import { defaultOf, type SettingTable, type ValueType } from "../compiler/vocabulary.ts";
import type { Settings, Value } from "../model/value.ts";

/** Prefix of settings that Waybill does not model: each is compared by itself. */
const NATIVE = "native.";

/** The settings one by one, those under `native` as `native.name`. */
export function flat(settings: Settings): Settings {
  const { native, ...rest } = settings;
  const inner = Object.entries(isMap(native) ? native : {}).map(([name, value]): [string, Value] => [
    `${NATIVE}${name}`,
    value,
  ]);
  return { ...rest, ...Object.fromEntries(inner) };
}

/** `settings` with `value` for `name`, which may be `native.x`; undefined leaves it out. */
export function withSetting(settings: Settings, name: string, value: Value | undefined): Settings {
  if (name.startsWith(NATIVE)) {
    const { native } = settings;
    const inner: Settings = isMap(native) ? native : {};
    return { ...settings, native: withSetting(inner, name.slice(NATIVE.length), value) };
  }
  const { [name]: _, ...rest } = settings;
  return value === undefined ? rest : { ...rest, [name]: value };
}

export interface Defaults {
  readonly table: SettingTable;
  readonly version: string;
  readonly client: string;
  /** What decides where neither a setting nor a default is. */
  readonly implied: Settings;
}

/** What decides: what is written, what is implied, else the native default. */
export function effective(written: Settings, { table, version, client, implied }: Defaults): Settings {
  const defaults = Object.entries(table).flatMap(([name, spec]): [string, Value][] => {
    const value = defaultOf(spec, version, client);
    return value === undefined ? [] : [[name, value]];
  });
  return { ...Object.fromEntries(defaults), ...implied, ...flat(written) };
}

/** Equal, whatever the order of keys. */
export function same(a: unknown, b: unknown): boolean {
  return canonical(a) === canonical(b);
}

/** A text that equal values share. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_, each: unknown) =>
    typeof each === "object" && each !== null && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1)))
      : each,
  );
}

/** As a spec writes it. No secret is shown. */
export function valueText(value: Value, type: ValueType | undefined): string {
  if (isMap(value)) {
    const { kind, name } = value;
    if (typeof kind === "string" && typeof name === "string") return `${kind} ${name}`;
    const [[call, given] = ["", undefined], ...others] = Object.entries(value);
    if (isMap(given) && others.length === 0) return maskSecrets(`${call}(${argumentsText(given)})`);
    return maskSecrets(JSON.stringify(value));
  }
  if (typeof value === "number" && counts(type, "duration")) return durationText(value);
  if (typeof value === "number" && counts(type, "size")) return `${value}B`;
  if (typeof value === "string" && value === "") return '""';
  return maskSecrets(valueInWords({ value }));
}

/** Of a call; one that is there without a value may have any. */
function argumentsText(given: Settings): string {
  return Object.entries(given)
    .map(([name, value]) => `${name}: ${value === null ? "present" : JSON.stringify(value)}`)
    .join(", ");
}

function counts(type: ValueType | undefined, kind: "duration" | "size"): boolean {
  if (type === undefined) return false;
  return type.kind === kind || (type.kind === "either" && type.of.some((each) => counts(each, kind)));
}

/** Names of settings with different values, or that are literal and written differently; sorted. */
export function differing(before: Settings, after: Settings): readonly string[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return names.filter((name) => !same(before[name], after[name]));
}

/** Without places and comments. */
export function bare(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (key, each: unknown) =>
      key === "origin" || key === "origins" || key === "doc" ? undefined : each,
    ),
  );
}
