/** What lies in a queue: ready copies in the order of service, and copies that consumers hold. R-REQ-01 … R-REQ-05. */
import { assert, present } from "../../../base/assert.ts";
import { CapacityExceeded, type Layout, type List, type State } from "../../../base/layout.ts";
import type { ReturnPlace } from "../settings/queue.ts";
import {
  COPIES_MAX,
  copyNumber,
  copyOf,
  countOf,
  handed,
  holderOf,
  intentOf,
  isReturned,
  overdue,
  released,
  returned,
  withCount,
} from "./entry.ts";

export class QueueContents {
  /** Copies waiting, the next one first; what came back to the head stands before the rest, in the order of return. */
  readonly ready: List;
  /** Copies handed over and not settled, by instance, each in the order of delivery. */
  readonly held: List;
  /** All copies in the order of arrival; only where returns go to their original position. */
  readonly #order: List | undefined;

  constructor(layout: Layout, name: string, capacity: number, returns: ReturnPlace) {
    this.ready = layout.list(`ready in ${name}`, capacity);
    this.held = layout.list(`held of ${name}`, capacity);
    this.#order = returns === "origin" ? layout.list(`order of ${name}`, capacity) : undefined;
  }

  /** A new copy of intent `m` at the tail. */
  add(s: State, m: number): void {
    const copy = this.#freeCopy(s, m);
    this.ready.push(s, copy);
    this.#order?.push(s, copy);
  }

  /** Hands the ready copy at `at` to instance `i`; answers its index among the held ones. */
  hand(s: State, at: number, i: number): number {
    const entry = handed(this.ready.removeAt(s, at), i);
    let to = this.held.count(s);
    while (to > 0 && holderOf(this.held.get(s, to - 1)) > i) to -= 1;
    this.held.insert(s, to, entry);
    return to;
  }

  /** Takes the held copy at `at` back into the ready ones; `counted` returns count towards a limit. */
  giveBack(s: State, at: number, place: ReturnPlace, counted: boolean): void {
    const held = released(this.held.removeAt(s, at));
    const entry = counted ? withCount(held, countOf(held) + 1) : held;
    if (place === "origin") this.ready.insert(s, this.#origin(s, entry), entry);
    else if (place === "head") this.ready.insert(s, this.#afterReturned(s), returned(entry));
    else this.ready.push(s, entry);
  }

  /** The held copy at `at` leaves the queue; answers its intent. */
  settle(s: State, at: number): number {
    return this.#forget(s, this.held.removeAt(s, at));
  }

  /** The ready copy at `at` leaves the queue; answers its intent. */
  drop(s: State, at: number): number {
    return this.#forget(s, this.ready.removeAt(s, at));
  }

  /** Everything that consumers hold is gone: what a broker must not do. */
  dropHeld(s: State): void {
    while (this.held.count(s) > 0) this.settle(s, 0);
  }

  clear(s: State): void {
    this.ready.clear(s);
    this.held.clear(s);
    this.#order?.clear(s);
  }

  /** The time of everything in the queue is over. */
  ageAll(s: State): void {
    for (const list of [this.ready, this.held])
      for (let at = 0; at < list.count(s); at++) list.set(s, at, overdue(list.get(s, at)));
  }

  /** Copies that instance `i` holds. */
  heldBy(s: State, i: number): number {
    let n = 0;
    for (let at = 0; at < this.held.count(s); at++) if (holderOf(this.held.get(s, at)) === i) n += 1;
    return n;
  }

  /** Bit m: a copy of intent m is in the queue. */
  intents(s: State): number {
    let bits = 0;
    for (let at = 0; at < this.ready.count(s); at++) bits |= 1 << intentOf(this.ready.get(s, at));
    for (let at = 0; at < this.held.count(s); at++) bits |= 1 << intentOf(this.held.get(s, at));
    return bits;
  }

  /** Position among the ready copies that keeps the order of arrival. */
  #origin(s: State, entry: number): number {
    const order = present(this.#order, "the queue keeps the order of arrival");
    const rank = order.indexOf(s, copyOf(entry));
    assert(rank >= 0, "a copy that came back has a place in the order");
    let at = 0;
    while (at < this.ready.count(s) && order.indexOf(s, copyOf(this.ready.get(s, at))) < rank) at += 1;
    return at;
  }

  #afterReturned(s: State): number {
    let at = 0;
    while (at < this.ready.count(s) && isReturned(this.ready.get(s, at))) at += 1;
    return at;
  }

  #forget(s: State, entry: number): number {
    const rank = this.#order?.indexOf(s, copyOf(entry)) ?? -1;
    if (rank >= 0) this.#order?.removeAt(s, rank);
    return intentOf(entry);
  }

  #freeCopy(s: State, m: number): number {
    for (let which = 0; which < COPIES_MAX; which++) {
      const copy = copyNumber(m, which);
      if (!has(s, this.ready, copy) && !has(s, this.held, copy)) return copy;
    }
    throw new CapacityExceeded("copies of one message");
  }
}

function has(s: State, list: List, copy: number): boolean {
  for (let at = 0; at < list.count(s); at++) if (copyOf(list.get(s, at)) === copy) return true;
  return false;
}
