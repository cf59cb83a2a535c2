/**
 * The consumer group: its coordinator with members, generation and committed offsets, and the clients of its instances
 * with what each believes to own, its positions and what it has finished.
 */
import type { Cell, Cells, List, State } from "../../../base/layout.ts";
import { EVENT, NO_INTENT } from "../../../runtime/event.ts";
import type { AfterFailure, Alarm, FaultBounds, Host, Op } from "../../../runtime/mechanism.ts";
import type { Context, Moves } from "../../../runtime/model.ts";
import type { GroupSettings } from "../settings/settings.ts";
import type { Lie } from "./lie.ts";
import { type Names, pickedTail, type Replicas } from "./replicas.ts";

export interface GroupParts {
  readonly host: Host;
  readonly settings: GroupSettings;
  readonly replicas: Replicas;
  readonly bounds: FaultBounds;
  readonly names: Names;
  readonly lie: Lie | undefined;
}

const OFFSET_BITS = 6;
const OFFSET = 63;
/** How long the client waits for the answer to a commit before it asks again (K-PROD-06, the same request time-out). */
const COMMIT_RETRY_MS = 30_000;

export class Group {
  readonly #host: Host;
  readonly #settings: GroupSettings;
  readonly #replicas: Replicas;
  readonly #bounds: FaultBounds;
  readonly #lie: Lie | undefined;
  readonly #instances: number;
  readonly #partitions: number;
  /** Offset plus one, for each partition; 0 = nothing committed. */
  readonly #committed: Cells;
  /** Bit i: the coordinator counts instance i as a member of the current generation. */
  readonly #known: Cell;
  /** Bit i: the client of instance i believes to be a member. */
  readonly #joined: Cell;
  /** Bit p of instance i: its client believes to own partition p. It does if it is a member that is known. */
  readonly #held: readonly Cell[];
  /** Next offset to take, and lowest offset not finished; for each instance and partition. */
  readonly #position: Cells;
  readonly #base: Cells;
  /** Bit k: offset base + 1 + k is finished. */
  readonly #done: Cells;
  /** A new generation is being prepared. */
  readonly #rebalancing: Cell;
  /** Bit i: instance i is down for a short while only. */
  readonly #brief: Cell;
  /** Bits of the instances whose connection is down, whose next commit goes unanswered, that have stopped by themselves. */
  readonly #unlinked: Cell;
  readonly #unanswered: Cell;
  readonly #stopped: Cell;
  /** Commits that wait: instance and ref. Deliveries whose record is gone from the log: the same. */
  readonly #waiting: List;
  readonly #gone: List;
  readonly #session: readonly Alarm[];
  readonly #commitTimeout: Alarm;
  readonly #retryCommit: Alarm;
  readonly #retention: Alarm;
  readonly #take: Op;
  readonly #rejoin: Op;
  readonly #assign: Op;
  readonly #commit: Op;
  readonly #progress: Op;
  readonly #reset: Op;
  readonly #link: Op;
  readonly #turn: number;
  readonly #whichInstance: number;
  readonly #offsets: number;
  readonly #refs: number[] = [];

