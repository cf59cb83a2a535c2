/** Calls of user code that have no answer yet: sends that a broker has, one that is slow, and which of the others comes next. */
import { present } from "../../base/assert.ts";
import type { Execution, PendingCall } from "../driver/execution.ts";
import { CapacityExceeded } from "../../base/layout.ts";

/** Sends open at once in one process. */
const TAGS = 120;
const INTENTS = 32;

export class OpenCalls {
  /** Sends whose end the mechanism will tell, by instance and item. */
  readonly #sends: readonly Map<number, PendingCall>[];
  readonly #handedOver: Set<PendingCall> = new Set<PendingCall>();
  /** A call whose answer is slower than the next timer of its process. */
  #slow: PendingCall | undefined;
  /** The same once that timer has fired: it comes when nothing else does, unless it is chosen. */
  #late: PendingCall | undefined;

  constructor(instances: number) {
    this.#sends = Array.from({ length: instances }, () => new Map<number, PendingCall>());
  }

  reset(): void {
    for (const sends of this.#sends) sends.clear();
    this.#handedOver.clear();
    this.#slow = undefined;
    this.#late = undefined;
  }

  /** The oldest call that can go on; a late one only where there is no other. */
  next(execution: Execution): PendingCall | undefined {
    let late: PendingCall | undefined;
    for (const pending of execution.calls) {
      if (this.#handedOver.has(pending) || pending === this.#slow || !pending.isReady()) continue;
      if (pending !== this.#late) return pending;
      late = pending;
    }
    return late;
  }

  isLate(pending: PendingCall): boolean {
    return pending === this.#late;
  }

  /** Nobody has taken it up yet. */
  isUntouched(pending: PendingCall): boolean {
    return !this.#handedOver.has(pending);
  }

  /** Hands the send that `execution` is performing to the mechanism; answers the item that stands for it. */
  handOver(i: number, execution: Execution, m: number): number {
    const pending = present(this.next(execution), "a send that is performed is pending");
    const sends = present(this.#sends[i], "a process sends by its instance");
    const item = itemOf(m, sends);
    this.#handedOver.add(pending);
    sends.set(item, pending);
    return item;
  }

  /** The send that `item` stands for has ended; undefined where its process is gone. */
  ended(i: number, item: number): PendingCall | undefined {
    const pending = this.#sends[i]?.get(item);
    if (pending === undefined) return undefined;
    this.#sends[i]?.delete(item);
    this.#handedOver.delete(pending);
    return pending;
  }

  /** The process of instance `i` is gone. */
  forget(i: number): void {
    this.#sends[i]?.clear();
  }

  slow(pending: PendingCall): void {
    this.#slow = pending;
  }

  /** The slow call can go on where it belongs to this process; answers whether it can. */
  quicken(process: Execution["process"]): boolean {
    if (this.#slow?.execution.process !== process) return false;
    this.#late = this.#slow;
    this.#slow = undefined;
    return true;
  }
}

/** An intent, and a number that tells apart sends of the same one. */
function itemOf(m: number, sends: ReadonlyMap<number, PendingCall>): number {
  for (let tag = 0; tag < TAGS; tag++) if (!sends.has(1 + m + INTENTS * tag)) return 1 + m + INTENTS * tag;
  throw new CapacityExceeded("sends of one process that are open at once");
}
