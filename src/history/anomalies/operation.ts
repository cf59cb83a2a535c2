/**
 * What a client of a log did, as a history records it: the operations that the anomalies of a log are defined over.
 * A history is a list of these in real-time order. Each operation has two entries of one process, `invoke` and one
 * of `ok`, `fail`, `info`; one operation at a time for each process. Meanings: the history model of Jepsen's
 * workload for logs, jepsen/src/jepsen/tests/kafka.clj.
 */

/** One log: a topic-partition, a stream. */
export type Key = string | number;
/** One message. No two sends to one key may say the same value, not even when the application tries again. */
export type Value = string | number;
/** One client: one producer and one consumer. After a crash the client that replaces it is another process. */
export type Process = string | number;

/** `ok` it happened, `fail` it definitely did not and never will, `info` nobody knows. */
export type Outcome = "ok" | "fail" | "info";

export interface Send {
  readonly kind: "send";
  readonly key: Key;
  readonly value: Value;
  /** Where the broker said that it put the message, a whole number; absent (or negative) while that is not known. */
  readonly offset?: number | undefined;
}

export interface PolledRecord {
  readonly key: Key;
  readonly value: Value;
  readonly offset: number;
}

export interface Poll {
  readonly kind: "poll";
  /** What was handed over, in this order; empty in an invocation. */
  readonly records: readonly PolledRecord[];
}

export type MicroOperation = Send | Poll;

interface Entry {
  readonly process: Process;
  readonly type: "invoke" | Outcome;
  /** When the entry was made, in any unit; only differences are used, and only for the lag. Never decreasing. */
  readonly time: number;
}

/** Messages sent and polled; in one transaction where `f` is `txn`. */
export interface MessageOperation extends Entry {
  readonly f: "send" | "poll" | "txn";
  readonly micro: readonly MicroOperation[];
  /** Keys that a rebalance took or gave while the operation ran. */
  readonly rebalanced?: readonly Key[] | undefined;
}

/** The process reads these keys from now on: chosen by itself, or by its group. */
export interface AssignOperation extends Entry {
  readonly f: "assign" | "subscribe";
  readonly keys: readonly Key[];
}

/** The client is torn down. */
export interface CrashOperation extends Entry {
  readonly f: "crash";
}

export type LogOperation = MessageOperation | AssignOperation | CrashOperation;

export function isMessages(entry: LogOperation): entry is MessageOperation {
  return entry.f === "send" || entry.f === "poll" || entry.f === "txn";
}

export function isAssign(entry: LogOperation): entry is AssignOperation {
  return entry.f === "assign" || entry.f === "subscribe";
}
