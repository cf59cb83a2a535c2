/** Anomalies of single messages: where they lie, whether they were read, and by whom. */
import { named, type LogAnalysis } from "./log-analysis.ts";
import { OUTCOME } from "./log-store.ts";

export function findValueAnomalies(analysis: LogAnalysis): void {
  findInconsistentOffsets(analysis);
  findDuplicates(analysis);
  findLostWrites(analysis);
  findPrecommittedReads(analysis);
  const { store, findings } = analysis;
  for (const [value, writers] of store.reused)
    findings.add("reused-value", writers.length, () => named(analysis, writers, [value]));
  for (let value = 0; value < store.names.length; value++) findReads(analysis, value);
}

function findInconsistentOffsets(analysis: LogAnalysis): void {
  const { store, order, findings } = analysis;
  for (const { key, index, values } of order.crowded)
    findings.add("inconsistent-offsets", values.length, () => ({
      ...named(analysis, values.map((value) => witness(analysis, value)).sort(ascending), values),
      offsets: [(order.offsets[key] as Float64Array)[index] as number],
      note: `${values.length} values at one offset of ${store.keys[key] ?? ""}`,
    }));
}

function findDuplicates(analysis: LogAnalysis): void {
  const { store, findings } = analysis;
  for (const [value, more] of store.moreOffsets) {
    const offsets = [store.values.offset(value), ...more].sort(ascending);
    const example = () => ({ ...named(analysis, [witness(analysis, value)], [value]), offsets });
    findings.add("duplicate", offsets.length, example);
    if (offsets.filter((offset) => offset !== 0).length > 1)
      findings.add("duplicate-nonzero", offsets.length, example);
  }
}

/** Below what was read at the highest place, everything has to be read that was surely written. */
function findLostWrites(analysis: LogAnalysis): void {
  const { store, order, committed, findings } = analysis;
  const bound = new Int32Array(store.keys.length).fill(-1);
  const highest = new Int32Array(store.keys.length).fill(-1);
  for (let value = 0; value < store.names.length; value++) {
    const key = store.keyOf.get(value);
    if (store.values.okReader(value) < 0) continue;
    if ((order.first[value] as number) <= (bound[key] as number)) continue;
    bound[key] = order.first[value] as number;
    highest[key] = value;
  }
  for (let value = 0; value < store.names.length; value++) {
    const key = store.keyOf.get(value);
    const last = order.last[value] as number;
    const writer = store.values.writer(value);
    if (last < 0 || last > (bound[key] as number) || store.values.okReader(value) >= 0) continue;
    if (writer < 0 || committed[writer] !== 1) continue;
    const read = highest[key] as number;
    findings.add("lost-write", (bound[key] as number) - last, () =>
      named(analysis, [writer, store.values.okReader(read)], [value, read]),
    );
  }
}

function findReads(analysis: LogAnalysis, value: number): void {
  const { store, findings } = analysis;
  const writer = store.values.writer(value);
  const reader = store.values.okReader(value);
  if (writer < 0) {
    findings.add("phantom-read", 0, () => named(analysis, [store.values.anyReader(value)], [value]));
    return;
  }
  const ended = store.outcome.get(writer);
  if (reader >= 0 && ended === OUTCOME.fail)
    findings.add("G1a", 0, () => named(analysis, [writer, reader], [value]));
  if (reader < 0 && ended === OUTCOME.ok) findings.add("unseen", 0, () => named(analysis, [writer], [value]));
}

function findPrecommittedReads(analysis: LogAnalysis): void {
  const { store, findings } = analysis;
  const seen = new Set<number>();
  for (let op = 0; op < store.completions; op++) {
    const to = op + 1 < store.completions ? store.readsFrom.get(op + 1) : store.reads.length;
    for (let i = store.readsFrom.get(op); i < to; i++) {
      const value = store.reads.get(i);
      if (!wrote(analysis, op, value) || seen.has(value)) continue;
      seen.add(value);
      findings.add("precommitted-read", 0, () => named(analysis, [op], [value]));
    }
    seen.clear();
  }
}

function wrote({ store }: LogAnalysis, op: number, value: number): boolean {
  return store.values.writer(value) === op || store.reused.get(value)?.includes(op) === true;
}

/** An operation that has to do with the value: who sent it, else who read it. */
function witness({ store }: LogAnalysis, value: number): number {
  const writer = store.values.writer(value);
  return writer >= 0 ? writer : store.values.anyReader(value);
}

function ascending(a: number, b: number): number {
  return a - b;
}
