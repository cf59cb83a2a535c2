/** Fields of a message with those of the records in it, by path, and how one type compares with another. */
import type { EnumType, Field, FieldType } from "../model/message-type.ts";
import { isAnyText, takesAll } from "./forms.ts";
import type { Topology } from "../model/topology.ts";

/** Records within records are followed so deep. */
const DEPTH_MAX = 8;

/** Every field by its dotted path, records opened. In the order of declaration. */
export function fieldsOf(topology: Topology, message: string): ReadonlyMap<string, Field> {
  const found = new Map<string, Field>();
  const add = (name: string, prefix: string, depth: number): void => {
    const type = topology.types.find((each) => each.name === name);
    if (type === undefined || depth > DEPTH_MAX) return;
    for (const field of type.fields) {
      const path = `${prefix}${field.name}`;
      found.set(path, field);
      const inner = innermost(field.type);
      if (inner.kind === "named") add(inner.name, `${path}.`, depth + 1);
    }
  };
  add(message, "", 0);
  return found;
}

function innermost(type: FieldType): FieldType {
  return type.kind === "list" || type.kind === "map" ? innermost(type.of) : type;
}

export function enumOf(topology: Topology, type: FieldType): EnumType | undefined {
  const inner = innermost(type);
  return inner.kind === "named" ? topology.enums.find(({ name }) => name === inner.name) : undefined;
}

/** `wider` takes all that the other took, `narrower` less; `other` is another wire form. */
export type Compared = "same" | "wider" | "narrower" | "other";

/** A type of either side. Records are compared field by field elsewhere; enums that keep their name, value by value. */
export function compareTypes(old: Topology, before: FieldType, now: Topology, after: FieldType): Compared {
  if (before.kind === "scalar" && after.kind === "scalar") {
    if (before.name !== after.name || before.wire !== after.wire)
      return takesAll(after, before) ? "wider" : takesAll(before, after) ? "narrower" : "other";
    if (before.args.join() !== after.args.join()) return compareDigits(before.args, after.args);
    if (before.pattern !== after.pattern)
      return before.pattern !== undefined && after.pattern === undefined ? "wider" : "narrower";
    return compareBounds(before, after);
  }
  if (before.kind === "list" && after.kind === "list")
    return joined(compareTypes(old, before.of, now, after.of), compareBounds(before, after));
  if (before.kind === "map" && after.kind === "map") return compareTypes(old, before.of, now, after.of);
  if (before.kind === "named" && after.kind === "named") return compareNamed(old, before, now, after);
  return compareEnumWithText(old, before, now, after);
}

/** The values of an enum are texts. */
function compareEnumWithText(old: Topology, before: FieldType, now: Topology, after: FieldType): Compared {
  const isEnum = (topology: Topology, type: FieldType): boolean =>
    type.kind === "named" && enumOf(topology, type) !== undefined;
  if (isEnum(old, before) && after.kind === "scalar" && isAnyText(after)) return "wider";
  return isEnum(now, after) && before.kind === "scalar" && isAnyText(before) ? "narrower" : "other";
}

function compareNamed(old: Topology, before: FieldType, now: Topology, after: FieldType): Compared {
  const [was, is] = [enumOf(old, before), enumOf(now, after)];
  if (was === undefined && is === undefined) return "same";
  if (was === undefined || is === undefined) return "other";
  const isEqual = was.values.toSorted().join("\n") === is.values.toSorted().join("\n");
  return was.name === is.name || isEqual ? "same" : "other";
}

/** Decimals: digits before the point, and behind it. */
function compareDigits(before: readonly number[], after: readonly number[]): Compared {
  const [precision = 0, scale = 0] = before;
  const [newPrecision = 0, newScale = 0] = after;
  const [whole, newWhole] = [precision - scale, newPrecision - newScale];
  if (newWhole >= whole && newScale >= scale) return "wider";
  return newWhole <= whole && newScale <= scale ? "narrower" : "other";
}

interface Bounds {
  readonly least?: number;
  readonly most?: number;
}

function compareBounds(before: Bounds, after: Bounds): Compared {
  const [low, high] = [after.least ?? 0, after.most ?? Number.POSITIVE_INFINITY];
  const [wasLow, wasHigh] = [before.least ?? 0, before.most ?? Number.POSITIVE_INFINITY];
  if (low === wasLow && high === wasHigh) return "same";
  return low <= wasLow && high >= wasHigh ? "wider" : "narrower";
}

function joined(a: Compared, b: Compared): Compared {
  if (a === "same") return b;
  return b === "same" || a === b ? a : "other";
}

/** As a spec writes it. */
export function fieldText({ type, optional }: Field): string {
  return `${typeText(type)}${optional ? ", optional" : ""}`;
}

function typeText(type: FieldType): string {
  switch (type.kind) {
    case "named":
      return type.name;
    case "list":
      return `${typeText(type.of)}[${boundsText(type)}]`;
    case "map":
      return `map<${typeText(type.of)}>`;
    case "scalar": {
      const args = type.args.length === 0 ? "" : `(${type.args.join(", ")})`;
      const bounds = boundsText(type);
      const pattern = type.pattern === undefined ? "" : ` matching ${JSON.stringify(type.pattern)}`;
      const text = `${type.name}${args}${bounds === "" ? "" : `[${bounds}]`}${pattern}`;
      return type.wire === undefined ? text : `wire(${text}, ${type.wire})`;
    }
  }
}

function boundsText({ least, most }: Bounds): string {
  if ((least ?? 0) === 0 && most === undefined) return "";
  return `${(least ?? 0) === 0 ? "" : String(least)}..${most ?? ""}`;
}
