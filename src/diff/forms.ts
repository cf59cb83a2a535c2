/** Which scalar takes every value of which other, in the form in which it travels. */
import type { FieldType } from "../model/message-type.ts";
import { type WireForm, wireFormsOf } from "../model/wire.ts";

type Scalar = Extract<FieldType, { kind: "scalar" }>;

/** Numbers that take all of those before them. */
const NUMBERS: readonly string[] = ["int32", "int64", "float64"];

/** Whether whoever takes `wide` takes all that `narrow` sends. Between two scalars, or two forms of one. */
export function takesAll(wide: Scalar, narrow: Scalar): boolean {
  const [form, own] = [formOf(narrow), formOf(wide)];
  if (form === undefined || own === undefined) return false;
  if (own.json === "any") return true;
  if (isAnyText(wide)) return form.json === "string";
  return own.name === form.name && takesNumber(wide.name, narrow.name, form);
}

function takesNumber(wide: string, narrow: string, { json }: WireForm): boolean {
  // Digits beyond the point of a decimal: only a float takes them, and only as a number.
  if (narrow === "decimal") return wide === "float64" && json === "number";
  const [at, other] = [NUMBERS.indexOf(wide), NUMBERS.indexOf(narrow)];
  return other >= 0 && at >= other;
}

/** A string of whatever length and letters. */
export function isAnyText({ name, least, most, pattern }: Scalar): boolean {
  return name === "string" && (least ?? 0) === 0 && most === undefined && pattern === undefined;
}

function formOf({ name, wire }: Scalar): WireForm | undefined {
  const forms = wireFormsOf(name);
  return wire === undefined ? forms[0] : forms.find((each) => each.name === wire);
}
