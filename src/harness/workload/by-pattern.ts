/**
 * A text that a pattern describes, made of a number: equal numbers, equal texts, and mostly others for others. Reads what
 * patterns of messages are made of; of what it cannot read, and of look-around and back references, there is no text.
 */

/** A part of a pattern: which characters, or which parts, and how often. */
type Part =
  | { readonly kind: "one of"; readonly chars: readonly string[] }
  | { readonly kind: "all"; readonly parts: readonly Repeated[] }
  | { readonly kind: "either"; readonly parts: readonly Part[] };

interface Repeated {
  readonly part: Part;
  readonly least: number;
  readonly most: number;
}

class Unreadable extends Error {}

const range = (from: string, to: string): readonly string[] =>
  Array.from({ length: to.charCodeAt(0) - from.charCodeAt(0) + 1 }, (_, i) =>
    String.fromCharCode(from.charCodeAt(0) + i),
  );
const DIGITS = range("0", "9");
const WORD = [...range("a", "z"), ...range("A", "Z"), ...DIGITS, "_"];
const PRINTABLE = range(" ", "~");
/** Letters come first, so that texts can be read. */
const ANY = [...range("a", "z"), ...PRINTABLE.filter((char) => !/[a-z]/.test(char))];
const CLASSES: Readonly<Record<string, readonly string[]>> = { d: DIGITS, w: WORD, s: [" "] };
const CONTROLS: Readonly<Record<string, string>> = { t: "\t", n: "\n", r: "\r" };

class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  whole(): Part {
    const part = this.#either();
    if (this.#at < this.#text.length) throw new Unreadable();
    return part;
  }

  #peek(): string | undefined {
    return this.#text[this.#at];
  }

  #take(): string {
    const char = this.#text[this.#at++];
    if (char === undefined) throw new Unreadable();
    return char;
  }

  #takes(text: string): boolean {
    const is = this.#text.startsWith(text, this.#at);
    if (is) this.#at += text.length;
    return is;
  }

  #either(): Part {
    const parts: Part[] = [this.#all()];
    while (this.#takes("|")) parts.push(this.#all());
    return parts.length === 1 && parts[0] !== undefined ? parts[0] : { kind: "either", parts };
  }

  #all(): Part {
    const parts: Repeated[] = [];
    for (let next = this.#peek(); next !== undefined && next !== "|" && next !== ")"; next = this.#peek()) {
      if (this.#takes("^") || this.#takes("$")) continue;
      const part = this.#one();
      parts.push({ part, ...this.#often() });
    }
    return { kind: "all", parts };
  }

  #one(): Part {
    const char = this.#take();
    if (char === "(") return this.#group();
    if (char === "[") return { kind: "one of", chars: this.#set() };
    if (char === ".") return { kind: "one of", chars: ANY };
    if (char === "\\") return { kind: "one of", chars: this.#escaped() };
    if ("*+?{".includes(char)) throw new Unreadable();
    return { kind: "one of", chars: [char] };
  }

  #group(): Part {
    if (this.#takes("?") && !this.#takes(":")) throw new Unreadable();
    const part = this.#either();
    if (!this.#takes(")")) throw new Unreadable();
    return part;
  }

  #escaped(): readonly string[] {
    const char = this.#take();
    const known = CLASSES[char.toLowerCase()];
    if (known !== undefined)
      return char === char.toLowerCase() ? known : ANY.filter((each) => !known.includes(each));
    const control = CONTROLS[char];
    if (control !== undefined) return [control];
    if (/[a-zA-Z0-9]/.test(char)) throw new Unreadable();
    return [char];
  }

  #set(): readonly string[] {
    const isNot = this.#takes("^");
    const chars: string[] = [];
    while (!this.#takes("]")) {
      const from = this.#takes("\\") ? this.#escaped() : [this.#take()];
      const [first = ""] = from;
      if (from.length === 1 && this.#peek() === "-" && this.#text[this.#at + 1] !== "]") {
        this.#take();
        chars.push(...range(first, this.#take()));
      } else chars.push(...from);
    }
    return isNot ? ANY.filter((char) => !chars.includes(char)) : chars;
  }

  #often(): { readonly least: number; readonly most: number } {
    const often = this.#count();
    this.#takes("?");
    return often;
  }

  #count(): { readonly least: number; readonly most: number } {
    if (this.#takes("*")) return { least: 0, most: Number.POSITIVE_INFINITY };
    if (this.#takes("+")) return { least: 1, most: Number.POSITIVE_INFINITY };
    if (this.#takes("?")) return { least: 0, most: 1 };
    const [counts, least = "", comma, most] = /^\{(\d+)(,?)(\d*)\}/.exec(this.#text.slice(this.#at)) ?? [];
    if (counts === undefined) return { least: 1, most: 1 };
    this.#at += counts.length;
    if (comma === "") return { least: Number(least), most: Number(least) };
    return { least: Number(least), most: most === "" ? Number.POSITIVE_INFINITY : Number(most) };
  }
}

/** Digits of a number, each taken once by whoever has so many choices. */
class Digits {
  #rest: number;
  constructor(n: number) {
    this.#rest = n;
  }
  below(count: number): number {
    const digit = this.#rest % count;
    this.#rest = Math.floor(this.#rest / count);
    return digit;
  }
}

/** From right to left, so that numbers count as people do. `more`: how often what may repeat does so beyond its least. */
function written(part: Part, digits: Digits, more: number): string {
  if (part.kind === "one of") {
    if (part.chars.length === 0) throw new Unreadable();
    return part.chars[digits.below(part.chars.length)] ?? "";
  }
  if (part.kind === "either") {
    const chosen = part.parts[digits.below(part.parts.length)];
    return chosen === undefined ? "" : written(chosen, digits, more);
  }
  let text = "";
  for (const { part: own, least, most } of part.parts.toReversed())
    for (let i = 0; i < Math.min(most, least + more); i++) text = written(own, digits, more) + text;
  return text;
}

/** How often parts are repeated beyond their least before it is given up. */
const MORE_MAX = 64;

/** A text that all of `pattern` describes, of a length within the bounds; undefined where none was found. */
export function textByPattern(
  pattern: string,
  n: number,
  { least = 0, most = Number.POSITIVE_INFINITY }: { readonly least?: number; readonly most?: number },
): string | undefined {
  try {
    const part = new Reader(pattern).whole();
    const whole = new RegExp(`^(?:${pattern})$`, "u");
    // Once more than it must be, where that fits: then there is room for numbers.
    for (const more of [1, ...Array.from({ length: MORE_MAX }, (_, i) => i)]) {
      const text = written(part, new Digits(n), more);
      if (text.length >= least && text.length <= most && whole.test(text)) return text;
    }
  } catch (error) {
    if (!(error instanceof Unreadable) && !(error instanceof SyntaxError)) throw error;
  }
  return undefined;
}
