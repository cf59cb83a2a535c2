/** What the parts of a replicated topic share: names, who depends on it, sets of replicas as bits. */
import type { State } from "../../../base/layout.ts";
import type { Context } from "../../../runtime/model.ts";
import type { Places, Points } from "../settings/places.ts";

/** What a replica set is called in stories. */
export interface Names {
  readonly places: Places;
  readonly points: Points;
}

/** Who has to know what happened to the log. */
export interface Dependents {
  /** Every connection to the leader is gone, with all that was on its way. */
  cut(s: State, ctx: Context): void;
  /** Records at and above `length` are gone. */
  truncated(s: State, p: number, length: number): void;
  /** The first `count` records are gone. */
  expired(s: State, p: number, count: number): void;
  /** The in-sync set, a link or a node changed: requests may wait for longer, or no more. */
  changed(s: State): void;
  /** All nodes are unreachable for at most `boundMs`, or back (0). */
  outage(s: State, boundMs: number): void;
  /** The page cache of the only node is lost, or its disk: with it commits, perhaps, or all of them. */
  offsetsLost(s: State, ctx: Context, all: boolean): void;
}

/** How much of the end of a list of `length` is lost: nothing, the last, or all. */
export function pickedTail(ctx: Context, site: number, p: number, length: number): number {
  if (length === 0) return 0;
  const picked = ctx.pick(site, p, Math.min(length, 2) + 1);
  return picked === 2 ? length : picked;
}

export function membersOf(set: number): number {
  let n = 0;
  for (let rest = set; rest !== 0; rest &= rest - 1) n += 1;
  return n;
}

/** Lowest replica of a set without the leader; 0 if there is none. */
export function lowest(set: number): number {
  for (let r = 1; r < 8; r++) if ((set & (1 << r)) !== 0) return r;
  return 0;
}

/** The set with replicas 0 and `r` having changed places. */
export function swapped(set: number, r: number): number {
  const kept = set & ~(1 | (1 << r));
  return kept | ((set & 1) << r) | ((set >> r) & 1);
}
