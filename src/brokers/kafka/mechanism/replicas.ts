/**
 * The partitions of a topic and the nodes that hold them. Replica 0 leads, whichever node that is at the moment; the
 * log of a follower is a prefix of the leader's, so its end offset says it all. All partitions have one leader.
 */
import type { Cell, State } from "../../../base/layout.ts";
import { EVENT, NO_INTENT } from "../../../runtime/event.ts";
import type { Alarm, FaultBounds, Host, Op } from "../../../runtime/mechanism.ts";
import type { Context, Moves } from "../../../runtime/model.ts";
import type { LogSettings } from "../settings/settings.ts";
import type { Places } from "../settings/places.ts";
import type { Lie } from "./lie.ts";
import type { Entry } from "./record.ts";
import { ReplicaLog } from "./replica-log.ts";
import { type Dependents, lowest, membersOf, type Names, pickedTail, swapped } from "./replica-set.ts";

/** Everything on the page cache is lost, or everything. */
type Damage = "none" | "unsynced" | "disk";

const TURNS_MAX = 2;

/** How one replica of the topic is. */
export interface ReplicaCondition {
  readonly inSync: boolean;
  readonly up: boolean;
  readonly slow: boolean;
  readonly eligible: boolean;
}

export class Replicas {
  readonly settings: LogSettings;
  readonly log: ReplicaLog;
  readonly #host: Host;
  readonly #bounds: FaultBounds;
  readonly #lie: Lie | undefined;
  readonly #count: number;
  readonly #inSync: Cell;
  readonly #eligible: Cell;
  readonly #up: Cell;
  readonly #slow: Cell;
  readonly #out: Cell;
  readonly #turns: Cell;
  readonly #detect: Alarm;
  readonly #lag: Alarm;
  readonly #catchUpAtLast: Alarm;
  readonly #backAtLast: Alarm;
  readonly #fetch: Op;
  readonly #restart: Op;
  readonly #catchUp: Op;
  readonly #back: Op;
  readonly #turn: Op;
  readonly #kept: number;
  #dependents: Dependents | undefined;

