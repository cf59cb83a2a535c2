/** Waiting that ends. */

/** How long leaving a cluster may take: one that cannot be reached lets nobody leave. */
export const GOODBYE_MS = 3_000;

/** Waits for `promise`, but not longer than `ms`. */
export async function within(promise: Promise<unknown>, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([promise, late]);
  clearTimeout(timer);
}
