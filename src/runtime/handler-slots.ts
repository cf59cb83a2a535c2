/** Where the handlers of one consumer run: each instance has so many slots, each free or with one delivery. */
import { Defect } from "../base/assert.ts";
import type { Cells, Layout, State } from "../base/layout.ts";
import type { HandlerPlan } from "./handler-plan.ts";

/** What a handler waits for. */
export const READY = 0;
export const SENDING = 1;
export const SETTLING = 2;

export class HandlerSlots {
  readonly perInstance: number;
  /** Ref of the delivery plus one; 0 where the slot is free. */
  readonly ref: Cells;
  readonly intent: Cells;
  /** Groups done. */
  readonly group: Cells;
  readonly phase: Cells;
  /** Of each intent, the value of which one handler runs at a time; absent where values do not matter. */
  readonly #valueOf: ((m: number) => number) | undefined;
  readonly #count: number;

  constructor(layout: Layout, plan: HandlerPlan, valueOf: ((m: number) => number) | undefined) {
    this.perInstance = plan.slots;
    this.#count = plan.instances * plan.slots;
    this.#valueOf = valueOf;
    this.ref = layout.cells(this.#count);
    this.intent = layout.cells(this.#count);
    this.group = layout.cells(this.#count);
    this.phase = layout.cells(this.#count);
  }

  /** May instance `i` begin a handler on intent `m`? */
  free(s: State, i: number, m: number): boolean {
    let free = false;
    for (let k = 0; k < this.perInstance; k++) {
      const slot = i * this.perInstance + k;
      if (this.ref.get(s, slot) === 0) free = true;
      else if (this.#valueOf !== undefined && this.#valueOf(this.intent.get(s, slot)) === this.#valueOf(m))
        return false;
    }
    return free;
  }

  running(s: State, i: number): number {
    let n = 0;
    for (let k = 0; k < this.perInstance; k++) if (this.ref.get(s, i * this.perInstance + k) !== 0) n += 1;
    return n;
  }

  runningRefs(s: State, i: number, out: number[]): void {
    out.length = 0;
    for (let k = 0; k < this.perInstance; k++) {
      const ref = this.ref.get(s, i * this.perInstance + k);
      if (ref !== 0) out.push(ref - 1);
    }
  }

  /** Bit m: a handler runs on a copy of intent m. */
  busyIntents(s: State): number {
    let bits = 0;
    for (let slot = 0; slot < this.#count; slot++)
      if (this.ref.get(s, slot) !== 0) bits |= 1 << this.intent.get(s, slot);
    return bits;
  }

  /** The slot of instance `i` in which a delivery runs and waits for `phase`; -1 where none does. */
  find(s: State, i: number, ref: number, phase: number): number {
    for (let k = 0; k < this.perInstance; k++) {
      const slot = i * this.perInstance + k;
      if (this.ref.get(s, slot) === ref + 1 && this.phase.get(s, slot) === phase) return slot;
    }
    return -1;
  }

  /** The first slot of instance `i` in which intent `m` runs; -1 where none does. */
  slotOf(s: State, i: number, m: number): number {
    for (let k = 0; k < this.perInstance; k++) {
      const slot = i * this.perInstance + k;
      if (this.ref.get(s, slot) !== 0 && this.intent.get(s, slot) === m) return slot;
    }
    return -1;
  }

  /** Puts a delivery into the first free slot of instance `i`, which the caller knows to be there; answers which it is. */
  take(s: State, i: number, m: number, ref: number): number {
    for (let k = 0; k < this.perInstance; k++) {
      const slot = i * this.perInstance + k;
      if (this.ref.get(s, slot) !== 0) continue;
      this.ref.set(s, slot, ref + 1);
      this.intent.set(s, slot, m);
      return slot;
    }
    throw new Defect("a handler was begun without a free slot");
  }

  leave(s: State, slot: number): void {
    this.ref.set(s, slot, 0);
    this.intent.set(s, slot, 0);
    this.group.set(s, slot, 0);
    this.phase.set(s, slot, READY);
  }

  /** Empties the slots of instance `i`: all, or those of one delivery. */
  abandon(s: State, i: number, ref?: number): void {
    for (let k = 0; k < this.perInstance; k++) {
      const slot = i * this.perInstance + k;
      if (ref === undefined || this.ref.get(s, slot) === ref + 1) this.leave(s, slot);
    }
  }
}
