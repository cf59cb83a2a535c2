/**
 * A setting's value after resolution: durations are milliseconds, sizes are bytes. A reference to a channel is its name where only
 * one kind can stand there, else `{ kind, name }`; a call `auto(5s)` is `{ auto: { interval: 5000 } }`.
 */
export type Value = string | number | boolean | null | readonly Value[] | { readonly [key: string]: Value };

/** Settings by their published kebab-case name; `native` holds what Waybill does not model. An omitted setting has its broker's or client's native default. */
export type Settings = Readonly<Record<string, Value>>;

/** A value that an import could not know. A verdict that needs it is *undecided*. */
export const UNKNOWN = "unknown";
