/** Times of the rounds of one thing, each with how much it did. */
export interface Subject {
  readonly name: string;
  /** What is counted, e.g. `events`. */
  readonly unit: string;
  /** What it should reach a second; nothing where it is only measured. */
  readonly aim?: number;
  /** Does one round; answers how much it did. */
  readonly round: () => number;
}

export interface Measured {
  readonly subject: Subject;
  /** Median over the rounds. */
  readonly perSecond: number;
}

/** Rounds of all subjects in turn, so that a busy machine slows all alike. The first round of each is thrown away. */
export function measure(subjects: readonly Subject[], rounds: number): readonly Measured[] {
  const rates = subjects.map((): number[] => []);
  for (let round = 0; round <= rounds; round++) {
    subjects.forEach((subject, i) => {
      const begin = performance.now();
      const done = subject.round();
      const seconds = (performance.now() - begin) / 1_000;
      if (round > 0) rates[i]?.push(done / seconds);
    });
  }
  return subjects.map((subject, i) => {
    const sorted = (rates[i] ?? []).sort((a, b) => a - b);
    return { subject, perSecond: sorted[sorted.length >> 1] ?? 0 };
  });
}

/** `1.23 M`, `456 k`. */
function short(value: number): string {
  return value >= 1e6 ? `${(value / 1e6).toFixed(2)} M` : `${(value / 1e3).toFixed(0)} k`;
}

/** A table with the ratio of each rate to that of the first. */
export function table(measured: readonly Measured[]): string {
  const base = measured[0]?.perSecond ?? 1;
  const rows = measured.map(({ subject, perSecond }) => [
    subject.name,
    `${short(perSecond)} ${subject.unit}/s`,
    `1 : ${(base / perSecond).toFixed(1)}`,
    subject.aim === undefined
      ? ""
      : `${perSecond >= subject.aim ? "reached" : "missed"} (${short(subject.aim)})`,
  ]);
  const all = [["what", "rate", "of the bare loop", "aim"], ...rows];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  return all
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}
