/** Repetitions in place: the client counts the failures of each running handler, whatever became of its delivery. */
import { present } from "../../../base/assert.ts";
import type { Layout, List, State } from "../../../base/layout.ts";

const COUNT_BITS = 4;
const COUNT_MAX = (1 << COUNT_BITS) - 1;
/** Handlers of one instance that have failed and not ended. */
const FAILING_MAX = 8;

export class Attempts {
  readonly #retries: number;
  /** Of each instance: ref * 16 + failures so far. */
  readonly #failing: readonly List[];

  /** `retries`: repetitions in place before a failure counts for good. */
  constructor(layout: Layout, endpoint: string, instances: number, retries: number) {
    this.#retries = Math.min(retries, COUNT_MAX);
    this.#failing = Array.from({ length: instances }, (_, i) =>
      layout.list(`attempts of ${endpoint}#${i + 1}`, retries > 0 ? FAILING_MAX : 0),
    );
  }

  /** Counts a failure of the handler with `ref`; false when it has been repeated often enough. */
  again(s: State, i: number, ref: number): boolean {
    if (this.#retries === 0) return false;
    const failing = this.#of(i);
    const at = this.#find(s, i, ref);
    if (at < 0) failing.push(s, (ref << COUNT_BITS) | 1);
    else if ((failing.get(s, at) & COUNT_MAX) < this.#retries) failing.set(s, at, failing.get(s, at) + 1);
    else {
      failing.removeAt(s, at);
      return false;
    }
    return true;
  }

  /** The handler with `ref` is over. */
  ended(s: State, i: number, ref: number): void {
    const at = this.#find(s, i, ref);
    if (at >= 0) this.#of(i).removeAt(s, at);
  }

  /** The process of instance `i` is gone with its memory. */
  stopped(s: State, i: number): void {
    this.#of(i).clear(s);
  }

  #find(s: State, i: number, ref: number): number {
    const failing = this.#of(i);
    for (let at = 0; at < failing.count(s); at++) if (failing.get(s, at) >> COUNT_BITS === ref) return at;
    return -1;
  }

  #of(i: number): List {
    return present(this.#failing[i], "a list of attempts for each instance");
  }
}
