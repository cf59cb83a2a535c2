/** Reading settings: what was written, typed, and where. `unknown` and what is of another type read as undefined. */
import type { Origin, Origins } from "./origin.ts";
import type { Settings, Value } from "./value.ts";
import { UNKNOWN } from "./value.ts";

export function textSetting(settings: Settings, name: string): string | undefined {
  const value = settings[name];
  return typeof value === "string" && value !== UNKNOWN ? value : undefined;
}

export function numberSetting(settings: Settings, name: string): number | undefined {
  const value = settings[name];
  return typeof value === "number" ? value : undefined;
}

export function flagSetting(settings: Settings, name: string): boolean | undefined {
  const value = settings[name];
  return typeof value === "boolean" ? value : undefined;
}

/** A text, or the texts of a list; none where nothing is written. */
export function textsSetting(settings: Settings, name: string): readonly string[] {
  const value = settings[name];
  if (typeof value === "string") return value === UNKNOWN ? [] : [value];
  return isList(value) ? value.filter((each) => typeof each === "string") : [];
}

/** The entries of a map such as `native`; none where nothing is written. */
export function entriesSetting(settings: Settings, name: string): readonly (readonly [string, Value])[] {
  const value = settings[name];
  return typeof value === "object" && value !== null && !isList(value) ? Object.entries(value) : [];
}

/** `Array.isArray` does not narrow readonly arrays. */
function isList(value: Value | undefined): value is readonly Value[] {
  return Array.isArray(value);
}

/** What may carry origins. */
export interface Placed {
  readonly origin?: Origin;
  readonly origins?: Origins;
}

/** Where setting `name` of `entity` is written, else the entity; an empty range of no file where neither is known. */
export function placeOf(entity: Placed, name?: string): Origin {
  const own = name === undefined ? undefined : entity.origins?.[name];
  return own ?? entity.origin ?? { file: "", start: 0, end: 0 };
}
