/**
 * The consumer group: its coordinator with members, generation and committed offsets, and the clients of its instances
 * with what each believes to own, its positions and what it has finished.
 */
import type { Cell, State } from "../../../base/layout.ts";
import { copyPlace, EVENT, NO_INTENT } from "../../../runtime/event.ts";
import type { AfterFailure, FaultBounds, Host, Op } from "../../../runtime/mechanism.ts";
import type { Context, Moves } from "../../../runtime/model.ts";
import type { GroupSettings } from "../settings/settings.ts";
import { Backlog } from "./backlog.ts";
import { Commits, startsCommitted } from "./commits.ts";
import { ref, type Ref } from "./delivery.ts";
import type { Lie } from "./lie.ts";
import { Membership } from "./membership.ts";
import { Positions } from "./positions.ts";
import type { Names } from "./replica-set.ts";
import type { Replicas } from "./replicas.ts";

export interface GroupParts {
  readonly host: Host;
  readonly settings: GroupSettings;
  readonly replicas: Replicas;
  readonly bounds: FaultBounds;
  readonly names: Names;
  readonly lie: Lie | undefined;
}

interface Ops {
  readonly take: Op;
  readonly rejoin: Op;
  readonly assign: Op;
  readonly commit: Op;
  readonly progress: Op;
  readonly reset: Op;
  readonly link: Op;
}

const INTENT_BITS = 5;
const INTENT = (1 << INTENT_BITS) - 1;

export class Group {
  readonly #host: Host;
  readonly #settings: GroupSettings;
  readonly #replicas: Replicas;
  readonly #lie: Lie | undefined;
  readonly #members: Membership;
  readonly #positions: Positions;
  readonly #commits: Commits;
  readonly #backlog: Backlog;
  /** Bits of the instances whose connection is down, and whose next commit goes unanswered. */
  readonly #unlinked: Cell;
  readonly #unanswered: Cell;
  readonly #whichInstance: number;
  readonly #ops: Ops;

  constructor(parts: GroupParts) {
    const { host, settings, replicas, bounds, lie } = parts;
    const name = parts.names.places.consumer;
    this.#host = host;
    this.#settings = settings;
    this.#replicas = replicas;
    this.#lie = lie;
    this.#members = new Membership(host, settings, replicas.log.partitions, name, lie);
    this.#positions = new Positions(host, replicas.log.partitions, settings.concurrent, name);
    this.#commits = new Commits({ host, settings, replicas, bounds, name, lie });
    this.#backlog = new Backlog(host, replicas, bounds, name, lie);
    this.#unlinked = host.layout.cell();
    this.#unanswered = host.layout.cell();
    this.#whichInstance = host.site(`which client of ${name}`);
    this.#ops = this.#registerOps(parts.names);
    this.#registerFaults(name);
  }

