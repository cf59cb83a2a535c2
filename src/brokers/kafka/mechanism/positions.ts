/** What the clients of a group keep in memory: how far they have taken and finished each partition. */
import type { Cells, List, State } from "../../../base/layout.ts";
import type { Host } from "../../../runtime/mechanism.ts";
import { ref, type Ref, tagged } from "./delivery.ts";

export class Positions {
  readonly #partitions: number;
  readonly #instances: number;
  readonly #concurrent: boolean;
  readonly #host: Host;
  /** Next offset to take, and lowest offset not finished; for each instance and partition. */
  readonly #next: Cells;
  readonly #base: Cells;
  /** Bit k: offset base + 1 + k is finished. */
  readonly #done: Cells;
  /** Deliveries whose record is no longer in the log. */
  readonly #gone: List;
  readonly #refs: number[] = [];

  /** `concurrent`: several handlers at once in one instance. */
  constructor(host: Host, partitions: number, concurrent: boolean, name: string) {
    const { layout } = host;
    const own = host.instances * partitions;
    this.#host = host;
    this.#partitions = partitions;
    this.#instances = host.instances;
    this.#concurrent = concurrent;
    this.#next = layout.cells(own);
    this.#base = layout.cells(own);
    this.#done = layout.cells(concurrent ? own : 0);
    const running = host.instances * (concurrent ? host.intents : 1);
    this.#gone = layout.list(`deliveries of ${name} without a record`, running);
  }

  next(s: State, i: number, p: number): number {
    return this.#next.get(s, i * this.#partitions + p);
  }

  base(s: State, i: number, p: number): number {
    return this.#base.get(s, i * this.#partitions + p);
  }

  finished(s: State, i: number, p: number, offset: number): boolean {
    const base = this.base(s, i, p);
    if (offset <= base || !this.#concurrent) return offset < base;
    return ((this.#done.get(s, i * this.#partitions + p) >> (offset - base - 1)) & 1) === 1;
  }

  /** Takes the next offset and answers it. */
  advance(s: State, i: number, p: number): number {
    return this.#next.add(s, i * this.#partitions + p, 1) - 1;
  }

  finish(s: State, i: number, r: Ref): void {
    const at = i * this.#partitions + ref.partition(r);
    const offset = ref.offset(r);
    const base = this.#base.get(s, at);
    if (offset < base) return;
    if (offset > base) {
      if (this.#concurrent) this.#done.set(s, at, this.#done.get(s, at) | (1 << (offset - base - 1)));
      return;
    }
    this.#base.set(s, at, base + 1);
    if (!this.#concurrent) return;
    let done = this.#done.get(s, at);
    while ((done & 1) === 1) {
      this.#base.add(s, at, 1);
      done >>>= 1;
    }
    this.#done.set(s, at, done >>> 1);
  }

  seek(s: State, i: number, p: number, offset: number): void {
    const at = i * this.#partitions + p;
    this.#next.set(s, at, offset);
    this.#base.set(s, at, offset);
    if (this.#concurrent) this.#done.set(s, at, 0);
  }

  /** Records at and above `length` are gone. `forgets`: what is still being handled of them is no progress any more. */
  truncate(s: State, p: number, length: number, forgets: boolean): void {
    for (let i = 0; i < this.#instances; i++) {
      const at = i * this.#partitions + p;
      if (this.#next.get(s, at) > length) this.#next.set(s, at, length);
      if (this.#base.get(s, at) > length) this.#base.set(s, at, length);
      if (this.#concurrent) {
        const keep = Math.max(0, length - this.#base.get(s, at) - 1);
        this.#done.set(s, at, this.#done.get(s, at) & ((1 << keep) - 1));
      }
      if (forgets) this.#lose(s, i, p, length);
    }
  }

  /** The first `count` records are gone: offsets move down. */
  shift(s: State, p: number, count: number): void {
    for (let i = 0; i < this.#instances; i++) {
      this.#lose(s, i, p, 0);
      this.seek(s, i, p, Math.max(0, this.next(s, i, p) - count));
    }
  }

  /** The client's memory is gone. */
  clear(s: State, i: number): void {
    for (let p = 0; p < this.#partitions; p++) this.seek(s, i, p, 0);
    dropInstance(s, this.#gone, i);
  }

  isGone(s: State, i: number, r: Ref): boolean {
    return this.#gone.indexOf(s, tagged.make(i, r)) >= 0;
  }

  markGone(s: State, i: number, r: Ref): void {
    if (!this.isGone(s, i, r)) this.#gone.push(s, tagged.make(i, r));
  }

  /** The delivery is over. Answers whether its record was gone. */
  drop(s: State, i: number, r: Ref): boolean {
    const at = this.#gone.indexOf(s, tagged.make(i, r));
    if (at >= 0) this.#gone.removeAt(s, at);
    return at >= 0;
  }

  /** Handlers of instance `i` on records at and above `from` go on without them. */
  #lose(s: State, i: number, p: number, from: number): void {
    this.#host.runningRefs(s, i, this.#refs);
    for (const r of this.#refs) if (ref.partition(r) === p && ref.offset(r) >= from) this.markGone(s, i, r);
  }
}

/** Takes the deliveries of instance `i` out of the list. */
export function dropInstance(s: State, list: List, i: number): void {
  for (let k = list.count(s) - 1; k >= 0; k--) if (tagged.instance(list.get(s, k)) === i) list.removeAt(s, k);
}
