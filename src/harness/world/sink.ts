/** What the world tells of its changes, for whoever judges them. */
import type { Execution } from "../driver/execution.ts";

/** The deliveries for which something is written, where they are not just the one whose handler writes. */
export interface Of {
  /** Contexts of handlers: `{ of: [contextOfTheFirst, contextOfTheSecond] }`. */
  readonly of: readonly object[];
}

/** One committed change, told while the call that made it is performed. */
export interface Change {
  /** `ledger`; of the keys that an inbox has seen, `inbox ledger`. */
  readonly store: string;
  readonly key?: string;
  /** False where everything was so before: a repetition that does no harm. */
  readonly changes: boolean;
  /** What was given as `of`; absent where it is the delivery of `execution`. */
  readonly of?: readonly object[];
  readonly execution: Execution;
  /** For people: `ledger/o1 = "placed"`. */
  readonly what: string;
  /** The key and the value that are written; absent where they are not known. */
  readonly holds?: string;
  /** Its store is there for the code's own bookkeeping: no effect. */
  readonly isAside?: true;
}

export interface Sink {
  changed(change: Change): void;
}
