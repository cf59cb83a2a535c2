/** Waiting for something to become true, never for time to pass. */
import { setTimeout as delay } from "node:timers/promises";

/** What was waited for did not happen in time. */
export class TimedOut extends Error {
  override readonly name: string = "TimedOut";
}

/**
 * Asks `probe` until it answers something other than undefined or false, and returns that.
 * Throws {@link TimedOut}, saying `what` was waited for, after `deadlineMs`. A probe that throws ends the wait.
 */
export async function until<T>(
  what: string,
  deadlineMs: number,
  probe: () => Promise<T | undefined | false> | T | undefined | false,
): Promise<T> {
  const end = performance.now() + deadlineMs;
  let pauseMs = 2;
  for (;;) {
    const answer = await probe();
    if (answer !== undefined && answer !== false) return answer;
    if (performance.now() > end) throw new TimedOut(`${what}: not within ${deadlineMs} ms`);
    await delay(pauseMs);
    pauseMs = Math.min(pauseMs * 1.5, 50);
  }
}

/** `promise`, unless it takes longer than `deadlineMs`: then {@link TimedOut}. */
export async function within<T>(what: string, deadlineMs: number, promise: Promise<T>): Promise<T> {
  const stop = new AbortController();
  const late = delay(deadlineMs, undefined, { signal: stop.signal }).then(
    () => {
      throw new TimedOut(`${what}: not within ${deadlineMs} ms`);
    },
    () => promise,
  );
  try {
    return await Promise.race([promise, late]);
  } finally {
    stop.abort();
  }
}
