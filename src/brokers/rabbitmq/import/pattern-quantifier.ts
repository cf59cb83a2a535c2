/** How often a part of a pattern may stand. */
export interface Times {
  readonly least: number;
  /** Undefined: without end. */
  readonly most: number | undefined;
  /** Characters of the quantifier, without a sign behind it that makes it reluctant. */
  readonly length: number;
}

/** The quantifier of `source` that begins at `at`; undefined where there is none, a text where it is not understood. */
export function quantifierAt(source: string, at: number): Times | string | undefined {
  const next = source[at];
  if (next === "*" || next === "+" || next === "?") {
    return { least: next === "+" ? 1 : 0, most: next === "?" ? 1 : undefined, length: 1 };
  }
  if (next !== "{") return undefined;
  const match = /^\{(\d{1,4})(,(\d{0,4}))?\}/.exec(source.slice(at, at + 12));
  if (match === null) return "a `{`";
  const least = Number(match[1]);
  const most = match[2] === undefined ? least : match[3] === "" ? undefined : Number(match[3]);
  return most !== undefined && most < least ? "a quantifier" : { least, most, length: match[0].length };
}
