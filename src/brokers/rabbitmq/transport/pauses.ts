/** Waiting, with an end that can come sooner. */

/** Resolves after `ms`, or when `signal` aborts; says whether the whole time has passed. */
export function pause(ms: number, signal?: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    if (signal?.aborted === true) {
      resolve(false);
      return;
    }
    const aborted = (): void => {
      clearTimeout(timer);
      resolve(false);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", aborted);
      resolve(true);
    }, ms);
    signal?.addEventListener("abort", aborted, { once: true });
  });
}

/** How long an orderly goodbye may take: a broker that hangs answers none. */
export const GOODBYE_MS = 1_000;

/** Waits for `work`, but no longer than `ms`. What becomes of it is nobody's concern any more. */
export async function atMost(ms: number, work: Promise<unknown>): Promise<void> {
  const over = new AbortController();
  const done = work.then(
    () => over.abort(),
    () => over.abort(),
  );
  await Promise.race([done, pause(ms, over.signal)]);
}

const FIRST_MS = 100;
const MOST_MS = 5_000;

/** How long to wait before attempt `n + 1`, so that many clients do not come back at the same moment. */
export function backOffMs(n: number): number {
  const most = Math.min(FIRST_MS * 2 ** n, MOST_MS);
  return most / 2 + (Math.random() * most) / 2;
}
