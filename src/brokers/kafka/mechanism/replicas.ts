/**
 * The partitions of a topic and the nodes that hold them. Replica 0 leads, whichever node that is at the moment; the
 * log of a follower is a prefix of the leader's, so its end offset says it all. All partitions have one leader.
 */
import type { Cell, Cells, List, State } from "../../../base/layout.ts";
import { EVENT, NO_INTENT } from "../../../runtime/event.ts";
import type { Alarm, FaultBounds, Host, Op } from "../../../runtime/mechanism.ts";
import type { Context, Moves } from "../../../runtime/model.ts";
import type { LogSettings } from "../settings/settings.ts";
import type { Places, Points } from "../settings/places.ts";
import { type Entry, entry, OFFSET_MAX } from "./record.ts";
import type { Lie } from "./lie.ts";

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

/** Everything on the page cache is lost, or everything. */
type Damage = "none" | "unsynced" | "disk";

const DISPOSED_EXPIRED = 0;
const TURNS_MAX = 2;

export class Replicas {
  readonly settings: LogSettings;
  readonly partitions: number;
  readonly place: number;
  readonly #host: Host;
  readonly #bounds: FaultBounds;
  readonly #lie: Lie | undefined;
  readonly #count: number;
  readonly #log: readonly List[];
  readonly #end: Cells;
  readonly #watermark: Cells;
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
    this.partitions = partitionsOf(host, settings);
    this.#count = replication;
    this.place = host.place(places.leader);
    const capacity = Math.min(OFFSET_MAX, host.intents * (2 + 2 * host.faults) + 2);
    this.#log = Array.from({ length: this.partitions }, () =>
      layout.list(`the log of ${places.leader}`, capacity),
    );
    this.#end = layout.cells(this.partitions * replication);
    this.#watermark = layout.cells(this.partitions);
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
    );
    this.#catchUp = host.op(
      () => `${places.follower} catches up`,
      (s) => this.#caughtUp(s),
    );
    this.#back = host.op(
      () => `${places.broker} is back`,
      (s) => this.#returned(s),
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

  /** The partition of intent `m`; where the topic has no key, `undefined`: any (K-PART-04). */
  partitionOf(m: number): number | undefined {
    if (this.partitions === 1) return 0;
    return this.settings.keyed ? this.#host.keyOf(m) % this.partitions : undefined;
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

  slow(s: State): boolean {
    return this.#slow.get(s) !== 0;
  }

  length(s: State, p: number): number {
    return (this.#log[p] as List).count(s);
  }

  /** Records below it can be read, and are answered with `acks: all` (K-REPL-01). */
  watermark(s: State, p: number): number {
    return this.#watermark.get(s, p);
  }

  /** What a consumer may read up to. */
  visible(s: State, p: number): number {
    return this.#lie === "shows-above-watermark" ? this.length(s, p) : this.#watermark.get(s, p);
  }

  intentAt(s: State, p: number, offset: number): number {
    return entry.intent((this.#log[p] as List).get(s, offset));
  }

  entryAt(s: State, p: number, offset: number): Entry {
    return (this.#log[p] as List).get(s, offset);
  }

  rewrite(s: State, p: number, offset: number, e: Entry): void {
    (this.#log[p] as List).set(s, offset, e);
  }

  /** `acks: all` is refused (K-REPL-05). */
  tooFew(s: State): boolean {
    return this.#members(s) < this.settings.minInSync && this.#lie !== "ignores-min-in-sync";
  }

  /** The high watermark cannot move for now: a member of the set is silent, or the set is too small (K-REPL-07). */
  stalled(s: State): boolean {
    const inSync = this.#inSync.get(s);
    const silent = inSync & ~1 & (this.#slow.get(s) | ~this.#up.get(s));
    return silent !== 0 || (this.settings.strictWatermark && this.#members(s) < this.settings.minInSync);
  }

  /** Appends at the leader and answers the offset. */
  append(s: State, ctx: Context, p: number, e: Entry): number {
    const log = this.#log[p] as List;
    const offset = log.count(s);
    log.push(s, e);
    this.#raise(s, p);
    this.#host.emit(ctx, EVENT.append, this.place, entry.intent(e), offset);
    return offset;
  }

  /** Replicas in sync, the leader among them. */
  members(s: State): number {
    return this.#members(s);
  }

  /** The controller knows that nobody leads. */
  leaderless(s: State): boolean {
    return !this.leads(s) && !this.#detect.armed(s);
  }

  /** Offset of the first record of intent `m`; -1 where there is none. */
  offsetOf(s: State, p: number, m: number): number {
    for (let o = 0; o < this.length(s, p); o++) if (this.intentAt(s, p, o) === m) return o;
    return -1;
  }

  holds(s: State, m: number): boolean {
    for (let p = 0; p < this.partitions; p++) if (this.offsetOf(s, p, m) >= 0) return true;
    return false;
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
    for (let p = 0; p < this.partitions; p++) {
      const log = this.#log[p] as List;
      const count = this.#watermark.get(s, p);
      for (let i = 0; i < count; i++) {
        this.#host.emit(ctx, EVENT.dispose, this.place, entry.intent(log.get(s, 0)), DISPOSED_EXPIRED);
        log.shift(s);
      }
      this.#watermark.set(s, p, 0);
      for (let r = 0; r < this.#count; r++) this.#setEnd(s, p, r, Math.max(0, this.#endOf(s, p, r) - count));
      if (count > 0) this.#dependents?.expired(s, p, count);
    }
  }

  recovered(s: State): boolean {
    return this.#whole(s) && this.#out.get(s) === 0 && this.#turns.get(s) === 0 && !this.#detect.armed(s);
  }

  #registerFaults(places: Places): void {
    const { atom } = this.#host;
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

  #members(s: State): number {
    return bits(this.#inSync.get(s));
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

  #endOf(s: State, p: number, r: number): number {
    return this.#end.get(s, p * this.#count + r);
  }

  #setEnd(s: State, p: number, r: number, end: number): void {
    this.#end.set(s, p * this.#count + r, end);
  }

  /** A follower can fetch something, or rejoin the set. */
  #behind(s: State): boolean {
    const able = this.#up.get(s) & ~this.#slow.get(s) & ~1;
    if (able === 0) return false;
    if ((able & ~this.#inSync.get(s)) !== 0) return true;
    for (let p = 0; p < this.partitions; p++) {
      const length = this.length(s, p);
      for (let r = 1; r < this.#count; r++)
        if ((able & (1 << r)) !== 0 && this.#endOf(s, p, r) < length) return true;
    }
    return false;
  }

  /** K-REPL-01: all followers that can fetch to the end; K-REPL-03: who has caught up joins the set again. */
  #replicate(s: State, ctx: Context): void {
    const able = this.#up.get(s) & ~this.#slow.get(s) & ~1;
    for (let p = 0; p < this.partitions; p++)
      for (let r = 1; r < this.#count; r++)
        if ((able & (1 << r)) !== 0) this.#setEnd(s, p, r, this.length(s, p));
    this.#inSync.set(s, this.#inSync.get(s) | able);
    this.#eligible.set(s, this.#eligible.get(s) & ~able);
    this.#raiseAll(s);
    this.#host.emit(ctx, EVENT.replicate, this.place, NO_INTENT, 0);
    this.#dependents?.changed(s);
  }

  /** K-REPL-01, K-REPL-07, K-REPL-21: the lowest end of the set; from 3.7 only while the set is large enough. */
  #raise(s: State, p: number): void {
    if (this.settings.strictWatermark && this.#members(s) < this.settings.minInSync) return;
    let least = this.length(s, p);
    const inSync = this.#lie === "waits-for-every-replica" ? -1 : this.#inSync.get(s);
    for (let r = 1; r < this.#count; r++)
      if ((inSync & (1 << r)) !== 0) least = Math.min(least, this.#endOf(s, p, r));
    if (least > this.#watermark.get(s, p)) this.#watermark.set(s, p, least);
  }

  #raiseAll(s: State): void {
    for (let p = 0; p < this.partitions; p++) this.#raise(s, p);
  }

  /** One node dies, at this instant the leader. What it had not written out may be lost with the power (K-REPL-09). */
  #crash(s: State, ctx: Context, damage: Damage): void {
    const alone = (this.#inSync.get(s) & ~1) === 0;
    for (let p = 0; p < this.partitions; p++) {
      const length = this.length(s, p);
      const lost = damage === "unsynced" && alone ? pickedTail(ctx, this.#kept, p, length) : 0;
      this.#setEnd(s, p, 0, damage === "disk" ? 0 : length - lost);
    }
    this.#down(s, ctx);
    this.#detect.arm(s, this.settings.detectionMs);
    if (damage !== "none" && this.settings.nodes === 1)
      this.#dependents?.offsetsLost(s, ctx, damage === "disk");
  }

  #down(s: State, ctx: Context): void {
    this.#up.put(s, 0, false);
    this.#host.emit(ctx, EVENT.lost, this.place, NO_INTENT, 0);
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
    for (let p = 0; p < this.partitions; p++) {
      const log = this.#log[p] as List;
      const end = this.#lie === "forgets-truncation" ? log.count(s) : this.#endOf(s, p, r);
      const old = Math.min(this.#endOf(s, p, 0), end);
      this.#truncate(s, p, end);
      this.#setEnd(s, p, 0, 0);
      this.#setEnd(s, p, r, old);
    }
    this.#inSync.set(s, clean ? swapped(this.#inSync.get(s) & ~1, r) : 1);
    this.#eligible.set(s, clean ? swapped(this.#eligible.get(s), r) : 0);
    this.#up.set(s, swapped(this.#up.get(s), r));
    this.#slow.set(s, swapped(this.#slow.get(s), r));
    this.#raiseAll(s);
    this.#rearm(s);
    this.#host.emit(ctx, EVENT.elect, this.place, NO_INTENT, r);
    this.#dependents?.changed(s);
  }

  #truncate(s: State, p: number, length: number): void {
    const log = this.#log[p] as List;
    if (log.count(s) <= length) return;
    log.truncate(s, length);
    for (let r = 1; r < this.#count; r++) this.#setEnd(s, p, r, Math.min(this.#endOf(s, p, r), length));
    if (this.#watermark.get(s, p) > length) this.#watermark.set(s, p, length);
    this.#dependents?.truncated(s, p, length);
  }

  /** Replica `r` is back. A leader that nobody could replace leads again with what it has left (K-REPL-14). */
  #restarted(s: State, ctx: Context, r: number): void {
    this.#up.put(s, r, true);
    if (r === 0) {
      for (let p = 0; p < this.partitions; p++) {
        this.#truncate(s, p, this.#endOf(s, p, 0));
        this.#setEnd(s, p, 0, 0);
      }
      this.#raiseAll(s);
      this.#host.emit(ctx, EVENT.elect, this.place, NO_INTENT, 0);
    }
    this.#host.emit(ctx, EVENT.heal, this.place, NO_INTENT, r);
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

  /** The lag time runs while a member of the set is slow, its leader is there, and it may stay slow for that long. */
  #rearm(s: State): void {
    const lagging = this.#inSync.get(s) & this.#slow.get(s) & ~1;
    if (lagging === 0 || !this.leads(s) || this.#bounds.boundMs("slow") <= this.settings.lagMs)
      this.#lag.disarm(s);
    else if (!this.#lag.armed(s)) this.#lag.arm(s, this.settings.lagMs);
  }

  /** K-REPL-03: it leaves the set. K-REPL-15: who thereby makes the set too small stays eligible. */
  #lagged(s: State): void {
    const lagging = this.#inSync.get(s) & this.#slow.get(s) & ~1;
    if (lagging === 0 || !this.leads(s)) return;
    const before = this.#members(s);
    this.#inSync.set(s, this.#inSync.get(s) & ~lagging);
    const { eligibleReplicas, minInSync } = this.settings;
    if (eligibleReplicas && before >= minInSync && this.#members(s) < minInSync)
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
    for (let p = 0; p < this.partitions; p++) this.#setEnd(s, p, 0, this.length(s, p));
    this.#down(s, ctx);
    if (heir > 0) this.#elect(s, ctx, heir);
  }
}

/** How much of the end of a list of `length` is lost: nothing, the last, or all. */
export function pickedTail(ctx: Context, site: number, p: number, length: number): number {
  if (length === 0) return 0;
  const picked = ctx.pick(site, p, Math.min(length, 2) + 1);
  return picked === 2 ? length : picked;
}

/** What a replica set is called in stories. */
export interface Names {
  readonly places: Places;
  readonly points: Points;
}

/** One partition where all messages have one key: the others would stay empty. */
function partitionsOf(host: Host, settings: LogSettings): number {
  const most = Math.min(settings.partitions, 2);
  if (!settings.keyed) return most;
  for (let m = 1; m < host.intents; m++) if (host.keyOf(m) !== host.keyOf(0)) return most;
  return 1;
}

function bits(set: number): number {
  let n = 0;
  for (let rest = set; rest !== 0; rest &= rest - 1) n += 1;
  return n;
}

/** Lowest replica of a set without the leader; 0 if there is none. */
function lowest(set: number): number {
  for (let r = 1; r < 8; r++) if ((set & (1 << r)) !== 0) return r;
  return 0;
}

/** The set with replicas 0 and `r` having changed places. */
function swapped(set: number, r: number): number {
  const kept = set & ~(1 | (1 << r));
  return kept | ((set & 1) << r) | ((set >> r) & 1);
}