  constructor(parts: GroupParts) {
    const { host, settings, replicas, names } = parts;
    const { layout } = host;
    const { places, points } = names;
    this.#host = host;
    this.#settings = settings;
    this.#replicas = replicas;
    this.#bounds = parts.bounds;
    this.#lie = parts.lie;
    this.#instances = host.instances;
    this.#partitions = replicas.partitions;
    const all = (1 << host.instances) - 1;
    const each = Array.from({ length: host.instances }, (_, i) => i);
    const own = host.instances * this.#partitions;
    this.#committed = layout.cells(this.#partitions, this.#startsCommitted() ? 1 : 0);
    this.#known = layout.cell(all);
    this.#joined = layout.cell(all);
    this.#held = each.map((i) => layout.cell(share(i, host.instances, this.#partitions)));
    this.#position = layout.cells(own);
    this.#base = layout.cells(own);
    this.#done = layout.cells(settings.concurrent ? own : 0);
    this.#rebalancing = layout.cell();
    this.#brief = layout.cell();
    this.#unlinked = layout.cell();
    this.#unanswered = layout.cell();
    this.#stopped = layout.cell();
    const slots = host.instances * (settings.concurrent ? host.intents : 1);
    this.#waiting = layout.list(`commits of ${places.consumer} that wait`, slots);
    this.#gone = layout.list(`deliveries of ${places.consumer} without a record`, slots);
    this.#session = each.map((i) =>
      host.timer(`session of ${places.consumer}#${i + 1} ends`, (s, ctx) => this.#expired(s, ctx, i)),
    );
    this.#commitTimeout = host.timer(`commits of ${places.consumer} time out`, (s, ctx) =>
      this.#commitsTimedOut(s, ctx),
    );
    this.#retryCommit = host.timer(`${places.consumer} commits again`, (s, ctx) =>
      this.#answerCommits(s, ctx),
    );
    this.#retention = host.timer(`what ${places.consumer} has not read expires`, (s, ctx) =>
      this.#outlived(s, ctx),
    );
    const instance = (i: number): string => `${places.consumer}#${i + 1}`;
    this.#take = host.op(
      (i, b) => `${instance(i)} takes m${(b & 31) + 1}`,
      (s, ctx, i, b) => this.#taken(s, ctx, i, b >> 5),
    );
    this.#rejoin = host.op(
      (i) => `${instance(i)} joins again`,
      (s, _ctx, i) => this.#joins(s, i),
    );
    this.#assign = host.op(
      () => points.assign,
      (s, ctx) => this.#assigned(s, ctx),
    );
    this.#commit = host.op(
      (i) => `commit of ${instance(i)} arrives`,
      (s, ctx, i) => this.#retry(s, ctx, i),
    );
    this.#progress = host.op(
      (i) => `${instance(i)} commits its progress`,
      (s, ctx, i) => this.#commitProgress(s, ctx, i),
    );
    this.#reset = host.op(
      (i, p) => `${instance(i)} starts over on partition ${p}`,
      (s, ctx, i, p) => this.#startOver(s, ctx, i, p),
    );
    this.#link = host.op(
      (i) => `${instance(i)} reconnects`,
      (s, _ctx, i) => this.#unlinked.put(s, i, false),
    );
    this.#turn = host.site(`assignment of ${places.consumer}`);
    this.#whichInstance = host.site(`which client of ${places.consumer}`);
    this.#offsets = host.site(`what is left of the offsets of ${places.consumer}`);
    this.#registerFaults(places.consumer);
  }

  moves(s: State, out: Moves): void {
    if (this.#rebalancing.get(s) !== 0 && this.#ready(s)) this.#assign.prompt(out);
    const coordinates = this.#replicas.coordinates(s);
    for (let i = 0; i < this.#instances; i++) {
      if (!this.#host.instanceUp(s, i) || !this.#joined.has(s, i)) continue;
      if (this.#unlinked.has(s, i)) {
        this.#link.prompt(out, i);
        continue;
      }
      if (coordinates) this.#coordinated(s, out, i);
      if (this.#replicas.leads(s)) this.#fetching(s, out, i);
    }
  }

  settle(s: State, ctx: Context, i: number, ref: number): "done" | "pending" {
    if (this.#lie === "commits-late") return "done";
    if (!this.#reachable(s, i)) return this.#wait(s, i, ref);
    if (!this.#isMember(s, i) || this.#robbed(s, i, ref)) {
      // K-CONS-07, K-CONS-14: the commit of a zombie is refused, and what it has fetched is dropped (K-TSC-05).
      (this.#held[i] as Cell).set(s, 0);
      this.#host.settleAnswered(s, ctx, i, ref, false);
      return "pending";
    }
    if (!this.#isGone(s, i, ref)) this.#finish(s, i, ref);
    this.#record(s, ctx, i, ref >> OFFSET_BITS);
    if (!this.#unanswered.has(s, i)) return "done";
    this.#unanswered.put(s, i, false);
    this.#retryCommit.arm(s, COMMIT_RETRY_MS);
    return this.#wait(s, i, ref);
  }

  /** The progress is stored with the effect, on the condition that it is the progress that was read (K-E2E-C19). */
  settleWithEffect(s: State, ctx: Context, i: number, ref: number): boolean {
    if (this.#isGone(s, i, ref)) return this.#settings.unfenced;
    const p = ref >> OFFSET_BITS;
    const offset = ref & OFFSET;
    const progress = this.#committed.get(s, p);
    if (
      progress !== 0 &&
      progress !== offset + 1 &&
      !this.#settings.unfenced &&
      this.#lie !== "stores-without-condition"
    )
      return false;
    this.#finish(s, i, ref);
    this.#committed.set(s, p, offset + 2);
    this.#host.emit(ctx, EVENT.settle, this.#host.instancePlace(i), this.#intentOf(s, p, offset), 0);
    return true;
  }

  ended(s: State, i: number, ref: number): void {
    if (this.#lie === "commits-late") this.#commitAtEnd(s, i, ref);
    if (!this.#isGone(s, i, ref) && this.#settings.settle === "auto") this.#finish(s, i, ref);
    this.#dropRef(s, this.#gone, i, ref);
  }

  failed(s: State, ctx: Context, i: number, ref: number): AfterFailure {
    const gone = this.#isGone(s, i, ref);
    this.#dropRef(s, this.#gone, i, ref);
    if (!this.#isMember(s, i) || this.#robbed(s, i, ref)) return "over";
    const p = ref >> OFFSET_BITS;
    if (this.#settings.settle === "with-effect" && !this.#settings.unfenced) {
      // The condition failed: this record is done, or the position is ahead of the progress, which is then read again.
      const offset = ref & OFFSET;
      const progress = (this.#committed.get(s, p) || offset + 1) - 1;
      if (gone || progress > offset) this.#finish(s, i, ref);
      if (progress < offset) this.#seek(s, i, p, progress);
      if (gone || progress !== offset) return "over";
    }
    switch (this.#settings.onFailure) {
      case "retry":
        if (gone) this.#gone.push(s, tagged(i, ref));
        return "again";
      case "skip":
        if (!gone) this.#finish(s, i, ref);
        if (this.#settings.settle === "with-effect") this.#committed.set(s, p, (ref & OFFSET) + 2);
        return "over";
      case "stop":
        this.#leave(s, ctx, i);
        return "over";
    }
  }

  /** K-CONS-13: its partitions stay without owner until the session ends, or until it joins again. */
  stopped(s: State, i: number, outageMs: number): void {
    this.#clearClient(s, i);
    this.#joined.put(s, i, false);
    this.#stopped.put(s, i, false);
    if (this.#known.has(s, i)) this.#session[i]?.arm(s, this.#settings.sessionMs);
    this.#brief.put(s, i, outageMs === 0);
    this.#backlog(s, outageMs);
  }

  started(s: State, i: number): void {
    this.#brief.put(s, i, false);
    this.#session[i]?.disarm(s);
    this.#joins(s, i);
    this.#joined.put(s, i, true);
    this.#caughtUp(s);
  }

  paused(s: State, i: number, boundMs: number): void {
    if (this.#known.has(s, i) && boundMs > this.#settings.sessionMs)
      this.#session[i]?.arm(s, this.#settings.sessionMs);
    this.#backlog(s, boundMs);
  }

  resumed(s: State, i: number): void {
    this.#session[i]?.disarm(s);
    this.#caughtUp(s);
  }

  slowed(s: State, boundMs: number): void {
    this.#backlog(s, boundMs);
  }

  caughtUp(s: State): void {
    this.#caughtUp(s);
  }

  lateStart(s: State): void {
    for (let i = 0; i < this.#instances; i++) this.#clearClient(s, i);
    this.#known.set(s, 0);
    this.#joined.set(s, 0);
    if (this.#settings.startsLatest) this.#committed.fill(s, 0);
  }

  /** All nodes are gone for at most `boundMs`, or back (0): an awaited commit may fail meanwhile (K-CONS-24). */
  outage(s: State, boundMs: number): void {
    const { commitMs } = this.#settings;
    // Nothing expires while no node runs.
    this.#retention.disarm(s);
    if (boundMs === 0) this.#stillSilent(s);
    if (boundMs === 0) this.#commitTimeout.disarm(s);
    else if (commitMs > 0 && boundMs > commitMs && this.#waiting.count(s) > 0)
      this.#commitTimeout.arm(s, commitMs);
  }

  /** Consumers find out by the leader's epoch and go back to where the logs part (K-REPL-17). */
  truncated(s: State, p: number, length: number): void {
    for (let i = 0; i < this.#instances; i++) {
      const at = i * this.#partitions + p;
      if (this.#position.get(s, at) > length) this.#position.set(s, at, length);
      if (this.#base.get(s, at) > length) this.#base.set(s, at, length);
      this.#trimDone(s, at, length);
      this.#host.runningRefs(s, i, this.#refs);
      if (this.#settings.settle === "with-effect") continue;
      for (const ref of this.#refs)
        if (ref >> OFFSET_BITS === p && (ref & OFFSET) >= length) this.#markGone(s, i, ref);
    }
    if (this.#settings.settle !== "with-effect" && this.#committed.get(s, p) > length + 1)
      this.#committed.set(s, p, length + 1);
  }

  /** The first `count` records are gone: offsets move down, and who had not read them starts at the new beginning. */
  expired(s: State, p: number, count: number): void {
    for (let i = 0; i < this.#instances; i++) {
      const at = i * this.#partitions + p;
      this.#host.runningRefs(s, i, this.#refs);
      for (const ref of this.#refs) if (ref >> OFFSET_BITS === p) this.#markGone(s, i, ref);
      this.#position.set(s, at, Math.max(0, this.#position.get(s, at) - count));
      this.#base.set(s, at, this.#position.get(s, at));
      if (this.#settings.concurrent) this.#done.set(s, at, 0);
    }
    const committed = this.#committed.get(s, p);
    if (committed > 0) this.#committed.set(s, p, Math.max(0, committed - 1 - count) + 1);
  }

  /**
   * The page cache of the only node is lost, or its disk: the group is gone, and the commits that were not written out,
   * or all of them (K-E2E-C21).
   */
  offsetsLost(s: State, ctx: Context, all: boolean): void {
    this.#known.set(s, 0);
    this.#rebalancing.set(s, 0);
    for (const session of this.#session) session.disarm(s);
    if (this.#settings.settle === "with-effect") return;
    const least = this.#startsCommitted() ? 1 : 0;
    for (let p = 0; p < this.#partitions; p++) {
      const committed = this.#committed.get(s, p);
      if (committed <= least) continue;
      this.#committed.set(
        s,
        p,
        all ? least : committed - pickedTail(ctx, this.#offsets, p, committed - least),
      );
    }
  }

  /** Instance `i` is a member and has partitions to read. */
  owns(s: State, i: number): boolean {
    return this.#known.has(s, i) && (this.#held[i] as Cell).get(s) !== 0;
  }

  rebalancing(s: State): boolean {
    return this.#rebalancing.get(s) !== 0;
  }

  /** Instance `i` is down, or has partitions to read, or its share is none: the generation is complete and all that run are in it. */
  served(s: State, i: number): boolean {
    if (this.owns(s, i) || !this.#host.instanceUp(s, i)) return true;
    if (this.#rebalancing.get(s) !== 0) return false;
    for (let k = 0; k < this.#instances; k++)
      if (this.#known.has(s, k) !== this.#host.instanceUp(s, k)) return false;
    return true;
  }

  unsettled(s: State): number {
    let set = 0;
    for (let p = 0; p < this.#partitions; p++) {
      const owner = this.#ownerOf(s, p);
      const at = owner * this.#partitions + p;
      const from = owner >= 0 ? this.#base.get(s, at) : Math.max(0, this.#committed.get(s, p) - 1);
      for (let o = from; o < this.#replicas.length(s, p); o++) {
        const finished =
          owner >= 0 &&
          o > from &&
          this.#settings.concurrent &&
          ((this.#done.get(s, at) >> (o - from - 1)) & 1) === 1;
        if (!finished) set |= 1 << this.#replicas.intentAt(s, p, o);
      }
    }
    return set;
  }

  recovered(s: State): boolean {
    const all = (1 << this.#instances) - 1;
    return (
      this.#known.get(s) === all &&
      this.#joined.get(s) === all &&
      this.#rebalancing.get(s) === 0 &&
      this.#unlinked.get(s) === 0 &&
      this.#unanswered.get(s) === 0
    );
  }

  #registerFaults(place: string): void {
    const { atom } = this.#host;
    atom(
      `rebalance@${place}`,
      (s) => (this.#known.get(s) & this.#joined.get(s)) !== 0 && this.#rebalancing.get(s) === 0,
      (s) => this.#rebalance(s),
    );
    atom(
      `cut@${place}`,
      (s) => this.#linked(s) !== 0,
      (s, ctx) => this.#unlinked.put(s, this.#pickOf(ctx, this.#linked(s)), true),
    );
    atom(
      `lost-response@${place}`,
      (s) => this.#settings.settle === "commit" && (this.#linked(s) & ~this.#unanswered.get(s)) !== 0,
      (s, ctx) =>
        this.#unanswered.put(s, this.#pickOf(ctx, this.#linked(s) & ~this.#unanswered.get(s)), true),
    );
  }

  #startsCommitted(): boolean {
    return !this.#settings.startsLatest || this.#settings.pinsStart;
  }

  #linked(s: State): number {
    return this.#joined.get(s) & ~this.#unlinked.get(s);
  }

  #pickOf(ctx: Context, set: number): number {
    let count = 0;
    for (let rest = set; rest !== 0; rest &= rest - 1) count += 1;
    let left = count > 1 ? ctx.pick(this.#whichInstance, 0, count) : 0;
    for (let i = 0; i < this.#instances; i++) if ((set & (1 << i)) !== 0 && left-- === 0) return i;
    return 0;
  }

  #isMember(s: State, i: number): boolean {
    return this.#known.has(s, i) || this.#lie === "commits-for-zombies";
  }

  /** Its partition was taken away while it ran: the coordinator that this stands for does not do so. */
  #robbed(s: State, i: number, ref: number): boolean {
    return this.#lie === "takes-away-at-once" && !(this.#held[i] as Cell).has(s, ref >> OFFSET_BITS);
  }

  #reachable(s: State, i: number): boolean {
    return this.#replicas.coordinates(s) && !this.#unlinked.has(s, i);
  }

  #ownerOf(s: State, p: number): number {
    for (let i = 0; i < this.#instances; i++)
      if (this.#known.has(s, i) && (this.#held[i] as Cell).has(s, p)) return i;
    return -1;
  }

  #intentOf(s: State, p: number, offset: number): number {
    return offset < this.#replicas.length(s, p) ? this.#replicas.intentAt(s, p, offset) : NO_INTENT;
  }

  // What may happen next.

  #coordinated(s: State, out: Moves, i: number): void {
    if (!this.#known.has(s, i) && !this.#stopped.has(s, i) && this.#host.running(s, i) === 0)
      this.#rejoin.prompt(out, i);
    if (this.#hasWaiting(s, i) && !this.#retryCommit.armed(s)) this.#commit.prompt(out, i);
    if (!this.#known.has(s, i) || this.#host.running(s, i) > 0 || !this.#uncommitted(s, i)) return;
    if (this.#settings.settle === "auto") this.#progress.wide(out, i);
    else if (this.#settings.settle === "commit") this.#progress.prompt(out, i);
  }

  #fetching(s: State, out: Moves, i: number): void {
    const held = (this.#held[i] as Cell).get(s);
    if (held === 0 || (this.#rebalancing.get(s) !== 0 && this.#known.has(s, i))) return;
    for (let p = 0; p < this.#partitions; p++) {
      if ((held & (1 << p)) === 0) continue;
      const position = this.#position.get(s, i * this.#partitions + p);
      if (position > this.#replicas.length(s, p)) this.#reset.prompt(out, i, p);
      else if (position < this.#replicas.visible(s, p) && !this.#host.instanceSlow(s, i)) {
        const m = this.#replicas.intentAt(s, p, this.#offered(s, p, position));
        if (this.#host.slotFree(s, i, m)) this.#take.prompt(out, i, (p << 5) | m);
      }
    }
  }

  #offered(s: State, p: number, position: number): number {
    if (this.#lie !== "takes-the-newest-first") return position;
    const other = position ^ 1;
    return other < this.#replicas.visible(s, p) ? other : position;
  }

  /** All members that are known live, run no handler and wait for nothing: the new generation can begin. */
  #ready(s: State): boolean {
    if (!this.#replicas.coordinates(s)) return false;
    if (!this.#startsCommitted() && !this.#replicas.leads(s)) return false;
    const known = this.#known.get(s);
    if (known === 0) return false;
    for (let i = 0; i < this.#instances; i++) {
      if ((known & (1 << i)) === 0) continue;
      if (!this.#joined.has(s, i) || !this.#host.instanceUp(s, i) || this.#unlinked.has(s, i)) return false;
      if (this.#host.running(s, i) > 0 && this.#lie !== "takes-away-at-once") return false;
    }
    return true;
  }

  /** Finished and not committed yet, on a partition it owns. */
  #uncommitted(s: State, i: number): boolean {
    for (let p = 0; p < this.#partitions; p++)
      if (
        (this.#held[i] as Cell).has(s, p) &&
        this.#committed.get(s, p) < this.#base.get(s, i * this.#partitions + p) + 1 &&
        this.#base.get(s, i * this.#partitions + p) > 0
      )
        return true;
    return false;
  }

  #commitAtEnd(s: State, i: number, ref: number): void {
    this.#finish(s, i, ref);
    const p = ref >> OFFSET_BITS;
    this.#committed.set(s, p, this.#base.get(s, i * this.#partitions + p) + 1);
  }

  // Taking and finishing.

  #taken(s: State, ctx: Context, i: number, p: number): void {
    const at = i * this.#partitions + p;
    const position = this.#position.get(s, at);
    const m = this.#replicas.intentAt(s, p, this.#offered(s, p, position));
    this.#position.set(s, at, position + 1);
    this.#host.emit(ctx, EVENT.deliver, this.#host.instancePlace(i), m, position);
    if (this.#lie === "commits-early") this.#committed.set(s, p, position + 2);
    this.#host.begin(s, ctx, i, m, (p << OFFSET_BITS) | position);
  }

  #finish(s: State, i: number, ref: number): void {
    const at = i * this.#partitions + (ref >> OFFSET_BITS);
    const offset = ref & OFFSET;
    const base = this.#base.get(s, at);
    if (offset < base) return;
    if (offset > base) {
      if (this.#settings.concurrent)
        this.#done.set(s, at, this.#done.get(s, at) | (1 << (offset - base - 1)));
      return;
    }
    this.#base.set(s, at, base + 1);
    if (!this.#settings.concurrent) return;
    let done = this.#done.get(s, at);
    while ((done & 1) === 1) {
      this.#base.add(s, at, 1);
      done >>>= 1;
    }
    this.#done.set(s, at, done >>> 1);
  }

  #trimDone(s: State, at: number, length: number): void {
    if (!this.#settings.concurrent) return;
    const keep = Math.max(0, length - this.#base.get(s, at) - 1);
    this.#done.set(s, at, this.#done.get(s, at) & ((1 << keep) - 1));
  }

  /** The commit is stored: the lowest offset not finished (K-CONS-02). */
  #record(s: State, ctx: Context, i: number, p: number): void {
    const base = this.#base.get(s, i * this.#partitions + p);
    this.#committed.set(s, p, base + 1);
    this.#host.emit(ctx, EVENT.settle, this.#host.instancePlace(i), this.#intentOf(s, p, base - 1), base);
  }

  #commitProgress(s: State, ctx: Context, i: number): void {
    for (let p = 0; p < this.#partitions; p++)
      if ((this.#held[i] as Cell).has(s, p)) this.#record(s, ctx, i, p);
  }

  #wait(s: State, i: number, ref: number): "pending" {
    this.#waiting.push(s, tagged(i, ref));
    const boundMs = this.#bounds.boundMs("outage");
    const { commitMs } = this.#settings;
    if (this.#replicas.out(s) && commitMs > 0 && boundMs > commitMs && !this.#commitTimeout.armed(s))
      this.#commitTimeout.arm(s, commitMs);
    return "pending";
  }

  #hasWaiting(s: State, i: number): boolean {
    for (let k = 0; k < this.#waiting.count(s); k++)
      if (instanceOf(this.#waiting.get(s, k)) === i) return true;
    return false;
  }

  /** A commit that could not be sent, or was not answered, is sent again: it is the same commit (K-CONS-07). */
  #retry(s: State, ctx: Context, i: number): void {
    for (let k = 0; k < this.#waiting.count(s); k++) {
      if (instanceOf(this.#waiting.get(s, k)) !== i) continue;
      const ref = refOf(this.#waiting.removeAt(s, k));
      const ok = this.#isMember(s, i);
      if (ok && !this.#isGone(s, i, ref)) this.#finish(s, i, ref);
      if (ok) this.#record(s, ctx, i, ref >> OFFSET_BITS);
      else (this.#held[i] as Cell).set(s, 0);
      this.#host.settleAnswered(s, ctx, i, ref, ok);
      return;
    }
  }

  #answerCommits(_s: State, _ctx: Context): void {
    // The waiting commit can be sent again from now on.
  }

  #commitsTimedOut(s: State, ctx: Context): void {
    while (this.#waiting.count(s) > 0) {
      const waiting = this.#waiting.shift(s);
      this.#host.settleAnswered(s, ctx, instanceOf(waiting), refOf(waiting), false);
    }
  }

  // Deliveries whose record is no longer in the log.

  #isGone(s: State, i: number, ref: number): boolean {
    return this.#gone.indexOf(s, tagged(i, ref)) >= 0;
  }

  #markGone(s: State, i: number, ref: number): void {
    if (!this.#isGone(s, i, ref)) this.#gone.push(s, tagged(i, ref));
  }

  #dropRef(s: State, list: List, i: number, ref: number): void {
    const at = list.indexOf(s, tagged(i, ref));
    if (at >= 0) list.removeAt(s, at);
  }

  // Membership.

  #rebalance(s: State): void {
    this.#rebalancing.set(s, this.#known.get(s) === 0 ? 0 : 1);
  }

  #joins(s: State, i: number): void {
    this.#clearClient(s, i);
    this.#known.put(s, i, true);
    this.#rebalance(s);
  }

  /** It closes: what is finished is committed first (K-CONS-03, K-CONS-05). */
  #leave(s: State, ctx: Context, i: number): void {
    if (this.#settings.settle === "auto" && this.#reachable(s, i) && this.#uncommitted(s, i))
      this.#commitProgress(s, ctx, i);
    this.#clearClient(s, i);
    this.#known.put(s, i, false);
    this.#stopped.put(s, i, true);
    this.#host.emit(ctx, EVENT.rebalance, this.#host.instancePlace(i), NO_INTENT, 0);
    this.#rebalance(s);
  }

  #expired(s: State, ctx: Context, i: number): void {
    this.#known.put(s, i, false);
    this.#host.emit(ctx, EVENT.rebalance, this.#host.instancePlace(i), NO_INTENT, 0);
    this.#rebalance(s);
  }

  #clearClient(s: State, i: number): void {
    (this.#held[i] as Cell).set(s, 0);
    this.#unlinked.put(s, i, false);
    this.#unanswered.put(s, i, false);
    for (let p = 0; p < this.#partitions; p++) this.#seek(s, i, p, 0);
    dropInstance(s, this.#waiting, i);
    dropInstance(s, this.#gone, i);
  }

  #seek(s: State, i: number, p: number, offset: number): void {
    const at = i * this.#partitions + p;
    this.#position.set(s, at, offset);
    this.#base.set(s, at, offset);
    if (this.#settings.concurrent) this.#done.set(s, at, 0);
  }

  /** A new generation: partitions are dealt to the members, any way round; each begins at the committed offset. */
  #assigned(s: State, ctx: Context): void {
    const known = this.#known.get(s);
    let members = 0;
    for (let rest = known; rest !== 0; rest &= rest - 1) members += 1;
    if (this.#settings.settle === "auto")
      for (let i = 0; i < this.#instances; i++)
        if (this.#known.has(s, i) && this.#uncommitted(s, i)) this.#commitProgress(s, ctx, i);
    const turn = members > 1 ? ctx.pick(this.#turn, 0, members) : 0;
    let n = 0;
    for (let i = 0; i < this.#instances; i++) {
      if ((known & (1 << i)) === 0) continue;
      (this.#held[i] as Cell).set(s, share((n + members - turn) % members, members, this.#partitions));
      for (let p = 0; p < this.#partitions; p++)
        this.#seek(s, i, p, (this.#held[i] as Cell).has(s, p) ? this.#startOf(s, p) : 0);
      n += 1;
    }
    this.#rebalancing.set(s, 0);
    this.#host.emit(ctx, EVENT.rebalance, this.#host.instancePlace(0), NO_INTENT, turn);
  }

  /** K-CONS-09, K-CONS-10: the committed offset, else where `start` says; a client may commit that at once. */
  #startOf(s: State, p: number): number {
    if (this.#lie === "starts-at-the-end") return this.#replicas.watermark(s, p);
    if (this.#lie === "forgets-commits-on-rebalance") return 0;
    const committed = this.#committed.get(s, p);
    if (committed > 0) return committed - 1;
    const latest = this.#settings.startsLatest && this.#lie !== "reads-everything";
    const start = latest ? this.#replicas.watermark(s, p) : 0;
    if (this.#settings.pinsStart) this.#committed.set(s, p, start + 1);
    return start;
  }

  /** K-CONS-12: a position beyond the end of the log. */
  #startOver(s: State, ctx: Context, i: number, p: number): void {
    this.#seek(s, i, p, this.#settings.startsLatest ? this.#replicas.watermark(s, p) : 0);
    this.#host.emit(ctx, EVENT.rebalance, this.#host.instancePlace(i), NO_INTENT, p);
  }

  // A backlog that outlives the retention (K-E2E-B11).

  #backlog(s: State, boundMs: number): void {
    const { retentionMs } = this.#replicas.settings;
    if (retentionMs > 0 && boundMs > retentionMs && !this.#retention.armed(s))
      this.#retention.arm(s, retentionMs);
  }

  /** An instance that is down for a short while only would have read in time. */
  #outlived(s: State, ctx: Context): void {
    if (this.#brief.get(s) === 0) this.#replicas.expire(s, ctx);
  }

  /** The nodes are back: who was silent before still may be. */
  #stillSilent(s: State): void {
    for (let i = 0; i < this.#instances; i++) {
      if (this.#host.instanceSlow(s, i)) this.#backlog(s, this.#bounds.boundMs("slow"));
      else if (!this.#host.instanceUp(s, i) && this.#joined.has(s, i))
        this.#backlog(s, this.#bounds.boundMs("pause"));
    }
  }

  #caughtUp(s: State): void {
    for (let i = 0; i < this.#instances; i++)
      if (!this.#host.instanceUp(s, i) || this.#host.instanceSlow(s, i)) return;
    this.#retention.disarm(s);
  }
}

function tagged(i: number, ref: number): number {
  return (i << 12) | ref;
}

function instanceOf(waiting: number): number {
  return waiting >> 12;
}

function refOf(waiting: number): number {
  return waiting & 0xfff;
}

function dropInstance(s: State, list: List, i: number): void {
  for (let k = list.count(s) - 1; k >= 0; k--) if (instanceOf(list.get(s, k)) === i) list.removeAt(s, k);
}

/** Partitions of the n-th of `members`: every `members`-th. */
function share(n: number, members: number, partitions: number): number {
  let set = 0;
  for (let p = 0; p < partitions; p++) if (p % members === n) set |= 1 << p;
  return set;
}
