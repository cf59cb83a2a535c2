/** Who is a member of the group, and who believes to be: the coordinator's view and that of the clients. */
import type { Cell, State } from "../../../base/layout.ts";
import { EVENT, NO_INTENT } from "../../../runtime/event.ts";
import type { Alarm, Host } from "../../../runtime/mechanism.ts";
import type { Context } from "../../../runtime/model.ts";
import type { Lie } from "./lie.ts";
import type { GroupSettings } from "../settings/settings.ts";

export class Membership {
  readonly #host: Host;
  readonly #settings: GroupSettings;
  readonly #partitions: number;
  /** Bit i: the coordinator counts instance i as a member of the current generation. */
  readonly #known: Cell;
  /** Bit i: the client of instance i believes to be a member. */
  readonly #joined: Cell;
  /** Bit p of instance i: its client believes to own partition p. It does if it is a member that is known. */
  readonly #held: readonly Cell[];
  /** A new generation is being prepared. */
  readonly #rebalancing: Cell;
  /** Bit i: instance i has left by itself, for good. */
  readonly #retired: Cell;
  readonly #session: readonly Alarm[];
  readonly #turn: number;
  readonly #lie: Lie | undefined;

  constructor(host: Host, settings: GroupSettings, partitions: number, name: string, lie: Lie | undefined) {
    const { layout } = host;
    const all = (1 << host.instances) - 1;
    const each = Array.from({ length: host.instances }, (_, i) => i);
    this.#host = host;
    this.#settings = settings;
    this.#partitions = partitions;
    this.#lie = lie;
    this.#known = layout.cell(all);
    this.#joined = layout.cell(all);
    this.#held = each.map((i) => layout.cell(share(i, host.instances, partitions)));
    this.#rebalancing = layout.cell();
    this.#retired = layout.cell();
    this.#turn = host.site(`assignment of ${name}`);
    this.#session = each.map((i) =>
      host.timer(`session of ${name}#${i + 1} ends`, (s, ctx) => this.#removed(s, ctx, i)),
    );
  }

  known(s: State, i: number): boolean {
    return this.#known.has(s, i);
  }

  joined(s: State, i: number): boolean {
    return this.#joined.has(s, i);
  }

  /** Bits of the clients that believe to be members. */
  clients(s: State): number {
    return this.#joined.get(s);
  }

  holds(s: State, i: number, p: number): boolean {
    return (this.#held[i] as Cell).has(s, p);
  }

  /** Bits of the partitions that the client of `i` believes to own. */
  held(s: State, i: number): number {
    return (this.#held[i] as Cell).get(s);
  }

  /** The client has learnt that it owns nothing. */
  drop(s: State, i: number): void {
    (this.#held[i] as Cell).set(s, 0);
  }

  ownerOf(s: State, p: number): number {
    for (let i = 0; i < this.#host.instances; i++) if (this.known(s, i) && this.holds(s, i, p)) return i;
    return -1;
  }

  rebalancing(s: State): boolean {
    return this.#rebalancing.get(s) !== 0;
  }

  /** A new generation can be called for. */
  stirs(s: State): boolean {
    return (this.#known.get(s) & this.#joined.get(s)) !== 0 && !this.rebalancing(s);
  }

  rebalance(s: State): void {
    this.#rebalancing.set(s, this.#known.get(s) === 0 ? 0 : 1);
  }

  /** A client that is no member, wants to be one, and has ended what it was at. */
  wantsIn(s: State, i: number): boolean {
    return !this.known(s, i) && !this.#retired.has(s, i) && this.#host.running(s, i) === 0;
  }

  /** All members that are known live, can be reached, and run no handler, unless `impatient`: the next generation begins. */
  ready(s: State, unlinked: number, impatient: boolean): boolean {
    const known = this.#known.get(s);
    if (known === 0 || (known & unlinked) !== 0) return false;
    for (let i = 0; i < this.#host.instances; i++) {
      if ((known & (1 << i)) === 0) continue;
      if (!this.#joined.has(s, i) || !this.#host.instanceUp(s, i)) return false;
      if (!impatient && this.#host.running(s, i) > 0) return false;
    }
    return true;
  }

  joins(s: State, i: number): void {
    this.#session[i]?.disarm(s);
    this.#known.put(s, i, true);
    this.#joined.put(s, i, true);
    this.rebalance(s);
  }

  /** It closes, and stays away until its process starts again. */
  leaves(s: State, ctx: Context, i: number): void {
    this.#retired.put(s, i, true);
    this.#removed(s, ctx, i);
  }

  /** K-CONS-13: the process is gone; its partitions stay without owner until the session ends, or until it joins again. */
  stopped(s: State, i: number): void {
    this.#joined.put(s, i, false);
    this.#retired.put(s, i, false);
    if (this.#known.has(s, i)) this.#session[i]?.arm(s, this.#settings.sessionMs);
  }

  silent(s: State, i: number, boundMs: number): void {
    if (this.#known.has(s, i) && boundMs > this.#settings.sessionMs)
      this.#session[i]?.arm(s, this.#settings.sessionMs);
  }

  resumed(s: State, i: number): void {
    this.#session[i]?.disarm(s);
  }

  /** Nobody has ever joined. */
  lateStart(s: State): void {
    this.#known.set(s, 0);
    this.#joined.set(s, 0);
  }

  /** The coordinator has forgotten the group; its clients have not. */
  forgotten(s: State): void {
    this.#known.set(s, 0);
    this.#rebalancing.set(s, 0);
    for (const session of this.#session) session.disarm(s);
  }

  /** A new generation: partitions are dealt to the members, any way round (K-CONS-01). */
  deal(s: State, ctx: Context): void {
    const known = this.#known.get(s);
    let members = 0;
    for (let rest = known; rest !== 0; rest &= rest - 1) members += 1;
    const turn = members > 1 ? ctx.pick(this.#turn, 0, members) : 0;
    let n = 0;
    for (let i = 0; i < this.#host.instances; i++) {
      if ((known & (1 << i)) === 0) continue;
      const among = this.#lie === "deals-to-everybody" ? 1 : members;
      (this.#held[i] as Cell).set(s, share((n + members - turn) % among, among, this.#partitions));
      n += 1;
    }
    this.#rebalancing.set(s, 0);
    this.#host.emit(ctx, EVENT.rebalance, this.#host.instancePlace(0), NO_INTENT, turn);
  }

  complete(s: State): boolean {
    const all = (1 << this.#host.instances) - 1;
    return this.#known.get(s) === all && this.#joined.get(s) === all && !this.rebalancing(s);
  }

  #removed(s: State, ctx: Context, i: number): void {
    this.#known.put(s, i, false);
    this.#host.emit(ctx, EVENT.leave, this.#host.instancePlace(i), NO_INTENT, 0);
    this.rebalance(s);
  }
}

/** Partitions of the n-th of `members`: every `members`-th. */
function share(n: number, members: number, partitions: number): number {
  let set = 0;
  for (let p = 0; p < partitions; p++) if (p % members === n) set |= 1 << p;
  return set;
}
