/** Scalars that look otherwise on the wire than in a program: one function to the wire and one back for each form. */

const SAFE = BigInt(Number.MAX_SAFE_INTEGER);

/** `int64` as its digits. */
export function int64ToText(value: bigint): string {
  return value.toString();
}
export function int64FromText(wire: unknown): bigint {
  return BigInt(String(wire));
}

/** `int64` as a number. Throws where it has no exact one. */
export function int64ToNumber(value: bigint): number {
  if (value > SAFE || value < -SAFE) throw new RangeError(`${value} is too large to travel as a number`);
  return Number(value);
}
export function int64FromNumber(wire: unknown): bigint {
  const value = Number(wire);
  if (!Number.isSafeInteger(value)) throw new RangeError(`${value} is too large to be read from a number`);
  return BigInt(value);
}

/** `int32` and `float64` as their digits. */
export function numberToText(value: number): string {
  return Object.is(value, -0) ? "-0" : String(value);
}
export function numberFromText(wire: unknown): number {
  return Number(wire);
}

/** `decimal` as a number. */
export function decimalToNumber(value: string): number {
  if (!/^-?\d+(?:\.\d+)?$/.test(value)) throw new RangeError(`${value} is no decimal`);
  return Number(value);
}
/** `scale`: digits behind the point. */
export function decimalFromNumber(wire: unknown, scale: number): string {
  const text = Number(wire).toFixed(Math.min(scale, 100));
  if (text.includes("e")) throw new RangeError(`${text} is too large for a decimal`);
  return text;
}

/** `timestamp` as RFC 3339, in UTC. */
export function timestampToText(value: Date): string {
  return value.toISOString();
}
export function timestampFromText(wire: unknown): Date {
  return new Date(String(wire));
}

/** `timestamp` as time since 1970; `unitMs` is 1 or 1000. */
export function timestampToNumber(value: Date, unitMs: number): number {
  const ms = value.getTime();
  if (Number.isNaN(ms)) throw new RangeError("the timestamp is no time");
  return ms / unitMs;
}
export function timestampFromNumber(wire: unknown, unitMs: number): Date {
  return new Date(Math.round(Number(wire) * unitMs));
}

const DAY_MS = 86_400_000;

/** `date` as days since 1970-01-01. */
export function dateToDays(value: string): number {
  const days = Date.parse(`${value}T00:00:00Z`) / DAY_MS;
  if (!/^\d{4}-\d\d-\d\d$/.test(value) || Number.isNaN(days)) throw new RangeError(`${value} is no day`);
  return days;
}
export function dateFromDays(wire: unknown): string {
  return new Date(Number(wire) * DAY_MS).toISOString().slice(0, 10);
}

/** `duration` as ISO 8601. */
export function durationToText(ms: number): string {
  if (!Number.isSafeInteger(ms) || ms < 0) throw new RangeError(`${ms} is no duration in whole milliseconds`);
  const hours = Math.floor(ms / 3_600_000);
  const minutes = Math.floor(ms / 60_000) % 60;
  const rest = ms % 60_000;
  const fraction =
    rest % 1000 === 0
      ? ""
      : `.${String(rest % 1000)
          .padStart(3, "0")
          .replace(/0+$/, "")}`;
  const seconds = `${Math.floor(rest / 1000)}${fraction}`;
  const text = `${hours > 0 ? `${hours}H` : ""}${minutes > 0 ? `${minutes}M` : ""}${rest > 0 ? `${seconds}S` : ""}`;
  return `PT${text === "" ? "0S" : text}`;
}
export function durationFromText(wire: unknown): number {
  const [, weeks, days, hours, minutes, seconds] =
    /^P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/.exec(String(wire)) ?? [];
  const of = (digits: string | undefined, unitMs: number): number => Number(digits ?? 0) * unitMs;
  const whole = of(weeks, 7 * DAY_MS) + of(days, DAY_MS) + of(hours, 3_600_000) + of(minutes, 60_000);
  return whole + Math.round(of(seconds, 1000));
}

/** `duration` as a number; `unitMs` is 1 or 1000. */
export function durationToNumber(ms: number, unitMs: number): number {
  if (!Number.isSafeInteger(ms) || ms < 0) throw new RangeError(`${ms} is no duration in whole milliseconds`);
  return ms / unitMs;
}
export function durationFromNumber(wire: unknown, unitMs: number): number {
  return Math.round(Number(wire) * unitMs);
}

type BytesForm = "base64" | "base64url" | "hex";

/** `bytes` as text. `least` and `most` bytes are allowed. */
export function bytesToText(value: Uint8Array, form: BytesForm, least: number, most: number): string {
  bounded(value.byteLength, least, most);
  return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString(form);
}
export function bytesFromText(wire: unknown, form: BytesForm, least: number, most: number): Uint8Array {
  const bytes = new Uint8Array(Buffer.from(String(wire), form));
  bounded(bytes.byteLength, least, most);
  return bytes;
}

function bounded(length: number, least: number, most: number): void {
  if (length < least) throw new RangeError(`${length} bytes are fewer than ${least}`);
  if (length > most) throw new RangeError(`${length} bytes are more than ${most}`);
}
