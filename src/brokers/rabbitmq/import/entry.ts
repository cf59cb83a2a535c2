/** Reading single fields of an object of a definitions file. What is of another type counts as absent. */
import type { JsonNode } from "./json.ts";

/** An argument or a policy's value, with the line it stands in. */
export interface Argument {
  readonly value: JsonNode;
  readonly line: number;
}

/** An object of the file. */
export interface Entry {
  readonly line: number;
  readonly entries: ReadonlyMap<string, JsonNode>;
}

export function text(entry: Entry, name: string): string | undefined {
  const node = entry.entries.get(name);
  return node?.kind === "value" && typeof node.value === "string" ? node.value : undefined;
}

export function flag(entry: Entry, name: string): boolean | undefined {
  const node = entry.entries.get(name);
  return node?.kind === "value" && typeof node.value === "boolean" ? node.value : undefined;
}

export function object(entry: Entry, name: string): Entry | undefined {
  const node = entry.entries.get(name);
  return node?.kind === "object" ? node : undefined;
}

export function argumentsOf(entry: Entry, name: string): ReadonlyMap<string, Argument> {
  const entries = object(entry, name)?.entries ?? new Map<string, JsonNode>();
  return new Map([...entries].map(([key, value]) => [key, { value, line: value.line }]));
}
