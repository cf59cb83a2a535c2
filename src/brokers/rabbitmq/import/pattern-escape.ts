/** What a backslash and a character mean in a pattern. */

const CLASSES: Readonly<Record<string, RegExp>> = {
  d: /[0-9]/,
  D: /[^0-9]/,
  w: /\w/,
  W: /\W/,
  s: /\s/,
  S: /\S/,
};
const CONTROLS: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t", f: "\f" };

/** A test for what `character` means behind a backslash; undefined where that is none of a character. */
export function escapeTest(character: string): ((character: string) => boolean) | undefined {
  const named = CLASSES[character];
  if (named !== undefined) return (each) => named.test(each);
  const plain = CONTROLS[character] ?? (/[A-Za-z0-9]/.test(character) ? undefined : character);
  return plain === undefined ? undefined : (each) => each === plain;
}
