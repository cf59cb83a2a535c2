/** Text between the quotes of a string to what it says. The escapes are those of JSON. */
const SIMPLE: Readonly<Record<string, string>> = {
  '"': '"',
  "\\": "\\",
  "/": "/",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
};

/** Calls `bad` with the half-open range, within `raw`, of each escape that is none. Linear. */
export function unescape(raw: string, bad: (start: number, end: number) => void): string {
  if (!raw.includes("\\")) return raw;
  let out = "";
  let from = 0;
  for (let at = raw.indexOf("\\"); at >= 0; at = raw.indexOf("\\", from)) {
    out += raw.slice(from, at);
    const [text, length] = escapeAt(raw, at);
    if (text === undefined) bad(at, at + length);
    out += text ?? "";
    from = at + length;
  }
  return out + raw.slice(from);
}

/** What the escape at `at` means, if anything, and its length. */
function escapeAt(raw: string, at: number): [text: string | undefined, length: number] {
  const letter = raw[at + 1] ?? "";
  if (letter !== "u") return [SIMPLE[letter], Math.min(2, raw.length - at)];
  const unit = codeUnitAt(raw, at);
  if (unit === undefined) return [undefined, 2];
  if (unit < 0xd800 || unit > 0xdfff) return [String.fromCharCode(unit), 6];
  const low = raw.startsWith("\\u", at + 6) ? codeUnitAt(raw, at + 6) : undefined;
  const isPair = unit < 0xdc00 && low !== undefined && low >= 0xdc00 && low <= 0xdfff;
  return isPair ? [String.fromCharCode(unit, low), 12] : [undefined, 6];
}

function codeUnitAt(raw: string, at: number): number | undefined {
  const digits = raw.slice(at + 2, at + 6);
  return /^[\dA-Fa-f]{4}$/.test(digits) ? Number.parseInt(digits, 16) : undefined;
}
