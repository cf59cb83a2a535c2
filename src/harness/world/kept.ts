/** Values that outlive a process: copied on their way in and out, so that nobody keeps a reference to them. */
import { canonicalText } from "./canonical.ts";

export interface Kept {
  readonly value: unknown;
  /** Equal for equal values. */
  readonly text: string;
}

const isPrimitive = (value: unknown): boolean => typeof value !== "object" || value === null;

/** Throws {@link NotData} for what cannot be kept; `path` names it. */
export function keep(value: unknown, path: string): Kept {
  const text = canonicalText(value, path);
  return { value: isPrimitive(value) ? value : structuredClone(value), text };
}

export function copyOf({ value }: Kept): unknown {
  return isPrimitive(value) ? value : structuredClone(value);
}
