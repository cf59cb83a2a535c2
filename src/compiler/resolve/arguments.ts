/** Reading calls and maps among the values of settings. */
import type { Value } from "../../model/value.ts";

export interface MapValue {
  readonly [key: string]: Value;
}

export function isMap(value: Value | undefined): value is MapValue {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Argument `name` of the call `call`, where `value` is that call. */
export function argument(value: Value | undefined, call: string, name: string): Value | undefined {
  if (!isMap(value)) return undefined;
  const args = value[call];
  return isMap(args) ? args[name] : undefined;
}
