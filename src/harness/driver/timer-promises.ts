/** `node:timers/promises` over virtual timers. */
import type { Execution } from "./execution.ts";
import { VirtualTimer } from "./virtual-timer.ts";

export interface WaitOptions {
  readonly signal?: AbortSignal;
}

/** What Node rejects with: an error of this name and code, with the signal's reason as its cause. */
function abortError(signal: AbortSignal): Error {
  const error = new Error("The operation was aborted", { cause: signal.reason });
  error.name = "AbortError";
  return Object.assign(error, { code: "ABORT_ERR" });
}

function wait<T>(
  execution: Execution,
  kind: "timeout" | "immediate",
  ms: unknown,
  value: T,
  { signal }: WaitOptions,
): Promise<T> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted === true) {
      reject(abortError(signal));
      return;
    }
    const onAbort = (): void => {
      timer.close();
      if (signal !== undefined) reject(abortError(signal));
    };
    const timer = new VirtualTimer(execution, kind, ms, () => {
      signal?.removeEventListener("abort", onAbort);
      resolve(value);
    });
    signal?.addEventListener("abort", onAbort, { once: true });
  });
}

/** Resolves to `value` after `ms` of virtual time. */
export function after<T>(execution: Execution, ms: unknown, value: T, options: WaitOptions): Promise<T> {
  return wait(execution, "timeout", ms, value, options);
}

/** Resolves to `value` when the execution is next let on. */
export function nextImmediate<T>(execution: Execution, value: T, options: WaitOptions): Promise<T> {
  return wait(execution, "immediate", 0, value, options);
}

/** Gives `value` every `ms`, for as long as somebody asks. What falls due between two askings is given at once. */
export async function* eachAfter<T>(
  execution: Execution,
  ms: unknown,
  value: T,
  { signal }: WaitOptions,
): AsyncGenerator<T, void> {
  let due = 0;
  let wake = (): void => {};
  const timer = new VirtualTimer(execution, "interval", ms, () => {
    due += 1;
    wake();
  });
  const onAbort = (): void => wake();
  signal?.addEventListener("abort", onAbort);
  try {
    for (;;) {
      if (signal?.aborted === true) throw abortError(signal);
      if (due > 0) {
        due -= 1;
        yield value;
      } else {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    }
  } finally {
    timer.close();
    signal?.removeEventListener("abort", onAbort);
  }
}