  constructor(host: Host, settings: LogSettings, names: Names, bounds: FaultBounds, lie: Lie | undefined) {
    const { layout } = host;
    const { places, points } = names;
    const { replication } = settings;
    this.#host = host;
    this.#bounds = bounds;
    this.#lie = lie;
    this.settings = settings;
    this.#count = replication;
    this.log = new ReplicaLog(host, settings, places.leader, lie);
    this.#inSync = layout.cell((1 << replication) - 1);
    this.#eligible = layout.cell();
    this.#up = layout.cell((1 << replication) - 1);
    this.#slow = layout.cell();
    this.#out = layout.cell();
    this.#turns = layout.cell();
    this.#detect = host.timer(`${places.leader} is found dead`, (s, ctx) => this.#found(s, ctx));
    this.#lag = host.timer(`${places.follower} lags too long`, (s) => this.#lagged(s));
    this.#catchUpAtLast = host.timer(`${places.follower} catches up at last`, (s) => this.#caughtUp(s));
    this.#backAtLast = host.timer(`${places.broker} is back at last`, (s) => this.#returned(s));
    this.#fetch = host.op(
      () => points.replicate,
      (s, ctx) => this.#replicate(s, ctx),
    );
    this.#restart = host.op(
      (r) => `replica ${r} of ${places.leader} restarts`,
      (s, ctx, r) => this.#restarted(s, ctx, r),
      "heals",
    );
    this.#catchUp = host.op(
      () => `${places.follower} catches up`,
      (s) => this.#caughtUp(s),
      "heals",
    );
    this.#back = host.op(
      () => `${places.broker} is back`,
      (s) => this.#returned(s),
      "heals",
    );
    this.#turn = host.op(
      () => `${places.broker} restarts its next node`,
      (s, ctx) => this.#takeTurn(s, ctx),
    );
    this.#kept = host.site(`what is left of the log of ${places.leader}`);
    this.#registerFaults(places);
  }

  connect(dependents: Dependents): void {
    this.#dependents = dependents;
  }

  leads(s: State): boolean {
    return this.#up.has(s, 0) && this.#out.get(s) === 0;
  }

  /** Some node can answer for the group: its coordinator is another partition's leader (K-CONS-22). */
  coordinates(s: State): boolean {
    return this.#out.get(s) === 0 && (this.settings.nodes > 1 || this.#up.has(s, 0));
  }

  out(s: State): boolean {
    return this.#out.get(s) !== 0;
  }

  /** A node is still to be stopped in an orderly way. */
  turning(s: State): boolean {
    return this.#turns.get(s) > 0;
  }

  slow(s: State): boolean {
    return this.#slow.get(s) !== 0;
  }

  /** `acks: all` is refused (K-REPL-05). */
  tooFew(s: State): boolean {
    return this.members(s) < this.settings.minInSync && this.#lie !== "ignores-min-in-sync";
  }

  /** The high watermark cannot move for now: a member of the set is silent, or the set is too small (K-REPL-07). */
  stalled(s: State): boolean {
    const inSync = this.#inSync.get(s);
    const silent = inSync & ~1 & (this.#slow.get(s) | ~this.#up.get(s));
    return silent !== 0 || (this.settings.strictWatermark && this.members(s) < this.settings.minInSync);
  }

  /** Appends at the leader and answers the offset. */
  append(s: State, ctx: Context, p: number, e: Entry): number {
    const offset = this.log.push(s, ctx, p, e);
    this.#raise(s, p);
    if (this.#slow.get(s) !== 0) this.#rearm(s);
    return offset;
  }

  /** Replicas in sync, the leader among them. */
  members(s: State): number {
    return membersOf(this.#inSync.get(s));
  }

  /** Of each replica, the leader first: in sync, running, slow, eligible to lead beside them. For people. */
  conditions(s: State): readonly ReplicaCondition[] {
    return Array.from({ length: this.#count }, (_, r) => ({
      inSync: this.#inSync.has(s, r),
      up: this.#up.has(s, r),
      slow: this.#slow.has(s, r),
      eligible: this.#eligible.has(s, r),
    }));
  }

  /** The controller knows that nobody leads. */
  leaderless(s: State): boolean {
    return !this.leads(s) && !this.#detect.armed(s);
  }

  /** All followers that run fetch nothing any more; `slow@follower` silences one. */
  silenceFollowers(s: State): void {
    for (let r = 1; r < this.#count; r++) if (this.#up.has(s, r)) this.#slow.put(s, r, true);
    this.#catchUpAtLast.arm(s, this.#bounds.boundMs("slow"));
    this.#rearm(s);
    this.#dependents?.changed(s);
  }

  moves(s: State, out: Moves): void {
    const up = this.#up.get(s);
    if ((up & 1) !== 0 && this.#out.get(s) === 0 && this.#behind(s)) this.#fetch.prompt(out);
    const all = (1 << this.#count) - 1;
    if (up !== all) {
      for (let r = 0; r < this.#count; r++) {
        if ((up & (1 << r)) !== 0) continue;
        if (!this.#detect.armed(s)) this.#restart.wide(out, r);
      }
    }
    if (this.#slow.get(s) !== 0) this.#catchUp.wide(out);
    if (this.#out.get(s) !== 0) this.#back.wide(out);
    if (this.#turns.get(s) > 0 && this.#whole(s)) this.#turn.wide(out);
  }

  /** Everything up to the high watermark has outlived its retention (K-TOPIC-01, K-CONS-12). */
  expire(s: State, ctx: Context): void {
    for (let p = 0; p < this.log.partitions; p++) {
      const count = this.log.expire(s, ctx, p);
      if (count > 0) this.#dependents?.expired(s, p, count);
    }
  }

  recovered(s: State): boolean {
    return this.#whole(s) && this.#out.get(s) === 0 && this.#turns.get(s) === 0 && !this.#detect.armed(s);
  }

  #registerFaults(places: Places): void {
    const atom: Host["atom"] = (name, enabled, strike) => this.#host.atom(name, enabled, strike);
    const strikable = (s: State): boolean => this.leads(s);
    atom(`process-crash@${places.leader}`, strikable, (s, ctx) => this.#crash(s, ctx, "none"));
    atom(`power-loss@${places.leader}`, strikable, (s, ctx) => this.#crash(s, ctx, "unsynced"));
    atom(`disk-loss@${places.leader}`, strikable, (s, ctx) => this.#crash(s, ctx, "disk"));
    atom(
      `slow@${places.follower}`,
      (s) => this.#slow.get(s) === 0 && this.#follower(s) > 0,
      (s) => this.#slowDown(s),
    );
    atom(
      `outage@${places.broker}`,
      (s) => this.#out.get(s) === 0,
      (s, ctx) => this.#lose(s, ctx),
    );
    atom(
      `rolling-restart@${places.broker}`,
      (s) => this.recovered(s),
      (s, ctx) => {
        this.#turns.set(s, Math.min(TURNS_MAX, this.#count));
        this.#takeTurn(s, ctx);
      },
    );
  }

  /** All nodes run, none is slow, all replicas are in the set. */
  #whole(s: State): boolean {
    const all = (1 << this.#count) - 1;
    return this.#up.get(s) === all && this.#inSync.get(s) === all && this.#slow.get(s) === 0;
  }

  #follower(s: State): number {
    for (let r = 1; r < this.#count; r++) if (this.#up.has(s, r)) return r;
    return 0;
  }

  /** A follower can fetch something, or rejoin the set. */
  #behind(s: State): boolean {
    const able = this.#up.get(s) & ~this.#slow.get(s) & ~1;
    if (able === 0) return false;
    return (able & ~this.#inSync.get(s)) !== 0 || this.log.behind(s, able);
  }

  /** K-REPL-01: all followers that can fetch to the end; K-REPL-03: who has caught up joins the set again. */
  #replicate(s: State, ctx: Context): void {
    const able = this.#up.get(s) & ~this.#slow.get(s) & ~1;
    this.log.fetch(s, able);
    this.#inSync.set(s, this.#inSync.get(s) | able);
    this.#eligible.set(s, this.#eligible.get(s) & ~able);
    this.#raiseAll(s);
    this.#host.emit(ctx, EVENT.replicate, this.log.place, NO_INTENT, 0);
    this.#dependents?.changed(s);
  }

  /** K-REPL-07: from 3.7 the watermark stands still while the set is too small. */
  #raise(s: State, p: number): void {
    if (this.settings.strictWatermark && this.members(s) < this.settings.minInSync) return;
    this.log.raise(s, p, this.#inSync.get(s));
  }

  #raiseAll(s: State): void {
    for (let p = 0; p < this.log.partitions; p++) this.#raise(s, p);
  }

  /** One node dies, at this instant the leader. What it had not written out may be lost with the power (K-REPL-09). */
  #crash(s: State, ctx: Context, damage: Damage): void {
    const alone = (this.#inSync.get(s) & ~1) === 0;
    for (let p = 0; p < this.log.partitions; p++) {
      const length = this.log.length(s, p);
      const lost = damage === "unsynced" && alone ? pickedTail(ctx, this.#kept, p, length) : 0;
      this.log.setEnd(s, p, 0, damage === "disk" ? 0 : length - lost);
    }
    this.#down(s, ctx);
    this.#detect.arm(s, this.settings.detectionMs);
    if (damage !== "none" && this.settings.nodes === 1)
      this.#dependents?.offsetsLost(s, ctx, damage === "disk");
  }

  #down(s: State, ctx: Context): void {
    this.#up.put(s, 0, false);
    this.#host.emit(ctx, EVENT.lost, this.log.place, NO_INTENT, 0);
    this.#dependents?.cut(s, ctx);
    this.#dependents?.changed(s);
  }

  /** K-REPL-12, K-REPL-13: fenced, out of every set, and a new leader if anybody may lead. */
  #found(s: State, ctx: Context): void {
    const up = this.#up.get(s) & ~1;
    const inSync = this.#inSync.get(s) & ~1;
    const heir = lowest(up & inSync) || lowest(up & this.#eligible.get(s)) || this.#anyone(up);
    if (heir > 0) this.#elect(s, ctx, heir);
  }

  #anyone(up: number): number {
    return this.settings.unclean || this.#lie === "elects-anyone" ? lowest(up) : 0;
  }

  /** K-REPL-11: what the new leader does not have is gone. Roles change places. */
  #elect(s: State, ctx: Context, r: number): void {
    const clean = this.#inSync.has(s, r);
    for (let p = 0; p < this.log.partitions; p++) {
      const end = this.#lie === "forgets-truncation" ? this.log.length(s, p) : this.log.end(s, p, r);
      const old = Math.min(this.log.end(s, p, 0), end);
      this.#truncate(s, p, end);
      this.log.setEnd(s, p, 0, 0);
      this.log.setEnd(s, p, r, old);
    }
    this.#inSync.set(s, clean ? swapped(this.#inSync.get(s) & ~1, r) : 1);
    this.#eligible.set(s, clean ? swapped(this.#eligible.get(s), r) : 0);
    this.#up.set(s, swapped(this.#up.get(s), r));
    this.#slow.set(s, swapped(this.#slow.get(s), r));
    this.#raiseAll(s);
    this.#rearm(s);
    this.#host.emit(ctx, EVENT.elect, this.log.place, NO_INTENT, r);
    this.#dependents?.changed(s);
  }

  #truncate(s: State, p: number, length: number): void {
    if (this.log.truncate(s, p, length)) this.#dependents?.truncated(s, p, length);
  }

  /** Replica `r` is back. A leader that nobody could replace leads again with what it has left (K-REPL-14). */
  #restarted(s: State, ctx: Context, r: number): void {
    this.#up.put(s, r, true);
    if (r === 0) {
      for (let p = 0; p < this.log.partitions; p++) {
        this.#truncate(s, p, this.log.end(s, p, 0));
        this.log.setEnd(s, p, 0, 0);
      }
      this.#raiseAll(s);
      this.#host.emit(ctx, EVENT.elect, this.log.place, NO_INTENT, 0);
    }
    this.#host.emit(ctx, EVENT.heal, this.log.place, NO_INTENT, r);
    if (!this.#up.has(s, 0) && !this.#detect.armed(s)) this.#found(s, ctx);
    this.#dependents?.changed(s);
  }

  #slowDown(s: State): void {
    const boundMs = this.#bounds.boundMs("slow");
    this.#slow.put(s, this.#follower(s), true);
    this.#catchUpAtLast.arm(s, boundMs);
    this.#rearm(s);
    this.#dependents?.changed(s);
  }

  /**
   * K-REPL-03: the lag time runs while a slow member of the set is behind, its leader is there, and it may stay slow for
   * that long. Who has everything stays in the set.
   */
  #rearm(s: State): void {
    const lagging = this.#lagging(s) !== 0 && this.leads(s);
    if (!lagging || this.#bounds.boundMs("slow") <= this.settings.lagMs) this.#lag.disarm(s);
    else if (!this.#lag.armed(s)) this.#lag.arm(s, this.settings.lagMs);
  }

  #lagging(s: State): number {
    const set = this.#inSync.get(s) & this.#slow.get(s) & ~1;
    let behind = 0;
    for (let r = 1; r < this.#count; r++) {
      const one = set & (1 << r);
      if (one !== 0 && (this.log.behind(s, one) || this.#lie === "drops-idle-followers")) behind |= one;
    }
    return behind;
  }

  /** K-REPL-03: it leaves the set. K-REPL-15: who thereby makes the set too small stays eligible. */
  #lagged(s: State): void {
    const lagging = this.#lagging(s);
    if (lagging === 0 || !this.leads(s)) return;
    const before = this.members(s);
    this.#inSync.set(s, this.#inSync.get(s) & ~lagging);
    const { eligibleReplicas, minInSync } = this.settings;
    if (eligibleReplicas && before >= minInSync && this.members(s) < minInSync)
      this.#eligible.set(s, this.#eligible.get(s) | lagging);
    this.#raiseAll(s);
    this.#dependents?.changed(s);
  }

  #caughtUp(s: State): void {
    this.#slow.set(s, 0);
    this.#lag.disarm(s);
    this.#catchUpAtLast.disarm(s);
    this.#dependents?.changed(s);
  }

  #lose(s: State, ctx: Context): void {
    const boundMs = this.#bounds.boundMs("outage");
    this.#out.set(s, 1);
    this.#lag.disarm(s);
    this.#backAtLast.arm(s, boundMs);
    this.#dependents?.cut(s, ctx);
    this.#dependents?.outage(s, boundMs);
    this.#dependents?.changed(s);
  }

  #returned(s: State): void {
    this.#out.set(s, 0);
    this.#backAtLast.disarm(s);
    this.#rearm(s);
    this.#dependents?.outage(s, 0);
    this.#dependents?.changed(s);
  }

  /** The node that leads is stopped in an orderly way: it is replaced before it goes, if anybody can (K-REPL-18). */
  #takeTurn(s: State, ctx: Context): void {
    this.#turns.add(s, -1);
    const heir = lowest(this.#inSync.get(s) & this.#up.get(s) & ~1);
    for (let p = 0; p < this.log.partitions; p++) this.log.setEnd(s, p, 0, this.log.length(s, p));
    this.#down(s, ctx);
    if (heir > 0) this.#elect(s, ctx, heir);
  }
}
