/** How each scalar gets to the wire and back: which function of the runtime, with which arguments. */
import type { FieldType } from "../../model/message-type.ts";
import { wireFormsOf } from "../../model/wire.ts";

export type Scalar = Extract<FieldType, { readonly kind: "scalar" }>;

/** Functions of the runtime, and what they are given behind the value. */
export interface Conversion {
  readonly to: string;
  readonly toArgs: readonly string[];
  readonly from: string;
  readonly fromArgs: readonly string[];
}

const pair = (to: string, from: string, ...args: readonly string[]): Conversion => ({
  to,
  toArgs: args,
  from,
  fromArgs: args,
});

/** By scalar and form; what is absent is the same on the wire. */
const CONVERSIONS: Readonly<Record<string, Conversion>> = {
  "int32 text": pair("numberToText", "numberFromText"),
  "float64 text": pair("numberToText", "numberFromText"),
  "int64 text": pair("int64ToText", "int64FromText"),
  "int64 number": pair("int64ToNumber", "int64FromNumber"),
  "timestamp text": pair("timestampToText", "timestampFromText"),
  "timestamp epoch-millis": pair("timestampToNumber", "timestampFromNumber", "1"),
  "timestamp epoch-seconds": pair("timestampToNumber", "timestampFromNumber", "1000"),
  "date epoch-days": pair("dateToDays", "dateFromDays"),
  "duration text": pair("durationToText", "durationFromText"),
  "duration millis": pair("durationToNumber", "durationFromNumber", "1"),
  "duration seconds": pair("durationToNumber", "durationFromNumber", "1000"),
};

/** Name of the form in which `type` travels. */
export function wireFormOf(type: Scalar): string {
  return type.wire ?? wireFormsOf(type.name)[0]?.name ?? "";
}

/** Undefined where a value is the same on the wire. */
export function conversionOf(type: Scalar): Conversion | undefined {
  const form = wireFormOf(type);
  if (type.name === "bytes") {
    const bounds = [String(type.least ?? 0), String(type.most ?? "Infinity")];
    return pair("bytesToText", "bytesFromText", JSON.stringify(form), ...bounds);
  }
  if (type.name === "decimal" && form === "number") {
    const scale = String(type.args[1] ?? 0);
    return { to: "decimalToNumber", toArgs: [], from: "decimalFromNumber", fromArgs: [scale] };
  }
  return CONVERSIONS[`${type.name} ${form}`];
}
