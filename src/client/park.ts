/** The third way to end a handler, where the spec declares it. */

/** Put aside, and not handled again. */
export interface Park {
  readonly settle: "park";
  readonly reason: string;
}

/** `return park("no such address")` puts the message where the spec says, at once. */
export const park = (reason: string): Park => ({ settle: "park", reason });

/** By its shape: a bundle may hold {@link park} twice. */
export function isPark(value: unknown): value is Park {
  return typeof value === "object" && value !== null && "settle" in value && value.settle === "park";
}
