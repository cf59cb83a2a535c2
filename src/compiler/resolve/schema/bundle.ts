/** A schema and all that it refers to as one value, whose references lead nowhere else. */
import type { MessageSource, Schema } from "../../../model/message-type.ts";
import type { Value } from "../../../model/value.ts";
import { isList, isMap, type MapValue } from "../arguments.ts";
import { escaped, isTrouble, type Place, type SchemaFiles, type Trouble } from "./files.ts";
import { type Keyword, KEYWORDS, modern } from "./keywords.ts";

export type Dialect = MessageSource["dialect"];

export interface Bundled {
  readonly schema: Schema;
  readonly dialect: Dialect;
}

const DIALECTS: readonly (readonly [part: string, dialect: Dialect])[] = [
  ["2020-12", "2020-12"],
  ["2019-09", "2019-09"],
  // What older drafts say otherwise does not fit the keywords of this one, and is told.
  ["draft", "draft-07"],
];

/** `usual` is the dialect of a schema that names none. Linear in what is referred to. */
export function bundled(start: Place, files: SchemaFiles, usual: Dialect): Bundled | Trouble {
  const named = isMap(start.value) ? start.value["$schema"] : undefined;
  const dialect = typeof named === "string" ? DIALECTS.find(([part]) => named.includes(part))?.[1] : usual;
  if (dialect === undefined) return { trouble: `its \`$schema\` is none that Waybill knows` };
  return new Bundler(files, dialect).run(start);
}

/** Later drafts take what stands beside a reference too. */
function ignoresSiblings(dialect: Dialect): boolean {
  return dialect === "draft-07";
}

class Bundler {
  readonly #files: SchemaFiles;
  readonly #dialect: Dialect;
  /** By `file#pointer`: what a reference to it is from now on. */
  readonly #refs = new Map<string, string>();
  readonly #names = new Set<string>();
  readonly #open: { readonly name: string; readonly place: Place }[] = [];
  #trouble: Trouble | undefined;

  constructor(files: SchemaFiles, dialect: Dialect) {
    this.#files = files;
    this.#dialect = dialect;
  }

  run(start: Place): Bundled | Trouble {
    this.#refs.set(keyOf(start), "#");
    const root = this.#schema(start.value, start);
    const defs: [string, Value][] = [];
    for (let next = this.#open.pop(); next !== undefined; next = this.#open.pop())
      defs.push([next.name, this.#schema(next.place.value, next.place)]);
    if (this.#trouble !== undefined) return this.#trouble;
    if (!isMap(root)) return { trouble: "a message is no schema that is `true` or `false`" };
    const definitions = Object.fromEntries(defs.sort(([a], [b]) => (a < b ? -1 : 1)));
    const schema = defs.length === 0 ? root : { ...root, $defs: definitions };
    return { schema, dialect: this.#dialect };
  }

  #schema(value: Value, place: Place): Value {
    if (typeof value === "boolean") return value;
    if (!isMap(value)) return this.#wrong(place, "a schema is a map, `true` or `false`");
    const ref = value["$ref"];
    if (ref !== undefined) {
      const to =
        typeof ref === "string" ? this.#reference(place, ref) : this.#wrong(place, "`$ref` is a text");
      if (ignoresSiblings(this.#dialect)) return { $ref: to };
      return { $ref: to, ...this.#keywords(value, place) };
    }
    for (const name of ["$dynamicRef", "$recursiveRef"])
      if (Object.hasOwn(value, name)) return this.#wrong(place, `\`${name}\` is not followed`);
    return this.#keywords(value, place);
  }

  #keywords(value: MapValue, place: Place): MapValue {
    const entries: [string, Value][] = [];
    for (const [name, each] of Object.entries(modern(value))) {
      const keyword = KEYWORDS.get(name);
      if (keyword === undefined) continue;
      const inner = { ...place, pointer: `${place.pointer}/${escaped(name)}`, value: each };
      entries.push([name, this.#keyword(name, keyword, inner)]);
    }
    return Object.fromEntries(entries);
  }

  #keyword(name: string, keyword: Keyword, place: Place): Value {
    const { value } = place;
    switch (keyword.holds) {
      case "data":
        return keyword.fits(value) ? value : this.#wrong(place, `\`${name}\` is ${keyword.takes}`);
      case "schema":
        return this.#schema(value, place);
      case "list":
        return this.#list(name, place);
      case "items":
        return isList(value) ? this.#list(name, place) : this.#schema(value, place);
      case "map":
      case "dependencies": {
        if (!isMap(value)) return this.#wrong(place, `\`${name}\` is a map of schemas`);
        const isNames = (each: Value): boolean => keyword.holds === "dependencies" && isList(each);
        const entries = Object.entries(value).map(([key, each]): [string, Value] => [
          key,
          isNames(each) ? each : this.#schema(each, inside(place, key, each)),
        ]);
        return Object.fromEntries(entries);
      }
    }
  }

  #list(name: string, place: Place): Value {
    const { value } = place;
    if (!isList(value) || value.length === 0) return this.#wrong(place, `\`${name}\` is a list of schemas`);
    return value.map((each, i) => this.#schema(each, inside(place, String(i), each)));
  }

  #reference(from: Place, ref: string): string {
    const to = this.#files.referred(from, ref);
    if (isTrouble(to)) {
      this.#wrong(from, `\`$ref: ${ref}\` leads nowhere: ${to.trouble}`);
      return "#";
    }
    const known = this.#refs.get(keyOf(to));
    if (known !== undefined) return known;
    const name = this.#nameOf(to);
    const text = `#/$defs/${name}`;
    this.#refs.set(keyOf(to), text);
    this.#open.push({ name, place: to });
    return text;
  }

  /** A name of letters, digits and dashes that no other part has. */
  #nameOf({ pointer, file }: Place): string {
    const last =
      pointer === ""
        ? (file
            .split("/")
            .at(-1)
            ?.replace(/\.\w+$/, "") ?? "")
        : pointer.split("/").at(-1);
    const plain = (last ?? "").replaceAll(/[^A-Za-z0-9_-]+/g, "-").slice(0, 100) || "part";
    let name = plain;
    for (let i = 2; this.#names.has(name); i++) name = `${plain}-${i}`;
    this.#names.add(name);
    return name;
  }

  /** The first tells; a value of some sort, so that reading can go on. */
  #wrong(place: Place, trouble: string): MapValue {
    this.#trouble ??= { trouble: `at \`${place.file}#${place.pointer}\`: ${trouble}` };
    return {};
  }
}

function inside(place: Place, key: string, value: Value): Place {
  return { file: place.file, pointer: `${place.pointer}/${escaped(key)}`, value };
}

function keyOf({ file, pointer }: Place): string {
  return `${file}#${pointer}`;
}
