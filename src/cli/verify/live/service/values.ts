/** Values of a live run's stores: data, as JSON. */
import type { Write } from "../protocol.ts";

type Put = Extract<Write, { readonly kind: "put" }>;

export function putOf(store: string, key: string, value: unknown): Put {
  return { kind: "put", store, key, text: textOf(value) };
}

export function appendOf(store: string, value: unknown): Write {
  return { kind: "append", store, text: textOf(value) };
}

/** As JSON; nothing at all is null. */
function textOf(value: unknown): string {
  return JSON.stringify(value ?? null);
}

export function valueOf(text: string | undefined): unknown {
  return text === undefined ? undefined : JSON.parse(text);
}
