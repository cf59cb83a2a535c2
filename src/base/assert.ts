/** Thrown only where Waybill itself is wrong: never for what a user wrote, never for what a broker did. */
export class Defect extends Error {
  override readonly name: string = "Defect";
}

/** Throws a {@link Defect} unless `condition` holds. `why` says what the code relied on. */
export function assert(condition: boolean, why: string): asserts condition {
  if (!condition) throw new Defect(why);
}

/** For the branch that the types exclude. Throws a {@link Defect}. */
export function unreachable(value: never): never {
  throw new Defect(`unreachable: ${String(value)}`);
}

/** `value`, which the caller knows to be there. Throws a {@link Defect} otherwise. */
export function present<T>(value: T | undefined | null, why: string): T {
  if (value === undefined || value === null) throw new Defect(why);
  return value;
}
