/** What speed is compared with: a discrete-event loop that does nothing but keep time, over a binary heap in typed arrays. */
import { mix } from "../src/base/prng.ts";

const ACTORS = 64;

class Heap {
  readonly #times: Float64Array;
  readonly #actors: Int32Array;
  #count = 0;
  constructor(capacity: number) {
    this.#times = new Float64Array(capacity + 1);
    this.#actors = new Int32Array(capacity + 1);
  }
  push(time: number, actor: number): void {
    let i = ++this.#count;
    for (; i > 1 && (this.#times[i >> 1] as number) > time; i >>= 1) this.#move(i >> 1, i);
    this.#times[i] = time;
    this.#actors[i] = actor;
  }
  /** Takes the earliest out; its time and actor are in `out`. */
  pop(out: { time: number; actor: number }): void {
    out.time = this.#times[1] as number;
    out.actor = this.#actors[1] as number;
    const time = this.#times[this.#count] as number;
    const actor = this.#actors[this.#count] as number;
    this.#count -= 1;
    let i = 1;
    for (let child = 2; child <= this.#count; child = 2 * i) {
      if (child < this.#count && (this.#times[child + 1] as number) < (this.#times[child] as number))
        child += 1;
      if ((this.#times[child] as number) >= time) break;
      this.#move(child, i);
      i = child;
    }
    this.#times[i] = time;
    this.#actors[i] = actor;
  }
  #move(from: number, to: number): void {
    this.#times[to] = this.#times[from] as number;
    this.#actors[to] = this.#actors[from] as number;
  }
}

/** Handles `events` events, each of which schedules the next of its actor; answers a checksum. */
export function bareLoop(events: number, pending: number): number {
  const heap = new Heap(pending);
  const counts = new Int32Array(ACTORS);
  const next = { time: 0, actor: 0 };
  for (let i = 0; i < pending; i++) heap.push(mix(1, i) % 1_000, i % ACTORS);
  let sum = 0;
  for (let i = 0; i < events; i++) {
    heap.pop(next);
    const count = (counts[next.actor] as number) + 1;
    counts[next.actor] = count;
    sum = (sum + next.actor) | 0;
    heap.push(next.time + 1 + (mix(next.actor, count) % 1_000), next.actor);
  }
  return sum;
}
