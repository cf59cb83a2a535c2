/** How often each process got each message while it was subscribed: measured, never judged. */
import type { LogStore } from "./log-store.ts";
import { OUTCOME } from "./log-store.ts";
import type { Key, Process, Value } from "./operation.ts";

export interface Repeated {
  readonly process: Process;
  readonly key: Key;
  readonly value: Value;
  readonly times: number;
}

export interface ConsumeCounts {
  /** How many pairs of process and message there are by how often the process got the message. */
  readonly distribution: readonly { readonly times: number; readonly pairs: number }[];
  /** Those that were got more than once, the most often first, as many as `cap`. */
  readonly repeated: readonly Repeated[];
}

export function consumeCounts(store: LogStore, cap: number): ConsumeCounts {
  const subscribed = new Set<number>();
  const counts = new Counts(store.names.length);
  for (let op = 0; op < store.completions; op++) {
    const process = store.process.get(op);
    if (store.outcome.get(op) !== OUTCOME.ok) continue;
    const assigned = store.assigned.get(op);
    if (assigned?.subscribed === true) subscribed.add(process);
    else if (assigned !== undefined) subscribed.delete(process);
    if (!subscribed.has(process)) continue;
    const to = op + 1 < store.completions ? store.readsFrom.get(op + 1) : store.reads.length;
    for (let i = store.readsFrom.get(op); i < to; i++) counts.add(process, store.reads.get(i));
  }
  return counts.report(store, cap);
}

/** Mostly one process gets a message; the others lie in maps. */
class Counts {
  readonly #process: Int32Array;
  readonly #times: Int32Array;
  readonly #others = new Map<number, Map<number, number>>();

  constructor(values: number) {
    this.#process = new Int32Array(values).fill(-1);
    this.#times = new Int32Array(values);
  }

  add(process: number, value: number): void {
    if (this.#process[value] === -1) this.#process[value] = process;
    if (this.#process[value] === process) {
      this.#times[value] = (this.#times[value] as number) + 1;
      return;
    }
    const others = this.#others.get(value) ?? new Map<number, number>();
    this.#others.set(value, others.set(process, (others.get(process) ?? 0) + 1));
  }

  report(store: LogStore, cap: number): ConsumeCounts {
    const distribution = new Map<number, number>();
    const repeated: Repeated[] = [];
    const count = (process: number, value: number, times: number): void => {
      distribution.set(times, (distribution.get(times) ?? 0) + 1);
      if (times === 1) return;
      const last = repeated.at(-1);
      if (repeated.length >= cap && (last === undefined || last.times >= times)) return;
      repeated.push({
        process: store.processes[process] as Process,
        key: store.keys[store.keyOf.get(value)] as Key,
        value: store.names[value] as Value,
        times,
      });
      repeated.sort((a, b) => b.times - a.times);
      if (repeated.length > cap) repeated.pop();
    };
    for (let value = 0; value < this.#times.length; value++) {
      if ((this.#times[value] as number) === 0) continue;
      count(this.#process[value] as number, value, this.#times[value] as number);
      for (const [process, times] of this.#others.get(value) ?? []) count(process, value, times);
    }
    return {
      distribution: [...distribution]
        .map(([times, pairs]) => ({ times, pairs }))
        .sort((a, b) => a.times - b.times),
      repeated,
    };
  }
}
