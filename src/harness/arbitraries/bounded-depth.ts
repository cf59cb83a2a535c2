/** Lists and records that end, though their types may contain themselves. */
import fc from "fast-check";

type Arbitrary = fc.Arbitrary<unknown>;

/** Lists, maps and optional fields within each other count as deeper; below this they are left empty. */
const DEPTH = { depthIdentifier: "waybill", maxDepth: 4 } as const;

/** Of lists and maps of no stated length. */
const MOST_ENTRIES = 5;

export interface Lengths {
  readonly minLength: number;
  readonly maxLength: number;
}

/** Short ones, within what is allowed. */
export function lengthsOf(least: number, most: number | undefined): Lengths {
  return {
    minLength: least,
    maxLength: Math.min(most ?? Number.POSITIVE_INFINITY, Math.max(least, MOST_ENTRIES)),
  };
}

/** `full`, or deep down `empty`. */
function shallow<T>(empty: T, full: fc.Arbitrary<T>): fc.Arbitrary<T> {
  return fc.oneof(DEPTH, { arbitrary: fc.constant(empty), weight: 1 }, { arbitrary: full, weight: 5 });
}

/** One of `ends`, which hold no further of their kind, or of `others`; deep down the first. */
export function choiceOf(ends: readonly Arbitrary[], others: readonly Arbitrary[]): Arbitrary {
  return others.length === 0 ? fc.oneof(...ends) : fc.oneof(DEPTH, ...ends, ...others);
}

export function listOf(entry: Arbitrary, lengths: Lengths): fc.Arbitrary<unknown[]> {
  const full = fc.array(entry, lengths);
  return lengths.minLength > 0 ? full : shallow([], full);
}

export function mapOf(
  keys: fc.Arbitrary<string>,
  entry: Arbitrary,
  least: number,
): fc.Arbitrary<Record<string, unknown>> {
  const full = fc.dictionary(keys, entry, {
    minKeys: least,
    maxKeys: Math.max(least, MOST_ENTRIES),
    noNullPrototype: true,
  });
  return least > 0 ? full : shallow({}, full);
}

const ABSENT = Symbol("absent");

/** Records of `fields`; those not in `required` are absent half of the time. */
export function recordOf(
  fields: Readonly<Record<string, Arbitrary>>,
  required: ReadonlySet<string>,
): fc.Arbitrary<Record<string, unknown>> {
  const model = Object.entries(fields).map(([name, field]): [string, Arbitrary] => [
    name,
    required.has(name) ? field : fc.option(field, { nil: ABSENT, freq: 2, ...DEPTH }),
  ]);
  return fc
    .tuple(...model.map(([, field]) => field))
    .map((values) =>
      Object.fromEntries(model.flatMap(([name], i) => (values[i] === ABSENT ? [] : [[name, values[i]]]))),
    );
}
