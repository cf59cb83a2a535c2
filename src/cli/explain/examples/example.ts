/** A small spec in which a promise breaks, how it would hold, and the run that shows it. */
export interface HazardExample {
  readonly spec: string;
  /** Lines of the spec, and what they would have to be. */
  readonly mended: readonly (readonly [from: string, to: string])[];
  /** Token of the story. */
  readonly story: string;
}

/** The spec with the lines that mend it. */
export function mendedSpec({ spec, mended }: HazardExample): string {
  return mended.reduce((text, [from, to]) => text.replace(from, () => to), spec);
}
