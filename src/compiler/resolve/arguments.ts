/** Reading calls and maps among the values of settings. */
import type { Value } from "../../model/value.ts";

export interface MapValue {
  readonly [key: string]: Value;
}

export function isMap(value: Value | undefined): value is MapValue {
  return typeof value === "object" && value !== null && !isList(value);
}

/** `Array.isArray` does not narrow readonly arrays. */
export function isList(value: Value | undefined): value is readonly Value[] {
  return Array.isArray(value);
}

/** All of `values`, or undefined where one is missing. */
export function whole(values: readonly (Value | undefined)[]): readonly Value[] | undefined {
  const there = values.filter((value) => value !== undefined);
  return there.length === values.length ? there : undefined;
}

/** Argument `name` of the call `call`, where `value` is that call. */
export function argument(value: Value | undefined, call: string, name: string): Value | undefined {
  if (!isMap(value)) return undefined;
  const args = value[call];
  return isMap(args) ? args[name] : undefined;
}
