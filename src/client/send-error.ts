/** Why a send did not settle as the spec demands. */

/** `failed`: the broker surely does not have it, and never will. `unknown`: it may; send again under the same identity. */
export class SendError extends Error {
  override readonly name: string = "SendError";
  readonly outcome: "failed" | "unknown";
  constructor(outcome: "failed" | "unknown", message: string, options?: ErrorOptions) {
    super(message, options);
    this.outcome = outcome;
  }
}

/** By its shape: a bundle may hold this class twice. */
function isSendError(error: unknown): error is SendError {
  return (
    error instanceof Error &&
    "outcome" in error &&
    (error.outcome === "failed" || error.outcome === "unknown")
  );
}

/** `error` as it is if it is one; else one of outcome `unknown`, since whoever throws something else does not say. */
export function asSendError(error: unknown): SendError {
  if (isSendError(error)) return error;
  return new SendError("unknown", error instanceof Error ? error.message : String(error), { cause: error });
}
