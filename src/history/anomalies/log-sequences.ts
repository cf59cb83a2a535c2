/** Anomalies of order: what a process sent or read of one log, inside an operation and from one to the next. */
import { named, type LogAnalysis } from "./log-analysis.ts";
import { delta } from "./log-order.ts";
import { OUTCOME } from "./log-store.ts";
import type { AnomalyName } from "./catalogue.ts";
import type { Value } from "./operation.ts";

/** Values skipped that an example names. */
const SKIPPED = 8;

/** Where the poll after an aborted one began, by key: see `afterAbort` of the measures. */
export interface AfterAbort {
  rewind: number;
  further: number;
  unchanged: number;
  between: number;
}

interface Cursor {
  value: number;
  op: number;
}

interface Aborted {
  readonly first: number;
  readonly last: number;
}

/** Names of the anomalies of one direction; absent where there is no such anomaly. */
interface Names {
  readonly skip: AnomalyName;
  readonly back: AnomalyName;
  readonly outerSkip?: AnomalyName;
  readonly outerBack: AnomalyName;
}

const SENDS: Names = {
  skip: "int-send-skip",
  back: "int-nonmonotonic-send",
  outerBack: "nonmonotonic-send",
};
const POLLS: Names = {
  skip: "int-poll-skip",
  back: "int-nonmonotonic-poll",
  outerSkip: "poll-skip",
  outerBack: "nonmonotonic-poll",
};

export function findSequenceAnomalies(analysis: LogAnalysis): AfterAbort {
  const { store } = analysis;
  const sends = new Walk(analysis, SENDS);
  const polls = new Walk(analysis, POLLS);
  for (let op = 0; op < store.completions; op++) {
    const assigned = store.assigned.get(op);
    if (assigned !== undefined) {
      sends.keep(store.process.get(op), assigned.keys);
      polls.keep(store.process.get(op), assigned.keys);
      continue;
    }
    sends.send(op);
    polls.poll(op);
  }
  return polls.afterAbort;
}

class Walk {
  readonly afterAbort: AfterAbort = { rewind: 0, further: 0, unchanged: 0, between: 0 };
  readonly #analysis: LogAnalysis;
  readonly #names: Names;
  /** By process and key. */
  readonly #cursors: Map<number, Cursor>[] = [];
  readonly #aborted: Map<number, Aborted>[] = [];
  /** By key: the last value of this operation, valid where `#stamp` is the operation. */
  readonly #stamp: Int32Array;
  readonly #first: Int32Array;
  readonly #last: Int32Array;
  readonly #touched: number[] = [];

  constructor(analysis: LogAnalysis, names: Names) {
    const { keys, processes } = analysis.store;
    this.#analysis = analysis;
    this.#names = names;
    this.#stamp = new Int32Array(keys.length).fill(-1);
    this.#first = new Int32Array(keys.length);
    this.#last = new Int32Array(keys.length);
    for (let p = 0; p < processes.length; p++) {
      this.#cursors.push(new Map());
      this.#aborted.push(new Map());
    }
  }

  /** A new assignment: cursors of other keys are given up. */
  keep(process: number, keys: ReadonlySet<number>): void {
    for (const cursors of [this.#cursors[process], this.#aborted[process]])
      for (const key of cursors?.keys() ?? []) if (!keys.has(key)) cursors?.delete(key);
  }

  send(op: number): void {
    const { store } = this.#analysis;
    const to = op + 1 < store.completions ? store.writesFrom.get(op + 1) : store.writes.length;
    const outer = store.outcome.get(op) !== OUTCOME.fail;
    for (let i = store.writesFrom.get(op); i < to; i++) this.#step(op, store.writes.get(i), outer);
    if (outer) this.#move(op);
    this.#touched.length = 0;
  }

  poll(op: number): void {
    const { store } = this.#analysis;
    const to = op + 1 < store.completions ? store.readsFrom.get(op + 1) : store.reads.length;
    for (let i = store.readsFrom.get(op); i < to; i++) this.#step(op, store.reads.get(i), true);
    this.#classify(op);
    if (store.outcome.get(op) === OUTCOME.ok) this.#move(op);
    this.#touched.length = 0;
  }

  #step(op: number, value: number, outer: boolean): void {
    const { store, order } = this.#analysis;
    const key = store.keyOf.get(value);
    if (this.#stamp[key] === op) {
      const before = this.#last[key] as number;
      const by = delta(order, before, value);
      if (by !== 1 && !(this.#names === POLLS && store.rebalanced.get(op)?.has(key) === true))
        this.#report(by > 1 ? this.#names.skip : this.#names.back, by, [op], [before, value]);
    } else {
      this.#stamp[key] = op;
      this.#first[key] = value;
      this.#touched.push(key);
      if (outer) this.#compare(op, key, value);
    }
    this.#last[key] = value;
  }

  #compare(op: number, key: number, value: number): void {
    const cursor = this.#cursors[this.#analysis.store.process.get(op)]?.get(key);
    if (cursor === undefined) return;
    const by = delta(this.#analysis.order, cursor.value, value);
    if (by === 1) return;
    const name = by > 1 ? this.#names.outerSkip : this.#names.outerBack;
    if (name !== undefined) this.#report(name, by, [cursor.op, op], [cursor.value, value]);
  }

  #report(name: AnomalyName, by: number, ops: readonly number[], values: readonly [number, number]): void {
    const { order, store, findings } = this.#analysis;
    findings.add(name, Math.abs(by), () => {
      const example = { ...named(this.#analysis, ops, values), delta: by };
      if (by <= 1) return example;
      const from = (order.index[values[0]] as number) + 1;
      const row = order.at[store.keyOf.get(values[0])] as Int32Array;
      const skipped = row.slice(from, Math.min(from + by - 1, from + SKIPPED));
      return { ...example, skipped: Array.from(skipped, (value) => store.names[value] as Value) };
    });
  }

  #move(op: number): void {
    const cursors = this.#cursors[this.#analysis.store.process.get(op)] as Map<number, Cursor>;
    for (const key of this.#touched) {
      const value = this.#last[key] as number;
      const cursor = cursors.get(key);
      if (cursor === undefined) cursors.set(key, { value, op });
      else {
        cursor.value = value;
        cursor.op = op;
      }
    }
  }

  #classify(op: number): void {
    const { store, order } = this.#analysis;
    const aborted = this.#aborted[store.process.get(op)] as Map<number, Aborted>;
    const fails = store.outcome.get(op) === OUTCOME.fail;
    if (!fails && aborted.size === 0) return;
    for (const key of this.#touched) {
      const first = order.index[this.#first[key] as number] as number;
      const last = order.index[this.#last[key] as number] as number;
      const before = aborted.get(key);
      if (before !== undefined && first >= 0) this.afterAbort[classOf(before, first)] += 1;
      if (fails && first >= 0 && last >= 0) aborted.set(key, { first, last });
      else aborted.delete(key);
    }
  }
}

function classOf(aborted: Aborted, first: number): keyof AfterAbort {
  if (first === aborted.first) return "rewind";
  if (first < aborted.first) return "further";
  return first > aborted.last ? "unchanged" : "between";
}
