import { compareFindings, type Finding } from "./define.ts";

/** More findings than this in one file are counted, not kept. */
const KEPT_MAX = 1000;

/** Collects findings, so many a file. */
export class FindingSink {
  readonly #kept: Finding[] = [];
  readonly #counts = new Map<string, number>();
  #errors = 0;

  add(finding: Finding): void {
    const file = finding.span.file;
    const count = (this.#counts.get(file) ?? 0) + 1;
    this.#counts.set(file, count);
    if (finding.severity === "error") this.#errors++;
    if (count <= KEPT_MAX) this.#kept.push(finding);
  }

  addAll(findings: Iterable<Finding>): void {
    for (const finding of findings) this.add(finding);
  }

  /** All that `other` was told. */
  take(other: FindingSink): void {
    this.addAll(other.#kept);
    for (const [file, count] of other.omitted())
      this.#counts.set(file, (this.#counts.get(file) ?? 0) + count);
  }

  /** Is there an error so far? */
  get hasErrors(): boolean {
    return this.#errors > 0;
  }

  /** By file, start, code. */
  sorted(): Finding[] {
    const all = this.#kept.toSorted(compareFindings);
    // What is repeated in a spec is told once.
    return all.filter((finding, i) => i === 0 || compareFindings(finding, all[i - 1] ?? finding) !== 0);
  }

  /** Findings that were not kept, by file. */
  omitted(): ReadonlyMap<string, number> {
    const over = [...this.#counts].filter(([, count]) => count > KEPT_MAX);
    return new Map(over.map(([file, count]) => [file, count - KEPT_MAX]));
  }
}
