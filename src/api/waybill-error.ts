import { Defect } from "../base/assert.ts";

/**
 * `argument`: the call is wrong. `unsound`: the topology has errors that come before any promise. `expectation`: a
 * scenario ended otherwise than expected. `invariant`: an invariant of the caller threw, answered something impossible,
 * or answered the same question in two ways. `defect`: a mistake in Waybill itself.
 */
export type WaybillErrorCode = "argument" | "unsound" | "expectation" | "invariant" | "defect";

/** The only error that this package throws. Its message is made to be read as it is. */
export class WaybillError extends Error {
  override readonly name: string = "WaybillError";
  readonly code: WaybillErrorCode;

  constructor(code: WaybillErrorCode, message: string, options?: { readonly cause?: unknown }) {
    super(message, options);
    this.code = code;
  }
}

/** Throws: the caller gave something that cannot be worked with. `why` is a sentence without a full stop. */
export function refuse(why: string): never {
  throw new WaybillError("argument", why);
}

/** What went wrong as the caller sees it: the stack trace is without our own `frames` above the caller's line. */
export function seenFrom(error: unknown, frames: number): WaybillError {
  const seen = error instanceof WaybillError ? error : defect(error);
  Error.captureStackTrace(seen, seenFrom);
  const lines = (seen.stack ?? "").split("\n");
  const first = lines.findIndex((line) => line.startsWith("    at "));
  if (first >= 0) seen.stack = [...lines.slice(0, first), ...lines.slice(first + frames)].join("\n");
  return seen;
}

/** Runs the work of an exported function or method; whatever it throws is a {@link WaybillError} of the caller's line. */
export function entered<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw seenFrom(error, 2);
  }
}

function defect(cause: unknown): WaybillError {
  const what =
    cause instanceof Defect
      ? cause.message
      : cause instanceof Error
        ? `${cause.name}: ${cause.message}`
        : String(cause);
  return new WaybillError("defect", `this is a mistake in Waybill itself, please report it: ${what}`, {
    cause,
  });
}
