/** A record on its way through a reader. */
import type { Delivery } from "./delivery.ts";
import type { Lanes } from "./lanes.ts";
import type { Owned } from "./owned.ts";
import type { Fetched } from "./record.ts";

export interface Work {
  readonly owned: Owned;
  readonly offset: number;
  readonly record: Fetched;
  readonly incoming: Delivery;
  beganMs: number;
}

/**
 * Of partitions that are left, only what lies before something that has begun is still to begin: what is finished behind a
 * gap could not be committed, and would be handled again. What waits for another try ends that.
 */
export function narrow(lanes: Lanes<Work>, owned: readonly Owned[]): void {
  const left = new Set(owned);
  for (const each of owned)
    each.last = Math.min(each.last, each.begun, ...[...each.failing].map((offset) => offset - 1));
  lanes.drop((work) => left.has(work.owned) && (work.offset > work.owned.last || work.incoming.attempt > 0));
  for (const each of owned) each.due = lanes.count((work) => work.owned === each) - each.running;
}

/** Its turn has come; false where its handler may begin no more. */
export function begins(work: Work): boolean {
  const { owned, offset, incoming } = work;
  const { isLeft } = owned;
  const isFirst = incoming.attempt === 0;
  if (isLeft && isFirst) owned.due -= 1;
  if (owned.isGone || offset > owned.last || (isLeft && !isFirst)) return false;
  incoming.isLate = isLeft;
  work.beganMs = Date.now();
  owned.failing.delete(offset);
  owned.begun = Math.max(owned.begun, offset);
  owned.running += 1;
  return true;
}
