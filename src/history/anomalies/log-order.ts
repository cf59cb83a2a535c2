/** The order of each log, as far as offsets were told: gaps removed. */
import type { LogStore } from "./log-store.ts";

/** Values at one place of a log. */
export interface Crowd {
  readonly key: number;
  readonly index: number;
  readonly values: readonly number[];
}

export interface LogOrder {
  /** By key: the offsets that hold something, ascending. The place in this list is an *index*. */
  readonly offsets: readonly Float64Array[];
  /** By key: one value for each index. */
  readonly at: readonly Int32Array[];
  /** By value: the index at which it is the one in `at`; lowest and highest index at which it lies. -1: nowhere. */
  readonly index: Int32Array;
  readonly first: Int32Array;
  readonly last: Int32Array;
  /** Offsets with two values and more. */
  readonly crowded: readonly Crowd[];
}

/** A table instead of a search where the offsets of a log are at most this many times as far apart as they are many. */
const DENSE = 8;

export function logOrder(store: LogStore): LogOrder {
  const offsets = offsetsOf(store);
  const at = offsets.map((each) => new Int32Array(each.length).fill(-1));
  const rank = offsets.map(ranks);
  const count = store.names.length;
  const unknown = (): Int32Array => new Int32Array(count).fill(-1);
  const [index, first, last] = [unknown(), unknown(), unknown()];
  const crowds = new Map<number, Map<number, number[]>>();
  const lay = (value: number, offset: number): void => {
    const key = store.keyOf.get(value);
    const i = (rank[key] as (offset: number) => number)(offset);
    const row = at[key] as Int32Array;
    const there = row[i] as number;
    if (there === -1) row[i] = value;
    else crowd(crowds, key, i, there).push(value);
    if (first[value] === -1 || i < (first[value] as number)) first[value] = i;
    if (i > (last[value] as number)) last[value] = i;
  };
  for (let value = 0; value < count; value++) {
    const offset = store.values.offset(value);
    if (offset < 0) continue;
    lay(value, offset);
    for (const more of store.moreOffsets.get(value) ?? []) lay(value, more);
  }
  for (const row of at) for (let i = 0; i < row.length; i++) index[row[i] as number] = i;
  return { offsets, at, index, first, last, crowded: listed(crowds) };
}

/** Indices from `first` to `second`; 1, which is right, where one of the two has no place in the log. */
export function delta(order: LogOrder, first: number, second: number): number {
  const from = order.index[first] as number;
  const to = order.index[second] as number;
  return from < 0 || to < 0 ? 1 : to - from;
}

function offsetsOf(store: LogStore): Float64Array[] {
  const counts = new Int32Array(store.keys.length);
  const each = (visit: (key: number, offset: number) => void): void => {
    for (let value = 0; value < store.names.length; value++) {
      const offset = store.values.offset(value);
      if (offset >= 0) visit(store.keyOf.get(value), offset);
    }
    for (const [value, more] of store.moreOffsets)
      for (const offset of more) visit(store.keyOf.get(value), offset);
  };
  each((key) => {
    counts[key] = (counts[key] as number) + 1;
  });
  const all = Array.from(counts, (count) => new Float64Array(count));
  counts.fill(0);
  each((key, offset) => {
    (all[key] as Float64Array)[counts[key] as number] = offset;
    counts[key] = (counts[key] as number) + 1;
  });
  return all.map((offsets) => offsets.sort().filter((offset, i) => i === 0 || offset !== offsets[i - 1]));
}

/** Finds the index of an offset. */
function ranks(offsets: Float64Array): (offset: number) => number {
  const low = offsets[0] ?? 0;
  const span = (offsets.at(-1) ?? 0) - low + 1;
  if (span <= DENSE * offsets.length) {
    const table = new Int32Array(span);
    for (let i = 0; i < offsets.length; i++) table[(offsets[i] as number) - low] = i;
    return (offset) => table[offset - low] as number;
  }
  return (offset) => {
    let [from, to] = [0, offsets.length - 1];
    while (from < to) {
      const middle = (from + to) >> 1;
      if ((offsets[middle] as number) < offset) from = middle + 1;
      else to = middle;
    }
    return from;
  };
}

function crowd(
  crowds: Map<number, Map<number, number[]>>,
  key: number,
  index: number,
  there: number,
): number[] {
  const row = crowds.get(key) ?? new Map<number, number[]>();
  crowds.set(key, row);
  const values = row.get(index) ?? [there];
  row.set(index, values);
  return values;
}

function listed(crowds: ReadonlyMap<number, ReadonlyMap<number, readonly number[]>>): Crowd[] {
  return [...crowds].flatMap(([key, row]) => [...row].map(([index, values]) => ({ key, index, values })));
}
