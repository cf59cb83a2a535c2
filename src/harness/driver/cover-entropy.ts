/** `Math.random` and the random functions of `node:crypto` and `globalThis.crypto`, from the execution's own numbers. */
import { builtin } from "./builtin.ts";
import { type Callable, type Covers, through } from "./cover.ts";
import type { Execution } from "./execution.ts";

function fill(execution: Execution, bytes: Uint8Array): void {
  let bits = 0;
  for (let i = 0; i < bytes.length; i++) {
    if (i % 4 === 0) bits = execution.bits();
    bytes[i] = bits & 0xff;
    bits >>>= 8;
  }
}

function bytesOf(view: unknown): Uint8Array {
  if (ArrayBuffer.isView(view)) return new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
  if (view instanceof ArrayBuffer || view instanceof SharedArrayBuffer) return new Uint8Array(view);
  throw new TypeError("expected an ArrayBuffer or a view of one");
}

function randomUuid(execution: Execution): string {
  const bytes = new Uint8Array(16);
  fill(execution, bytes);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = Buffer.from(bytes).toString("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

/** Calls back in a microtask, or returns the value where no function was given. */
function answer(value: unknown, callback: unknown): unknown {
  if (typeof callback !== "function") return value;
  // cast: a function of which nothing is known.
  queueMicrotask(() => through(callback as Callable, undefined, [null, value]));
  return undefined;
}

function randomBytes(execution: Execution, [size, callback]: readonly unknown[]): unknown {
  const bytes = Buffer.alloc(Number(size));
  fill(execution, bytes);
  return answer(bytes, callback);
}

function randomInt(execution: Execution, args: readonly unknown[]): unknown {
  const numbers = args.filter((each) => typeof each === "number");
  const [least, most] = numbers.length > 1 ? numbers : [0, numbers[0]];
  const from = Number(least);
  const below = Number(most);
  if (!Number.isSafeInteger(from) || !Number.isSafeInteger(below) || below <= from)
    throw new RangeError(
      `randomInt needs safe integers, the first below the second, not ${from} and ${below}`,
    );
  const value = from + Math.floor(execution.random() * (below - from));
  return answer(
    value,
    args.find((each) => typeof each === "function"),
  );
}

function randomFill(execution: Execution, args: readonly unknown[]): unknown {
  const [view] = args;
  const [offset = 0, size] = args.slice(1).filter((each) => typeof each === "number");
  const bytes = bytesOf(view);
  fill(execution, bytes.subarray(offset, size === undefined ? bytes.length : offset + size));
  return answer(
    view,
    args.find((each) => typeof each === "function"),
  );
}

function getRandomValues(execution: Execution, [view]: readonly unknown[]): unknown {
  fill(execution, bytesOf(view));
  return view;
}

export function coverEntropy(covers: Covers): void {
  covers.replace(Math, "random", (execution) => execution.random());
  const crypto = builtin("node:crypto");
  covers.replace(crypto, "randomUUID", randomUuid);
  covers.replace(crypto, "randomBytes", randomBytes);
  covers.replace(crypto, "pseudoRandomBytes", randomBytes);
  covers.replace(crypto, "randomInt", randomInt);
  covers.replace(crypto, "randomFill", randomFill);
  covers.replace(crypto, "randomFillSync", randomFill);
  covers.replace(crypto, "getRandomValues", getRandomValues);
  const web: unknown = Reflect.getPrototypeOf(globalThis.crypto);
  if (typeof web !== "object" || web === null) return;
  covers.replace(web, "randomUUID", randomUuid);
  covers.replace(web, "getRandomValues", getRandomValues);
}
