/** Who of the subscribed consumers is served next: round robin, a new one at the end (R-CONS-01). */
import type { Cell, Layout, State } from "../../../base/layout.ts";

export class Turns {
  /** Place in the row, from 1; 0 = not subscribed. */
  readonly #places: readonly Cell[];

  constructor(layout: Layout, instances: number) {
    this.#places = Array.from({ length: instances }, (_, i) => layout.cell(i + 1));
  }

  subscribed(s: State, i: number): boolean {
    return this.#place(s, i) !== 0;
  }

  any(s: State): boolean {
    for (const place of this.#places) if (place.get(s) !== 0) return true;
    return false;
  }

  /** Subscribes instance `i`, at the end of the row; nothing where it is subscribed. */
  subscribe(s: State, i: number): void {
    if (this.#place(s, i) === 0) this.#places[i]?.set(s, this.#count(s) + 1);
  }

  unsubscribe(s: State, i: number): void {
    const gone = this.#place(s, i);
    if (gone === 0) return;
    this.#places[i]?.set(s, 0);
    for (const place of this.#places) if (place.get(s) > gone) place.add(s, -1);
  }

  /** The instance at place `at` (from 1), -1 where there is none. */
  at(s: State, at: number): number {
    for (let i = 0; i < this.#places.length; i++) if (this.#place(s, i) === at) return i;
    return -1;
  }

  /** Instance `i` was served: it goes to the end. */
  served(s: State, i: number): void {
    this.unsubscribe(s, i);
    this.subscribe(s, i);
  }

  #place(s: State, i: number): number {
    return this.#places[i]?.get(s) ?? 0;
  }

  #count(s: State): number {
    let n = 0;
    for (const place of this.#places) if (place.get(s) !== 0) n += 1;
    return n;
  }
}
