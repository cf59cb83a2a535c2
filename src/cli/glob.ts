/**
 * Patterns of paths: `*` and `?` within a name, `**` over folders, `[abc]`, `{a,b}`. Forward slashes only. Matching
 * takes time in proportion to pattern times path, whatever the pattern.
 */

/** Longer patterns are refused. In characters. */
export const PATTERN_LENGTH_MAX = 1000;
/** Ways to read the braces of one pattern; further ones are left out. */
const VARIANTS_MAX = 200;

const MAGIC = /[*?[\]{}]/;

export function isPattern(text: string): boolean {
  return MAGIC.test(text);
}

/** The folder that every match lies in: what stands before the first name with a sign in it; "." where nothing does. */
export function baseOfPattern(pattern: string): string {
  const names = pattern.split("/");
  const first = names.findIndex((name) => MAGIC.test(name));
  const base = names.slice(0, first < 0 ? names.length - 1 : first).join("/");
  return base === "" ? (pattern.startsWith("/") ? "/" : ".") : base;
}

/** Whether a path matches; both are relative to the same folder, or both absolute. */
export function matcher(pattern: string): (path: string) => boolean {
  const variants = withoutBraces(pattern.replace(/^(?:\.\/)+/, "")).map(marksOf);
  return (path) => variants.some((marks) => accepts(marks, path));
}

/** One place of a pattern. `some` may take any number of characters, `folders` whole names with their slash. */
type Mark =
  | { readonly kind: "one" | "some"; readonly takes: (character: string) => boolean }
  | { readonly kind: "folders" | "inside" };

function withoutBraces(pattern: string): readonly string[] {
  const open: string[] = [pattern];
  const done: string[] = [];
  for (let at = open.pop(); at !== undefined && done.length < VARIANTS_MAX; at = open.pop()) {
    const [whole, inner = ""] = /\{([^{}]*)\}/.exec(at) ?? [];
    if (whole === undefined) done.push(at);
    else
      for (const choice of inner.split(",").slice(0, VARIANTS_MAX))
        open.push(at.replace(whole, () => choice));
  }
  return done;
}

function marksOf(pattern: string): readonly Mark[] {
  const names = pattern.split("/");
  return names.flatMap((name, i): readonly Mark[] => {
    const isLast = i === names.length - 1;
    if (name === "**")
      return isLast ? [{ kind: "some", takes: () => true }] : [{ kind: "folders" }, { kind: "inside" }];
    return isLast ? marksOfName(name) : [...marksOfName(name), same("/")];
  });
}

function marksOfName(name: string): readonly Mark[] {
  const marks: Mark[] = [];
  for (let i = 0; i < name.length; i++) {
    const character = name[i] ?? "";
    const end = character === "[" ? name.indexOf("]", i + 2) : -1;
    if (character === "*") marks.push({ kind: "some", takes: inName });
    else if (character === "?") marks.push({ kind: "one", takes: inName });
    else if (end > 0) {
      marks.push(oneOf(name.slice(i + 1, end)));
      i = end;
    } else marks.push(same(character));
  }
  return marks;
}

function inName(character: string): boolean {
  return character !== "/";
}

function same(wanted: string): Mark {
  return { kind: "one", takes: (character) => character === wanted };
}

/** `abc`, `a-z`, `!abc`. */
function oneOf(set: string): Mark {
  const isNegated = set.startsWith("!");
  const members = isNegated ? set.slice(1) : set;
  const has = (character: string): boolean => {
    for (let i = 0; i < members.length; i++) {
      const from = members[i] ?? "";
      const isRange = members[i + 1] === "-" && i + 2 < members.length;
      const to = isRange ? (members[i + 2] ?? "") : from;
      if (character >= from && character <= to) return true;
      if (isRange) i += 2;
    }
    return false;
  };
  return { kind: "one", takes: (character) => inName(character) && has(character) !== isNegated };
}

/** Follows all ways through the marks at once. */
function accepts(marks: readonly Mark[], path: string): boolean {
  let at = new Set<number>();
  enter(marks, 0, at);
  for (const character of path.split("")) {
    const next = new Set<number>();
    for (const i of at) for (const to of after(marks, i, character)) enter(marks, to, next);
    if (next.size === 0) return false;
    at = next;
  }
  return at.has(marks.length);
}

/** Adds place `i`, and those that are reached from it without a character. */
function enter(marks: readonly Mark[], i: number, places: Set<number>): void {
  places.add(i);
  const kind = marks[i]?.kind;
  if (kind === "some") enter(marks, i + 1, places);
  if (kind === "folders") enter(marks, i + 2, places);
}

function after(marks: readonly Mark[], i: number, character: string): readonly number[] {
  const mark = marks[i];
  switch (mark?.kind) {
    case undefined:
      return [];
    case "one":
      return mark.takes(character) ? [i + 1] : [];
    case "some":
      return mark.takes(character) ? [i] : [];
    case "folders":
      return character === "/" ? [] : [i + 1];
    case "inside":
      return [character === "/" ? i - 1 : i];
  }
}
