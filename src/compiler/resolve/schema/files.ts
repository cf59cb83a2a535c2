/** The files that a spec names, and places in them. */
import type { Finding } from "../../../diagnostics/define.ts";
import type { Value } from "../../../model/value.ts";
import { isList, isMap } from "../arguments.ts";
import { joined } from "../../syntax/file-paths.ts";
import { decoded } from "../../syntax/named-files.ts";
import { readPlain } from "../../syntax/plain.ts";
import type { Source } from "../../syntax/read.ts";

/** A value somewhere in a file. */
export interface Place {
  readonly file: string;
  /** JSON pointer. */
  readonly pointer: string;
  readonly value: Value;
}

/** Why there is none. */
export interface Trouble {
  /** Empty where it has been reported already. */
  readonly trouble: string;
  /** Something of nearly that name that is there. */
  readonly candidates?: readonly string[];
}

export function isTrouble(value: object): value is Trouble {
  return "trouble" in value;
}

interface Read {
  readonly value: Value | undefined;
  readonly findings: readonly Finding[];
}

/** Read once each, when asked for. */
export class SchemaFiles {
  readonly #sources: ReadonlyMap<string, Source>;
  readonly #read = new Map<string, Read>();
  readonly #anchors = new Map<string, ReadonlyMap<string, string>>();

  constructor(sources: readonly Source[]) {
    this.#sources = new Map(sources.map((source) => [source.path, source]));
  }

  /** Paths of the files that were. */
  read(): readonly string[] {
    return [...this.#read.keys()];
  }

  /** What is wrong with the texts that were read. */
  findings(): readonly Finding[] {
    return [...this.#read.values()].flatMap(({ findings }) => findings);
  }

  /** The whole of a file that `beside` names by a relative path. */
  file(beside: string, path: string): Place | Trouble {
    const at = joined(beside, path);
    if (at === undefined) return { trouble: "it is no relative path of a file" };
    const source = this.#sources.get(at);
    if (source === undefined) return { trouble: "there is no such file among those given" };
    if (source.refused !== undefined) return { trouble: source.refused };
    const read = this.#read.get(at) ?? readPlain(source);
    this.#read.set(at, read);
    if (read.value === undefined)
      return { trouble: read.findings.length > 0 ? "" : "there is nothing in it" };
    return { file: at, pointer: "", value: read.value };
  }

  /** What a `$ref` within `from` leads to, one step. */
  referred(from: Place, ref: string): Place | Trouble {
    const hash = ref.indexOf("#");
    const path = hash < 0 ? ref : ref.slice(0, hash);
    const fragment = hash < 0 ? "" : ref.slice(hash + 1);
    const root = path === "" ? this.#root(from.file) : this.file(from.file, decoded(path));
    if (isTrouble(root)) return root;
    if (fragment === "" || fragment.startsWith("/")) return pointed(root, fragment);
    const pointer = this.#anchorsOf(root).get(decoded(fragment));
    return pointer === undefined ? { trouble: `there is no anchor \`${fragment}\`` } : pointed(root, pointer);
  }

  #root(file: string): Place | Trouble {
    const value = this.#read.get(file)?.value;
    return value === undefined ? { trouble: "it cannot be read" } : { file, pointer: "", value };
  }

  #anchorsOf(root: Place): ReadonlyMap<string, string> {
    const known = this.#anchors.get(root.file) ?? new Map(anchorsIn(root.value, ""));
    this.#anchors.set(root.file, known);
    return known;
  }
}

function* anchorsIn(value: Value, pointer: string): Generator<[string, string]> {
  if (typeof value !== "object" || value === null) return;
  for (const [key, each] of Object.entries<Value>(value)) {
    if (key === "$anchor" && typeof each === "string") yield [each, pointer];
    if (key === "$id" && typeof each === "string" && each.startsWith("#")) yield [each.slice(1), pointer];
    yield* anchorsIn(each, `${pointer}/${escaped(key)}`);
  }
}

/** What a JSON pointer leads to from the whole of a file. */
export function pointed(root: Place, pointer: string): Place | Trouble {
  let value = root.value;
  if (pointer !== "" && !pointer.startsWith("/"))
    return { trouble: `a pointer begins with a slash: \`#/${pointer}\`` };
  for (const part of pointer.split("/").slice(1)) {
    const key = decoded(part).replaceAll("~1", "/").replaceAll("~0", "~");
    const next = childOf(value, key);
    if (next === undefined) {
      const candidates = isMap(value) ? Object.keys(value) : [];
      return { trouble: `there is nothing at \`#${pointer}\``, candidates };
    }
    value = next;
  }
  return { file: root.file, pointer, value };
}

function childOf(value: Value, key: string): Value | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  if (isList(value)) return /^\d{1,9}$/.test(key) ? value[Number(key)] : undefined;
  return isMap(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

/** A key as a part of a pointer. */
export function escaped(key: string): string {
  return key.replaceAll("~", "~0").replaceAll("/", "~1");
}
