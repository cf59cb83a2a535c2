/** Messages to be sent in a row: no two are the same message, and some have the same key. */
import fc from "fast-check";
import { identityOf } from "../../model/message-type.ts";
import type { Topology } from "../../model/topology.ts";
import { arbitraryOf, type Named } from "./messages.ts";

/** One message of a workload. */
export interface Sent {
  readonly type: string;
  readonly message: unknown;
}

type Fields = Readonly<Record<string, unknown>>;
// An array is no record of fields, and bytes are none either.
const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value) && !ArrayBuffer.isView(value);

function readAt(message: unknown, [name, ...rest]: readonly string[]): unknown {
  if (name === undefined) return message;
  return isFields(message) ? readAt(message[name], rest) : undefined;
}

/** `message` with `value` at the path, where there is such a place. */
function writeAt(message: unknown, [name, ...rest]: readonly string[], value: unknown): unknown {
  if (name === undefined) return value;
  if (!isFields(message) || !(name in message)) return message;
  return { ...message, [name]: writeAt(message[name], rest, value) };
}

const TEMPLATE = /\{([^}]+)\}/g;

/** What the settings of producers and channels and the guarantees name as keys, parts of keys, and what order is kept by. */
function pathsNamed({ channels, services, guarantees }: Topology): ReadonlySet<string> {
  const settings = [...channels, ...services.flatMap(({ producers }) => producers)].flatMap((each) =>
    Object.values(each.settings),
  );
  const texts = settings.filter((value) => typeof value === "string");
  const scopes = guarantees.flatMap(({ clauses }) =>
    clauses.flatMap((clause) =>
      "scope" in clause && clause.scope.kind === "per" ? [clause.scope.path] : [],
    ),
  );
  const inTemplates = texts.flatMap((text) => [...text.matchAll(TEMPLATE)].map(([, path = ""]) => path));
  return new Set([...texts, ...scopes, ...inTemplates]);
}

/** How many values a key has in one workload. */
const POOL = 3;

interface Shape {
  readonly type: string;
  readonly identity: readonly (readonly string[])[];
  readonly keys: readonly string[];
}

function shapeOf(topology: Topology, name: string, named: ReadonlySet<string>): Shape {
  const type = topology.types.find((each) => each.name === name);
  const identity = type === undefined ? [] : identityOf(type);
  const keys = type?.fields
    .map((field) => field.name)
    .filter((field) => named.has(field) && !identity.includes(field));
  return { type: name, identity: identity.map((path) => path.split(".")), keys: keys ?? [] };
}

/** The texts of its identity; a message without one is like no other. */
function identityIn({ type, identity }: Shape, message: unknown): string | symbol {
  if (identity.length === 0) return Symbol("no identity");
  const text = (value: unknown): string =>
    typeof value === "bigint" ? `${value}n` : (JSON.stringify(value) ?? "");
  return [type, ...identity.map((path) => text(readAt(message, path)))].join(" ");
}

/**
 * `least` to `most` messages of the types `names`. Fields of one name that some setting or guarantee names hold one of few
 * values, across types, as the orders of which several messages speak.
 */
export function workloadArbitrary(
  topology: Topology,
  all: Named,
  names: readonly string[],
  { least, most }: { readonly least: number; readonly most: number },
): fc.Arbitrary<readonly Sent[]> {
  const named = pathsNamed(topology);
  const shapes = names.map((name) => shapeOf(topology, name, named));
  const drawn = fc.nat({ max: Math.max(shapes.length - 1, 0) }).chain((i) => {
    const shape = shapes[i] ?? { type: "", identity: [], keys: [] };
    return fc.record({
      shape: fc.constant(shape),
      message: arbitraryOf(all, shape.type),
      picks: fc.array(fc.nat({ max: POOL - 1 }), {
        minLength: shape.keys.length,
        maxLength: shape.keys.length,
      }),
    });
  });
  const bounds = { minLength: least, maxLength: most };
  return fc
    .uniqueArray(drawn, { ...bounds, selector: ({ shape, message }) => identityIn(shape, message) })
    .map((rows) => {
      const pools = new Map<string, unknown[]>();
      return rows.map(({ shape: { type, keys }, message, picks }) => ({
        type,
        message: keys.reduce<unknown>((made, key, k) => withPooled(made, key, picks[k] ?? 0, pools), message),
      }));
    });
}

/** The first values of a key that are drawn are its pool; later messages take one of them. */
function withPooled(message: unknown, key: string, pick: number, pools: Map<string, unknown[]>): unknown {
  const pool = pools.get(key) ?? [];
  pools.set(key, pool);
  const own = readAt(message, [key]);
  if (own === undefined) return message;
  if (pool.length <= pick) {
    pool.push(own);
    return message;
  }
  return writeAt(message, [key], pool[pick]);
}
