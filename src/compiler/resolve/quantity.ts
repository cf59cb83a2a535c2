/** Numbers with and without units, from either notation. */
import type { ValueNode } from "../../../grammar/tree.ts";

export interface Quantity {
  readonly value: number;
  readonly unit: string;
}

const DURATIONS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};
const SIZES: Readonly<Record<string, number>> = {
  kB: 1e3,
  MB: 1e6,
  GB: 1e9,
  KiB: 1024,
  MiB: 1_048_576,
  GiB: 1_073_741_824,
};

/** A number glued to other letters has been reported where it was read. */
export function isUnit(unit: string): boolean {
  return unit === "" || unit === "%" || Object.hasOwn(DURATIONS, unit) || Object.hasOwn(SIZES, unit);
}

const WRITTEN = /^(-?\d{1,18}(?:\.\d{1,18})?)(ms|s|m|h|d|KiB|MiB|GiB|kB|MB|GB|%|)$/;

/** Undefined where `node` is no number. */
export function quantityOf(node: ValueNode): Quantity | undefined {
  if (node.kind === "number") return node;
  if (node.kind !== "text") return undefined;
  const match = WRITTEN.exec(node.text);
  return match === null ? undefined : { value: Number(match[1]), unit: match[2] ?? "" };
}

/** In milliseconds, bytes, or the number itself; undefined where the unit is of another dimension, or missing. */
export function measured(
  quantity: Quantity,
  dimension: "duration" | "size" | "ratio" | "plain",
): number | undefined {
  const { value, unit } = quantity;
  if (dimension === "plain") return unit === "" ? value : undefined;
  if (dimension === "ratio") return unit === "%" ? value / 100 : undefined;
  const factor = (dimension === "duration" ? DURATIONS : SIZES)[unit];
  return factor === undefined ? undefined : value * factor;
}

/** Splits `0..1` of the YAML notation; a missing end is undefined. */
export function rangeOf(text: string): { readonly least?: ValueNode; readonly most?: ValueNode } | undefined {
  const match = /^([^.\s]*(?:\.\d+\w*)?)\.\.([^\s]*)$/.exec(text);
  if (match === null) return undefined;
  const least = endOf(match[1] ?? "");
  const most = endOf(match[2] ?? "");
  if (least === null || most === null || (least === undefined && most === undefined)) return undefined;
  return { ...(least && { least }), ...(most && { most }) };
}

function endOf(text: string): ValueNode | undefined | null {
  if (text === "") return undefined;
  const match = WRITTEN.exec(text);
  if (match === null) return null;
  const span = { file: "", start: 0, end: 0 };
  return { kind: "number", value: Number(match[1]), unit: match[2] ?? "", span };
}
