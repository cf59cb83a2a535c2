/** Reading and writing what travels: bodies, paths, templates, and which type a message is of. */
import type { Incoming } from "./broker.ts";
import type { AnyCodec, Discriminator, Path, Template } from "./plan.ts";

/** The value at `path`; undefined where there is none. */
function valueAt(wire: unknown, path: Path): unknown {
  let value = wire;
  for (const name of path) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, name)) return undefined;
    // cast: the line above has looked that this object has it.
    value = (value as Readonly<Record<string, unknown>>)[name];
  }
  return value;
}

/** The text, number or truth value at `path`, as text; undefined where there is none. */
export function textAt(wire: unknown, path: Path): string | undefined {
  const value = valueAt(wire, path);
  if (typeof value === "string") return value;
  return typeof value === "number" || typeof value === "boolean" ? String(value) : undefined;
}

/** A template read of a wire form; throws where a field is absent. */
export type Filled = (wire: unknown) => string;

/** Compiles `template`; `what` it is for stands in the error. */
export function filled(template: Template, what: string): Filled {
  const [first] = template;
  if (template.length === 0) return () => "";
  if (template.length === 1 && typeof first === "string") return () => first;
  return (wire) => {
    let text = "";
    for (const part of template) text += typeof part === "string" ? part : required(wire, part, what);
    return text;
  };
}

function required(wire: unknown, path: Path, what: string): string {
  const value = textAt(wire, path);
  if (value === undefined) throw new TypeError(`${what}: the message has no ${path.join(".")}`);
  return value;
}

/** The body of a wire form. */
export function bodyOf(codec: AnyCodec, wire: unknown): Uint8Array {
  if (codec.content === "json") return Buffer.from(JSON.stringify(wire), "utf8");
  if (wire instanceof Uint8Array) return wire;
  throw new TypeError(`${codec.type} is an opaque message: its content has to be a Uint8Array`);
}

/** The parsed body; throws where it is no JSON. */
export function jsonOf(incoming: Incoming): unknown {
  if (incoming.json !== undefined) return incoming.json;
  const { body } = incoming;
  try {
    return JSON.parse(Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString("utf8"));
  } catch (error) {
    throw new TypeError(`its body is not JSON: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
}

/** The wire form of a body. */
export function wireOf(codec: AnyCodec, incoming: Incoming): unknown {
  return codec.content === "json" ? jsonOf(incoming) : incoming.body;
}

/** Puts the value that tells the type into the wire form, where it is absent. */
export function marked(discriminator: Discriminator, type: string, wire: unknown): unknown {
  if (discriminator.by !== "field" || textAt(wire, discriminator.path) !== undefined) return wire;
  const [value] = Object.entries(discriminator.values).find(([, each]) => each === type) ?? [];
  return value === undefined ? wire : withValue(wire, discriminator.path, value);
}

function withValue(wire: unknown, path: Path, value: string): unknown {
  const [name, ...rest] = path;
  if (name === undefined) return value;
  const object = typeof wire === "object" && wire !== null ? wire : {};
  return { ...object, [name]: withValue(valueAt(wire, [name]), rest, value) };
}

/** Name of the type of a delivery; undefined where it does not say. */
export function typeOf(discriminator: Discriminator, incoming: Incoming): string | undefined {
  switch (discriminator.by) {
    case "only":
      return discriminator.type;
    case "header":
      return incoming.headers[discriminator.name] ?? incoming.type;
    case "field": {
      const value = textAt(jsonOf(incoming), discriminator.path);
      return value === undefined ? undefined : discriminator.values[value];
    }
    case "routing-key": {
      const words = wordsOf(incoming.routingKey ?? "");
      const entries = Object.entries(discriminator.patterns);
      return entries.find(([pattern]) => matches(wordsOf(pattern), words, 0, 0))?.[1];
    }
  }
}

/** The empty text has no words. */
function wordsOf(text: string): readonly string[] {
  return text === "" ? [] : text.split(".");
}

/** `*` stands for one word, `#` for any number of them. */
function matches(pattern: readonly string[], words: readonly string[], p: number, w: number): boolean {
  const part = pattern[p];
  if (part === undefined) return w === words.length;
  if (part === "#")
    return matches(pattern, words, p + 1, w) || (w < words.length && matches(pattern, words, p, w + 1));
  return w < words.length && (part === "*" || part === words[w]) && matches(pattern, words, p + 1, w + 1);
}
