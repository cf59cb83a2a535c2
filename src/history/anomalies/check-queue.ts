/** Judges the history of clients of a queue by counting: total-queue accounting, after the checker of that name in Jepsen. */
import type { QUEUE_ANOMALIES } from "./catalogue-queue.ts";
import type { Process, Value } from "./operation.ts";

/**
 * One entry of a history of a queue. A client enqueues or dequeues messages, or drains the queue, which is many
 * dequeues in one. An invocation of an enqueue says the values, a completion of any kind what happened to which.
 * A history has to end with a drain, or what still lies in the queue counts as lost.
 */
export interface QueueOperation {
  readonly process: Process;
  readonly type: "invoke" | "ok" | "fail" | "info";
  readonly f: "enqueue" | "dequeue" | "drain";
  readonly values: readonly Value[];
}

export interface QueueFound {
  readonly anomaly: (typeof QUEUE_ANOMALIES)[number]["name"];
  readonly count: number;
  readonly allowed: boolean;
  /** The first few values, in the order in which the history speaks of them. */
  readonly values: readonly Value[];
}

export interface QueueReport {
  /** Nothing was lost, and nothing came out that did not go in. */
  readonly valid: boolean;
  readonly anomalies: readonly QueueFound[];
  readonly measures: { readonly attempts: number; readonly acknowledged: number; readonly dequeued: number };
}

interface Counts {
  attempts: number;
  acknowledged: number;
  dequeued: number;
}

export interface QueueOptions {
  /** Values kept of each anomaly; all are counted. 8 by default. */
  readonly examples?: number;
}

/** The history as a whole, in real-time order. */
export function checkQueue(operations: Iterable<QueueOperation>, options: QueueOptions = {}): QueueReport {
  const checker = new QueueChecker(options.examples ?? 8);
  for (const operation of operations) checker.add(operation);
  return checker.finish();
}

class QueueChecker {
  readonly #examples: number;
  readonly #values = new Map<Value, Counts>();
  readonly #open = new Set<Process>();

  constructor(examples: number) {
    this.#examples = examples;
  }

  add({ process, type, f, values }: QueueOperation): void {
    const invoked = this.#open.delete(process);
    if (type === "invoke") this.#open.add(process);
    for (const value of values) {
      if (f === "enqueue") {
        // A completion that nobody saw the invocation of was an attempt, too.
        if (type === "invoke" || !invoked) this.#of(value).attempts += 1;
        if (type === "ok") this.#of(value).acknowledged += 1;
      } else if (type === "ok") {
        this.#of(value).dequeued += 1;
      }
    }
  }

  finish(): QueueReport {
    const anomalies = [
      this.#found("lost", false, ({ acknowledged, dequeued }) => acknowledged - dequeued),
      this.#found("unexpected", false, ({ attempts, dequeued }) => (attempts === 0 ? dequeued : 0)),
      this.#found("duplicated", true, ({ attempts, dequeued }) => (attempts === 0 ? 0 : dequeued - attempts)),
      this.#found(
        "recovered",
        true,
        ({ attempts, acknowledged, dequeued }) => Math.min(dequeued, attempts) - acknowledged,
      ),
    ].filter((each) => each.count > 0);
    const measures = { attempts: 0, acknowledged: 0, dequeued: 0 };
    for (const counts of this.#values.values()) {
      measures.attempts += counts.attempts;
      measures.acknowledged += counts.acknowledged;
      measures.dequeued += counts.dequeued;
    }
    return { valid: anomalies.every((each) => each.allowed), anomalies, measures };
  }

  #of(value: Value): Counts {
    const known = this.#values.get(value);
    if (known !== undefined) return known;
    const counts = { attempts: 0, acknowledged: 0, dequeued: 0 };
    this.#values.set(value, counts);
    return counts;
  }

  #found(anomaly: QueueFound["anomaly"], allowed: boolean, excess: (counts: Counts) => number): QueueFound {
    let count = 0;
    const values: Value[] = [];
    for (const [value, counts] of this.#values) {
      const by = excess(counts);
      if (by <= 0) continue;
      count += by;
      if (values.length < this.#examples) values.push(value);
    }
    return { anomaly, count, allowed, values };
  }
}
