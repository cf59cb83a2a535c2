/** What generated codecs are made of: values of messages to the form in which they travel, and back. */
import type { Codec, Path } from "./plan.ts";

/** The wire form of a record or message: what `JSON.parse` gives. */
export type Wire = Readonly<Record<string, unknown>>;

/** Any JSON value. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };

/** What is wrong with a wire form, in words; undefined where nothing is. */
export type Check = (wire: unknown) => string | undefined;

/** A message that is not what the spec says: it is not sent, or not handed to a handler. */
export class InvalidMessage extends Error {
  override readonly name: string = "InvalidMessage";
}

/** How messages of one type travel. */
export interface JsonMessage<T> {
  readonly type: string;
  readonly identity?: Path;
  readonly toWire: (message: T) => unknown;
  readonly fromWire: (wire: Wire) => T;
  /** Asked of what is sent, and of what arrives. Absent: nobody looks. */
  readonly checkSent?: Check;
  readonly checkGot?: Check;
}

/** A codec that throws {@link InvalidMessage}, and nothing else. */
export function codec<T>({
  type,
  identity,
  toWire,
  fromWire,
  checkSent,
  checkGot,
}: JsonMessage<T>): Codec<T> {
  return {
    type,
    ...(identity === undefined ? undefined : { identity }),
    content: "json",
    encode: (message) => {
      const wire = attempted(type, () => toWire(message));
      refuse(type, checkSent, wire);
      return wire;
    },
    decode: (wire) => {
      refuse(type, checkGot, wire);
      // cast: it has been looked at, or nobody wants to look.
      return attempted(type, () => fromWire(wire as Wire));
    },
  };
}

/** A codec of messages that are in a program what they are on the wire: any JSON value. */
export function jsonCodec(spec: Omit<JsonMessage<unknown>, "toWire" | "fromWire">): Codec<unknown> {
  const same = (value: unknown): unknown => value;
  return codec({ ...spec, toWire: same, fromWire: same });
}

/** A codec of messages of which the spec knows nothing but that they are bytes. */
export function bytesCodec(type: string): Codec<Uint8Array> {
  const same = (value: unknown): Uint8Array => {
    if (value instanceof Uint8Array) return value;
    throw new InvalidMessage(`${type} is no Uint8Array`);
  };
  return { type, content: "bytes", encode: same, decode: same };
}

/** A wire form may be so deep that nobody gets through it. */
function refuse(type: string, check: Check | undefined, wire: unknown): void {
  const problem = check && attempted(type, () => check(wire));
  if (problem !== undefined) throw new InvalidMessage(`${type}: ${problem}`);
}

function attempted<T>(type: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new InvalidMessage(`${type}: ${reason}`, { cause: error });
  }
}

/** A field whose name every object has, where it is one of its own. */
export function own<T extends object, K extends keyof T>(object: T, name: K): T[K] | undefined {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}

/** `object` with a field of its own under a name that every object has. */
export function setOwn(object: object, name: string, value: unknown): void {
  Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true });
}

/** The entries of a list, each turned into something else. */
export function listOf<T>(values: unknown, turned: (each: unknown) => T): readonly T[] {
  if (!Array.isArray(values)) throw new InvalidMessage("a list was expected");
  return values.map((each: unknown) => turned(each));
}

/** The values of a map, each turned into something else. */
export function mapOf<V, T>(
  values: Readonly<Record<string, V>>,
  turned: (each: V) => T,
): Readonly<Record<string, T>> {
  if (typeof values !== "object" || values === null) throw new InvalidMessage("a map was expected");
  return Object.fromEntries(Object.entries(values).map(([name, each]) => [name, turned(each)]));
}
