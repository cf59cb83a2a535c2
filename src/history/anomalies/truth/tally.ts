/** Counts of anomalies of what really happened, with the first few of each. */

/** Examples of each anomaly; all are counted. */
const EXAMPLES = 8;

export interface TruthFound<Name extends string> {
  readonly anomaly: Name;
  readonly count: number;
  /** Position of the event that completes it, -1 where only the end of the history does; and what it is about. */
  readonly examples: readonly { readonly event: number; readonly about: string }[];
}

export interface TruthReport<Name extends string> {
  readonly valid: boolean;
  readonly anomalies: readonly TruthFound<Name>[];
}

export class Tally<Name extends string> {
  readonly #found = new Map<Name, { count: number; readonly examples: { event: number; about: string }[] }>();

  add(anomaly: Name, event: number, about: string): void {
    const found = this.#found.get(anomaly) ?? { count: 0, examples: [] };
    this.#found.set(anomaly, found);
    found.count += 1;
    if (found.examples.length < EXAMPLES) found.examples.push({ event, about });
  }

  report(): TruthReport<Name> {
    const anomalies = [...this.#found]
      .map(([anomaly, { count, examples }]) => ({ anomaly, count, examples }))
      .sort((a, b) => (a.anomaly < b.anomaly ? -1 : 1));
    return { valid: anomalies.length === 0, anomalies };
  }
}
