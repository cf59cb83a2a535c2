/** Names of a spec as identifiers and as file names: always legal, never twice, the same for the same spec. */
import { textPrint } from "../../base/text-print.ts";

/** Longer names are cut, with a hash of the whole in the place of what is cut off. */
const LENGTH_MAX = 80;

const IDENTIFIER = /^[A-Za-z_$][A-Za-z0-9_$]*$/;

/** Words that no variable can have as its name, in a module or under `strict`, and globals that generated code may use. */
const WORDS: readonly string[] = (
  "arguments as async await break case catch class const continue debugger default delete do else enum eval export " +
  "extends false finally for from function get if implements import in instanceof interface let new null of package " +
  "private protected public return set static super switch this throw true try type typeof undefined using var void " +
  "while with yield globalThis NaN Infinity require module exports"
).split(" ");

/** Types of the language and of its library: a declaration of the same name would hide them in the module and from its reader. */
const TYPES: readonly string[] = (
  "any bigint boolean never null number object string symbol undefined unknown void unique infer keyof readonly is asserts " +
  "Array ReadonlyArray Boolean Date Error Function JSON Map Math Number Object Promise Proxy Reflect RegExp Set String Symbol " +
  "BigInt Uint8Array Buffer ArrayBuffer Record Readonly Partial Required Pick Omit Exclude Extract Awaited AbortSignal " +
  "AsyncDisposable Disposable Iterator Iterable Event Request Response URL"
).split(" ");

/** Hands out names that differ from each other, and from those that are taken. */
export class Names {
  readonly #taken: Set<string>;
  readonly #key: (name: string) => string;

  /** `caseless`: names that differ in case only are one, as on some file systems. */
  constructor(taken: readonly string[], caseless = false) {
    this.#key = caseless ? (name) => name.toLowerCase() : (name) => name;
    this.#taken = new Set(taken.map(this.#key));
  }

  /** `wanted`, else with `suffix` behind it, else with the first number that is free as well. */
  take(wanted: string, suffix: string): string {
    let name = wanted;
    for (let number = 1; this.#taken.has(this.#key(name)); number++)
      name = `${wanted}${suffix}${number === 1 ? "" : number}`;
    this.#taken.add(this.#key(name));
    return name;
  }
}

/** Names for the types of one module, apart from those that the library or generated code uses. */
export function typeNames(taken: readonly string[]): Names {
  return new Names([...WORDS, ...TYPES, ...taken]);
}

/** Names for the variables of one module. */
export function variableNames(taken: readonly string[]): Names {
  return new Names([...WORDS, ...taken]);
}

/** Names that Windows gives to devices, whatever follows a dot. */
const DEVICES = ["con", "prn", "aux", "nul", "com", "lpt"].flatMap((name) =>
  name === "com" || name === "lpt" ? [1, 2, 3, 4, 5, 6, 7, 8, 9].map((n) => `${name}${n}`) : [name],
);

/** Names of files in one folder, without their ending. */
export function fileNames(taken: readonly string[]): Names {
  return new Names([...DEVICES, ...taken], true);
}

const INHERITED: ReadonlySet<string> = new Set(Object.getOwnPropertyNames(Object.prototype));

/** Whether every object has something of that name: what is not its own must not be taken for a field. */
export function isInherited(name: string): boolean {
  return INHERITED.has(name);
}

/** A text that can stand as it is where an identifier must. */
export function isIdentifier(text: string): boolean {
  return IDENTIFIER.test(text);
}

/** An identifier that reads like `text`: what cannot stand in one ends a word, and the next word begins with a capital. */
export function identifierOf(text: string, isType: boolean): string {
  if (IDENTIFIER.test(text) && text.length <= LENGTH_MAX) return text;
  const words = text.split(/[^A-Za-z0-9_$]+/).filter((word) => word !== "");
  const joined = words.map((word, i) => (i === 0 && !isType ? word : capital(word))).join("");
  const safe = /^[0-9]/.test(joined) ? `_${joined}` : joined;
  return shortened(safe === "" ? (isType ? "Type" : "name") : safe, text);
}

/** A file name, without its ending, that reads like `text`. */
export function fileNameOf(text: string): string {
  const safe = text.replaceAll(/[^A-Za-z0-9_-]+/g, "-").replace(/^-+|-+$/g, "");
  return shortened(safe === "" ? "file" : safe, text);
}

function shortened(safe: string, text: string): string {
  return safe.length <= LENGTH_MAX ? safe : `${safe.slice(0, LENGTH_MAX - 9)}_${textPrint(text).slice(0, 8)}`;
}

function capital(word: string): string {
  return word.slice(0, 1).toUpperCase() + word.slice(1);
}
