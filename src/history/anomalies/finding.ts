/** How anomalies are reported: all are counted, the most severe few are kept as examples. */
import type { AnomalyName } from "./catalogue.ts";
import type { Key, Value } from "./operation.ts";

/** One edge of a cycle, from one operation of the example to the next (from the last to the first). */
export interface CycleStep {
  readonly edge: "ww" | "wr" | "realtime";
  readonly key?: Key;
  /** `wr`: the value sent and read. `ww`: the two values that lie next to each other in the log. */
  readonly values?: readonly Value[];
}

export interface AnomalyExample {
  /** Positions in the history (from 0) of the entries concerned, the cause first. */
  readonly operations: readonly number[];
  readonly key?: Key;
  readonly values?: readonly Value[];
  readonly offsets?: readonly number[];
  /** How many places of the log lie between the two values; 1 is right. */
  readonly delta?: number;
  /** Some of the values that were skipped. */
  readonly skipped?: readonly Value[];
  readonly steps?: readonly CycleStep[];
  /** What else is to be known, in words. */
  readonly note?: string;
}

export interface Found {
  readonly anomaly: AnomalyName;
  readonly count: number;
  /** Not wrong in this mode: it does not make the history invalid. */
  readonly allowed: boolean;
  /** The most severe ones, the worst first. */
  readonly examples: readonly AnomalyExample[];
}

interface Kept {
  readonly severity: number;
  readonly example: AnomalyExample;
}

/** Counts anomalies by name. An example is only made where it is kept. */
export class Findings {
  readonly #cap: number;
  readonly #counts = new Map<AnomalyName, number>();
  readonly #kept = new Map<AnomalyName, Kept[]>();

  constructor(cap: number) {
    this.#cap = cap;
  }

  add(anomaly: AnomalyName, severity: number, example: () => AnomalyExample): void {
    this.#counts.set(anomaly, (this.#counts.get(anomaly) ?? 0) + 1);
    const kept = this.#kept.get(anomaly) ?? [];
    if (kept.length === 0) this.#kept.set(anomaly, kept);
    const last = kept.at(-1);
    if (kept.length >= this.#cap && (last === undefined || last.severity >= severity)) return;
    let at = kept.length;
    while (at > 0 && (kept[at - 1]?.severity ?? severity) < severity) at -= 1;
    kept.splice(at, 0, { severity, example: example() });
    if (kept.length > this.#cap) kept.pop();
  }

  /** In the order of the names. */
  report(allowed: (anomaly: AnomalyName) => boolean): readonly Found[] {
    return [...this.#counts.entries()]
      .map(([anomaly, count]) => ({
        anomaly,
        count,
        allowed: allowed(anomaly),
        examples: (this.#kept.get(anomaly) ?? []).map((each) => each.example),
      }))
      .sort((a, b) => (a.anomaly < b.anomaly ? -1 : 1));
  }
}
