/** Messages that have been handed over and have not ended, in the order of calls. */
import type { Receipt } from "../../../client/broker.ts";
import type { SendError } from "../../../client/send-error.ts";
import type { Envelope } from "./library.ts";

/** What the publisher is told of one message. */
export interface Publication {
  readonly envelope: Envelope;
  readonly body: Uint8Array;
  /** What the sender gets when the broker has it. */
  readonly receipt: Receipt;
  readonly signal: AbortSignal | undefined;
}

export class Pending {
  readonly publication: Publication;
  /** When it ends at the latest, by the clock. */
  readonly deadline: number;
  readonly stored: (receipt: Receipt) => void;
  readonly failed: (error: SendError) => void;
  over = false;
  written = false;
  /** Why it came back. */
  returned: string | undefined = undefined;
  /** Lets go of its signal. */
  unwatch: (() => void) | undefined = undefined;
  before: Pending | undefined = undefined;
  after: Pending | undefined = undefined;

  constructor(
    publication: Publication,
    deadline: number,
    stored: (receipt: Receipt) => void,
    failed: (error: SendError) => void,
  ) {
    this.publication = publication;
    this.deadline = deadline;
    this.stored = stored;
    this.failed = failed;
  }
}

/** A linked list: messages come at its end and may go from anywhere, millions of times. */
export class PendingList implements Iterable<Pending> {
  #first: Pending | undefined;
  #last: Pending | undefined;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  add(pending: Pending): void {
    pending.before = this.#last;
    if (this.#last === undefined) this.#first = pending;
    else this.#last.after = pending;
    this.#last = pending;
    this.#size += 1;
  }

  delete(pending: Pending): void {
    const { before, after } = pending;
    if (before === undefined) this.#first = after;
    else before.after = after;
    if (after === undefined) this.#last = before;
    else after.before = before;
    this.#size -= 1;
  }

  /** What is deleted while it runs may be the one it stands at. */
  *[Symbol.iterator](): Iterator<Pending> {
    for (let one = this.#first; one !== undefined; ) {
      const next: Pending | undefined = one.after;
      yield one;
      one = next;
    }
  }
}
