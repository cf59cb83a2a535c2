/** One text for each value that can be kept: equal values have equal texts, whatever the order of their keys. */

/** Thrown for what cannot outlive a process. */
class NotData extends TypeError {
  override readonly name: string = "NotData";
}

function textOfObject(value: object, path: string, above: readonly object[]): string {
  if (above.includes(value)) throw new NotData(`${path} refers to itself`);
  const inside = [...above, value];
  const item = (each: unknown, at: string | number): string => textOf(each, `${path}.${at}`, inside);
  if (Array.isArray(value)) return `[${value.map((each: unknown, i) => item(each, i)).join(",")}]`;
  if (value instanceof Date) return `date ${value.getTime()}`;
  if (value instanceof Map)
    return `map{${[...value].map(([key, each]: [unknown, unknown]) => `${item(key, "key")}:${item(each, "value")}`).join(",")}}`;
  if (value instanceof Set) return `set{${[...value].map((each: unknown, i) => item(each, i)).join(",")}}`;
  if (ArrayBuffer.isView(value))
    return `bytes ${new Uint8Array(value.buffer, value.byteOffset, value.byteLength).join(" ")}`;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, each]: [string, unknown]) => `${JSON.stringify(key)}:${item(each, key)}`).join(",")}}`;
}

function textOf(value: unknown, path: string, above: readonly object[]): string {
  switch (typeof value) {
    case "string":
      return JSON.stringify(value);
    case "bigint":
      return `${value}n`;
    case "number":
      return Object.is(value, -0) ? "-0" : String(value);
    case "boolean":
    case "undefined":
      return String(value);
    case "object":
      return value === null ? "null" : textOfObject(value, path, above);
    default:
      throw new NotData(`${path} is a ${typeof value}, which does not outlive a process`);
  }
}

/**
 * The text of `value`, which `path` names in errors. Throws {@link NotData} for functions, symbols and what refers to
 * itself. Instances of classes count as their own fields.
 */
export function canonicalText(value: unknown, path: string): string {
  return textOf(value, path, []);
}