  moves(s: State, out: Moves): void {
    if (this.#members.rebalancing(s) && this.#ready(s)) this.#ops.assign.prompt(out);
    const coordinates = this.#replicas.coordinates(s);
    const leads = this.#replicas.leads(s);
    for (let i = 0; i < this.#host.instances; i++) {
      if (!this.#host.instanceUp(s, i) || !this.#members.joined(s, i)) continue;
      if (this.#unlinked.has(s, i)) this.#ops.link.prompt(out, i);
      else {
        if (coordinates) this.#coordinated(s, out, i);
        if (leads) this.#fetching(s, out, i);
      }
    }
  }

  settle(s: State, ctx: Context, i: number, r: Ref): "done" | "pending" {
    if (this.#lie === "commits-late") return "done";
    if (this.#unlinked.has(s, i) || !this.#replicas.coordinates(s)) this.#commits.wait(s, i, r);
    else if (!this.#committed(s, ctx, i, r)) this.#host.settleAnswered(s, ctx, i, r, false);
    else if (this.#unanswered.has(s, i)) {
      this.#unanswered.put(s, i, false);
      this.#commits.unanswered(s, i, r);
    } else return "done";
    return "pending";
  }

  /** The progress is stored with the effect, on the condition that it is the progress that was read (K-E2E-C19). */
  settleWithEffect(s: State, ctx: Context, i: number, r: Ref): boolean {
    const { unfenced } = this.#settings;
    if (this.#positions.isGone(s, i, r)) return unfenced;
    const p = ref.partition(r);
    const offset = ref.offset(r);
    const progress = this.#commits.at(s, p);
    const moved = progress !== 0 && progress !== offset + 1;
    if (moved && !unfenced && this.#lie !== "stores-without-condition") return false;
    this.#positions.finish(s, i, r);
    this.#store(s, ctx, i, p, offset + 1);
    return true;
  }

  ended(s: State, i: number, r: Ref): void {
    const gone = this.#positions.drop(s, i, r);
    if (this.#settings.settle === "auto" && !gone) this.#positions.finish(s, i, r);
    if (this.#lie !== "commits-late") return;
    this.#positions.finish(s, i, r);
    this.#commits.store(s, ref.partition(r), this.#positions.base(s, i, ref.partition(r)));
  }

  failed(s: State, ctx: Context, i: number, r: Ref): AfterFailure {
    const gone = this.#positions.drop(s, i, r);
    // A zombie that has not been told yet does what every client does.
    if (!this.#entitled(s, i, r) && this.#members.held(s, i) === 0) return "over";
    if (this.#refused(s, i, r, gone)) return "over";
    switch (this.#settings.onFailure) {
      case "retry":
        if (gone) this.#positions.markGone(s, i, r);
        return "again";
      case "skip":
        if (!gone) this.#positions.finish(s, i, r);
        if (this.#settings.settle === "with-effect")
          this.#commits.store(s, ref.partition(r), ref.offset(r) + 1);
        return "over";
      case "stop":
        this.#closes(s, ctx, i);
        return "over";
    }
  }

  stopped(s: State, i: number, outageMs: number): void {
    this.#clearClient(s, i);
    this.#members.stopped(s, i);
    this.#backlog.down(s, i, outageMs);
  }

  started(s: State, i: number): void {
    this.#joins(s, i);
    this.#backlog.up(s, i);
  }

  paused(s: State, i: number, boundMs: number): void {
    this.#members.silent(s, i, boundMs);
    this.#backlog.grows(s, boundMs);
  }

  resumed(s: State, i: number): void {
    this.#members.resumed(s, i);
    this.#backlog.shrinks(s);
  }

  slowed(s: State, boundMs: number): void {
    this.#backlog.grows(s, boundMs);
  }

  caughtUp(s: State): void {
    this.#backlog.shrinks(s);
  }

  lateStart(s: State): void {
    for (let i = 0; i < this.#host.instances; i++) this.#clearClient(s, i);
    this.#members.lateStart(s);
    for (let i = 0; i < this.#host.instances; i++) this.#backlog.down(s, i, 0);
    this.#commits.lateStart(s);
  }

  /** All nodes are gone for at most `boundMs`, or back (0). */
  outage(s: State, boundMs: number): void {
    this.#backlog.outage(s, boundMs, (i) => this.#members.joined(s, i));
    this.#commits.outage(s, boundMs);
  }

  /** Consumers find out by the leader's epoch and go back to where the logs part (K-REPL-17). */
  truncated(s: State, p: number, length: number): void {
    const apart = this.#settings.settle === "with-effect";
    this.#positions.truncate(s, p, length, !apart);
    if (!apart) this.#commits.truncate(s, p, length);
  }

  /** The first `count` records are gone: offsets move down, and who had not read them starts at the new beginning. */
  expired(s: State, p: number, count: number): void {
    this.#positions.shift(s, p, count);
    this.#commits.shift(s, p, count);
  }

  /** The page cache of the only node is lost, or its disk (`all`): the group is gone, and commits with it. */
  offsetsLost(s: State, ctx: Context, all: boolean): void {
    this.#members.forgotten(s);
    if (this.#settings.settle !== "with-effect") this.#commits.lose(s, ctx, all);
  }

  /** Instance `i` is a member and has partitions to read. */
  owns(s: State, i: number): boolean {
    return this.#members.known(s, i) && this.#members.held(s, i) !== 0;
  }

  rebalancing(s: State): boolean {
    return this.#members.rebalancing(s);
  }

  get members(): Membership {
    return this.#members;
  }

  get positions(): Positions {
    return this.#positions;
  }

  get commits(): Commits {
    return this.#commits;
  }

  /** The connection of instance `i` is there. */
  linked(s: State, i: number): boolean {
    return !this.#unlinked.has(s, i);
  }

  /** Instance `i` is down, or has partitions to read, or its share is none: the generation is complete and all that run are in it. */
  served(s: State, i: number): boolean {
    if (this.owns(s, i) || !this.#host.instanceUp(s, i)) return true;
    if (this.#members.rebalancing(s)) return false;
    for (let k = 0; k < this.#host.instances; k++)
      if (this.#members.known(s, k) !== this.#host.instanceUp(s, k)) return false;
    return true;
  }

  unsettled(s: State): number {
    let set = 0;
    for (let p = 0; p < this.#replicas.log.partitions; p++) {
      const owner = this.#members.ownerOf(s, p);
      const from = owner >= 0 ? this.#positions.base(s, owner, p) : Math.max(0, this.#commits.at(s, p) - 1);
      for (let o = from; o < this.#replicas.log.length(s, p); o++) {
        const finished = owner >= 0 && this.#positions.finished(s, owner, p, o);
        if (!finished) set |= 1 << this.#replicas.log.intentAt(s, p, o);
      }
    }
    return set;
  }

  recovered(s: State): boolean {
    return this.#members.complete(s) && this.#unlinked.get(s) === 0 && this.#unanswered.get(s) === 0;
  }

  #registerOps({ places, points }: Names): Ops {
    const host = this.#host;
    const instance = (i: number): string => `${places.consumer}#${i + 1}`;
    return {
      take: host.op(
        (i, b) => `${instance(i)} takes m${(b & INTENT) + 1}`,
        (s, ctx, i, b) => this.#taken(s, ctx, i, b >> INTENT_BITS),
      ),
      rejoin: host.op(
        (i) => `${instance(i)} joins again`,
        (s, _ctx, i) => this.#joins(s, i),
      ),
      assign: host.op(
        () => points.assign,
        (s, ctx) => this.#assigned(s, ctx),
      ),
      commit: host.op(
        (i) => `commit of ${instance(i)} arrives`,
        (s, ctx, i) => this.#resent(s, ctx, i),
      ),
      progress: host.op(
        (i) => `${instance(i)} commits its progress`,
        (s, ctx, i) => this.#commitProgress(s, ctx, i),
      ),
      reset: host.op(
        (i, p) => `${instance(i)} starts over on partition ${p}`,
        (s, ctx, i, p) => this.#startOver(s, ctx, i, p),
      ),
      link: host.op(
        (i) => `${instance(i)} reconnects`,
        (s, _ctx, i) => this.#unlinked.put(s, i, false),
      ),
    };
  }

  #registerFaults(name: string): void {
    const host = this.#host;
    const linked = (s: State): number => this.#members.clients(s) & ~this.#unlinked.get(s);
    const heard = (s: State): number => linked(s) & ~this.#unanswered.get(s);
    host.atom(
      `rebalance@${name}`,
      (s) => this.#members.stirs(s),
      (s) => this.#members.rebalance(s),
    );
    host.atom(
      `cut@${name}`,
      (s) => linked(s) !== 0,
      (s, ctx) => this.#unlinked.put(s, this.#pickOf(ctx, linked(s)), true),
    );
    host.atom(
      `lost-response@${name}`,
      (s) => this.#settings.settle === "commit" && heard(s) !== 0,
      (s, ctx) => this.#unanswered.put(s, this.#pickOf(ctx, heard(s)), true),
    );
  }

  #pickOf(ctx: Context, set: number): number {
    let count = 0;
    for (let rest = set; rest !== 0; rest &= rest - 1) count += 1;
    let left = count > 1 ? ctx.pick(this.#whichInstance, 0, count) : 0;
    for (let i = 0; i < this.#host.instances; i++) if ((set & (1 << i)) !== 0 && left-- === 0) return i;
    return 0;
  }

  // What may happen next.

  #coordinated(s: State, out: Moves, i: number): void {
    if (this.#members.wantsIn(s, i)) this.#ops.rejoin.prompt(out, i);
    if (this.#commits.resends(s, i)) this.#ops.commit.prompt(out, i);
    if (!this.#members.known(s, i) || this.#host.running(s, i) > 0 || !this.#uncommitted(s, i)) return;
    if (this.#settings.settle === "auto") this.#ops.progress.wide(out, i);
    else if (this.#settings.settle === "commit") this.#ops.progress.prompt(out, i);
  }

  #fetching(s: State, out: Moves, i: number): void {
    const held = this.#members.held(s, i);
    if (held === 0 || (this.#members.rebalancing(s) && this.#members.known(s, i))) return;
    for (let p = 0; p < this.#replicas.log.partitions; p++) {
      if ((held & (1 << p)) === 0) continue;
      const position = this.#positions.next(s, i, p);
      if (position > this.#replicas.log.length(s, p)) this.#ops.reset.prompt(out, i, p);
      else if (position < this.#replicas.log.visible(s, p) && !this.#host.instanceSlow(s, i)) {
        const m = this.#replicas.log.intentAt(s, p, this.#offered(s, p, position));
        if (this.#host.slotFree(s, i, m)) this.#ops.take.prompt(out, i, (p << INTENT_BITS) | m);
      }
    }
  }

  #offered(s: State, p: number, position: number): number {
    if (this.#lie !== "takes-the-newest-first") return position;
    const other = position ^ 1;
    return other < this.#replicas.log.visible(s, p) ? other : position;
  }

  #ready(s: State): boolean {
    const knowsStart = startsCommitted(this.#settings) || this.#replicas.leads(s);
    if (!knowsStart || !this.#replicas.coordinates(s)) return false;
    return this.#members.ready(s, this.#unlinked.get(s), this.#lie === "takes-away-at-once");
  }

  /** Finished and not committed yet, on a partition it owns. */
  #uncommitted(s: State, i: number): boolean {
    for (let p = 0; p < this.#replicas.log.partitions; p++) {
      const base = this.#positions.base(s, i, p);
      if (base > 0 && this.#members.holds(s, i, p) && this.#commits.at(s, p) < base + 1) return true;
    }
    return false;
  }

  // Taking and committing.

  #taken(s: State, ctx: Context, i: number, p: number): void {
    const position = this.#positions.advance(s, i, p);
    const offered = this.#offered(s, p, position);
    const m = this.#replicas.log.intentAt(s, p, offered);
    this.#host.emit(ctx, EVENT.deliver, this.#host.instancePlace(i), m, copyPlace.of(p, offered));
    if (this.#lie === "commits-early") this.#commits.store(s, p, position + 1);
    this.#host.begin(s, ctx, i, m, ref.make(p, position));
  }

  /** The instance is a member of the generation that it read in. */
  #entitled(s: State, i: number, r: Ref): boolean {
    if (this.#lie === "takes-away-at-once" && !this.#members.holds(s, i, ref.partition(r))) return false;
    return this.#members.known(s, i) || this.#lie === "commits-for-zombies";
  }

  /**
   * The commit reaches the coordinator. That of a zombie is refused (K-CONS-07, K-CONS-14), and what it has fetched is
   * dropped (K-TSC-05).
   */
  #committed(s: State, ctx: Context, i: number, r: Ref): boolean {
    if (!this.#entitled(s, i, r)) {
      this.#members.drop(s, i);
      return false;
    }
    if (!this.#positions.isGone(s, i, r)) this.#positions.finish(s, i, r);
    const p = ref.partition(r);
    this.#store(s, ctx, i, p, this.#positions.base(s, i, p));
    return true;
  }

  /** A commit that could not be sent, or was not answered, is sent again: it is the same commit (K-CONS-07). */
  #resent(s: State, ctx: Context, i: number): void {
    const r = this.#commits.take(s, i);
    this.#host.settleAnswered(s, ctx, i, r, this.#committed(s, ctx, i, r));
  }

  #commitProgress(s: State, ctx: Context, i: number): void {
    for (let p = 0; p < this.#replicas.log.partitions; p++)
      if (this.#members.holds(s, i, p)) this.#store(s, ctx, i, p, this.#positions.base(s, i, p));
  }

  /** Progress is stored: everything below `offset` is done (K-CONS-02). */
  #store(s: State, ctx: Context, i: number, p: number, offset: number): void {
    this.#commits.store(s, p, offset);
    const last = offset - 1;
    const m =
      last >= 0 && last < this.#replicas.log.length(s, p)
        ? this.#replicas.log.intentAt(s, p, last)
        : NO_INTENT;
    this.#host.emit(ctx, EVENT.settle, this.#host.instancePlace(i), m, offset);
  }

  /** The condition on the progress failed: this record is done, or the position is ahead of the progress. */
  #refused(s: State, i: number, r: Ref, gone: boolean): boolean {
    if (this.#settings.settle !== "with-effect" || this.#settings.unfenced) return false;
    const p = ref.partition(r);
    const offset = ref.offset(r);
    const progress = (this.#commits.at(s, p) || offset + 1) - 1;
    if (gone || progress > offset) this.#positions.finish(s, i, r);
    if (progress < offset) this.#positions.seek(s, i, p, progress);
    return gone || progress !== offset;
  }

  // Coming and going.

  #joins(s: State, i: number): void {
    this.#clearClient(s, i);
    this.#members.joins(s, i);
  }

  /** What is finished is committed first (K-CONS-03, K-CONS-05). */
  #closes(s: State, ctx: Context, i: number): void {
    const commits = this.#settings.settle === "auto" && this.#replicas.coordinates(s);
    if (commits && this.#uncommitted(s, i)) this.#commitProgress(s, ctx, i);
    this.#clearClient(s, i);
    this.#members.leaves(s, ctx, i);
  }

  #clearClient(s: State, i: number): void {
    this.#members.drop(s, i);
    this.#positions.clear(s, i);
    this.#commits.forget(s, i);
    this.#unlinked.put(s, i, false);
    this.#unanswered.put(s, i, false);
  }

  /** What is finished is committed before the partitions go (K-CONS-03); then each member begins at the committed offsets. */
  #assigned(s: State, ctx: Context): void {
    const { instances } = this.#host;
    if (this.#settings.settle !== "with-effect")
      for (let i = 0; i < instances; i++)
        if (this.#members.known(s, i) && this.#uncommitted(s, i)) this.#commitProgress(s, ctx, i);
    this.#members.deal(s, ctx);
    for (let i = 0; i < instances; i++) {
      if (!this.#members.known(s, i)) continue;
      for (let p = 0; p < this.#replicas.log.partitions; p++)
        this.#positions.seek(s, i, p, this.#members.holds(s, i, p) ? this.#commits.startOf(s, p) : 0);
    }
  }

  /** K-CONS-12: a position beyond the end of the log. */
  #startOver(s: State, ctx: Context, i: number, p: number): void {
    this.#positions.seek(s, i, p, this.#settings.startsLatest ? this.#replicas.log.watermark(s, p) : 0);
    this.#host.emit(ctx, EVENT.reset, this.#host.instancePlace(i), NO_INTENT, p);
  }
}
