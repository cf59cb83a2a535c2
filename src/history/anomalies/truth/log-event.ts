/**
 * What happened to one or more logs, in one order, as only a simulated or instrumented broker can tell it. Offsets
 * are whole numbers; a group has its own place in each log. An event that is not told is never guessed: an anomaly
 * that rests on it is then not found.
 */
import type { Key, Value } from "../operation.ts";

export type LogTruthEvent =
  /** The leader stored a message. `path` and `call`: value of the order path, and number of the send in the order of calls. */
  | {
      readonly kind: "append";
      readonly key: Key;
      readonly offset: number;
      readonly value: Value;
      readonly producer?: Value;
      readonly epoch?: number;
      readonly transaction?: Value;
      readonly path?: Value;
      readonly call?: number;
    }
  /** From now on, appends of this producer with an epoch below `epoch` have to be refused. */
  | { readonly kind: "fence"; readonly producer: Value; readonly epoch: number }
  | { readonly kind: "decide"; readonly transaction: Value; readonly outcome: "commit" | "abort" }
  /** A consumer of the group was handed the message. */
  | { readonly kind: "deliver"; readonly group: Value; readonly key: Key; readonly offset: number }
  /** The group's work on the message became visible. */
  | { readonly kind: "effect"; readonly group: Value; readonly key: Key; readonly offset: number }
  /** The group's place was stored: the offset to be read next. */
  | { readonly kind: "commit"; readonly group: Value; readonly key: Key; readonly offset: number }
  /** Somebody moved the group's place on purpose. */
  | { readonly kind: "reset"; readonly group: Value; readonly key: Key; readonly offset: number }
  /** A consumer was told where the log ends (its high watermark), by whichever replica leads. */
  | { readonly kind: "end"; readonly key: Key; readonly offset: number };
