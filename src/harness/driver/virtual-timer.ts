/** A timer that fires when the simulation says so. Looks like Node's own to the code that made it. */
import { AsyncResource } from "node:async_hooks";
import type { Execution, Timer } from "./execution.ts";
import { type Site, siteHere } from "./site.ts";

/** Above every number that Node gives to a timer, so that the two are never mistaken for each other. */
const firstId = 2 ** 40;
let lastId = firstId;
const byId = new Map<number, WeakRef<VirtualTimer>>();
const forgotten = new FinalizationRegistry<number>((id) => byId.delete(id));

/** As Node does: what is no number of at least 1 and at most 2^31 - 1 is 1 ms. */
function delayOf(ms: unknown): number {
  const number = Number(ms);
  return number >= 1 && number <= 0x7fff_ffff ? Math.trunc(number) : 1;
}

export class VirtualTimer extends AsyncResource implements Timer {
  readonly execution: Execution;
  readonly kind: Timer["kind"];
  readonly ordinal: number;
  readonly site?: Site;
  dueMs: number;
  readonly #ms: number;
  readonly #callback: () => void;
  #id: number | undefined;
  #isReferenced = true;

  constructor(execution: Execution, kind: Timer["kind"], ms: unknown, callback: () => void) {
    super("WaybillTimer");
    this.execution = execution;
    this.kind = kind;
    this.ordinal = execution.nextTimer();
    this.#ms = kind === "immediate" ? 0 : delayOf(ms);
    this.#callback = callback;
    this.dueMs = execution.surroundings.elapsedMs() + this.#ms;
    const site = execution.surroundings.trace ? siteHere() : undefined;
    if (site !== undefined) this.site = site;
    if (execution.process.isAlive) execution.process.timers.add(this);
  }

  run(): void {
    const { timers, isAlive } = this.execution.process;
    if (!isAlive || !timers.delete(this)) return;
    if (this.kind === "interval") this.refresh();
    this.runInAsyncScope(this.#callback);
  }

  close(): this {
    this.execution.process.timers.delete(this);
    return this;
  }
  refresh(): this {
    this.dueMs = this.execution.surroundings.elapsedMs() + this.#ms;
    const { timers, isAlive } = this.execution.process;
    timers.delete(this);
    if (isAlive) timers.add(this);
    return this;
  }
  ref(): this {
    this.#isReferenced = true;
    return this;
  }
  unref(): this {
    this.#isReferenced = false;
    return this;
  }
  hasRef(): boolean {
    return this.#isReferenced;
  }
  [Symbol.toPrimitive](): number {
    if (this.#id !== undefined) return this.#id;
    lastId += 1;
    this.#id = lastId;
    byId.set(lastId, new WeakRef(this));
    forgotten.register(this, lastId);
    return lastId;
  }
}

/** The virtual timer that `handle` stands for: itself, or the number that it was turned into. */
export function virtualTimer(handle: unknown): VirtualTimer | undefined {
  if (handle instanceof VirtualTimer) return handle;
  const id = Number(typeof handle === "string" || typeof handle === "number" ? handle : Number.NaN);
  return id > firstId ? byId.get(id)?.deref() : undefined;
}
