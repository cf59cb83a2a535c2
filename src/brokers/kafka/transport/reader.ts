/** One member of a group, whatever library fetches for it: hands records to the handler, in order, and settles them. */
import type { Handled } from "../../../client/broker.ts";
import type { ChannelRef, ConsumerPlan } from "../../../client/plan.ts";
import { Delivery } from "./delivery.ts";
import { afterFailure, parkingOf } from "./failure.ts";
import { BYTES_MOST } from "./held.ts";
import { laneOf, slotsOf } from "./lane-of.ts";
import { Lanes } from "./lanes.ts";
import { Owned } from "./owned.ts";
import { CommitRefused, type Fetched, type Part, partKey } from "./record.ts";
import type { Settling } from "./settling.ts";
import { textOf } from "./text-of.ts";
import { Told, type Telling } from "./told.ts";
import { within } from "./within.ts";
import { begins, narrow, type Work } from "./work.ts";

export interface ReaderParts extends Telling {
  readonly plan: ConsumerPlan;
  readonly handle: (delivery: Delivery) => Promise<Handled>;
  readonly settling: Settling;
  /** Puts the record elsewhere, as safely as Kafka can. */
  readonly park: (target: ChannelRef, record: Fetched, reason: string) => Promise<void>;
  /** The consumer cannot go on, or its `on-failure` says that it stops. */
  readonly ended: (why: Error) => void;
}

/** Records taken and not done with: more are not taken. */
const BACKLOG_MOST = 1_000;
/** A commit of what is finished takes at most so long, also where no time is left to finish more. */
const FLUSH_MS = 1_000;

export class Reader {
  readonly #parts: ReaderParts;
  readonly #told: Told;
  readonly #lanes: Lanes<Work>;
  readonly #owned = new Map<string, Owned>();
  readonly #laneOf: (record: Fetched) => string | undefined;
  readonly #onePoll: boolean;
  /** The oldest first. */
  readonly #running = new Set<Work>();
  #isStopping = false;
  #waiters: (() => void)[] = [];

  constructor(parts: ReaderParts) {
    this.#parts = parts;
    this.#told = new Told(parts);
    const { plan } = parts;
    this.#laneOf = laneOf(plan.concurrency);
    this.#onePoll = plan.settle.kind === "auto" && plan.concurrency === 1;
    this.#lanes = new Lanes(slotsOf(plan), (work) => this.#run(work));
  }

  get parts(): readonly Part[] {
    return [...this.#owned.values()].map(({ part }) => part);
  }

  /** There is room for more records. */
  get wants(): boolean {
    if (this.#isStopping) return false;
    if (this.#onePoll) return this.backlog === 0;
    return this.backlog < BACKLOG_MOST && this.#sum(({ bytes }) => bytes) < BYTES_MOST;
  }

  /** For how many ms the oldest handler has been running, also of a partition that is gone; 0 where none runs. */
  get longestMs(): number {
    const [oldest] = this.#running;
    return oldest === undefined ? 0 : Date.now() - oldest.beganMs;
  }

  /** Records taken and not done with. */
  get backlog(): number {
    return this.#sum(({ progress }) => progress.open);
  }

  owns(part: Part): boolean {
    return !this.#isStopping && this.#owned.has(partKey(part));
  }

  /** Every record of the partition is done with, or the partition is gone. */
  isDone(part: Part): boolean {
    return this.#isStopping || (this.#owned.get(partKey(part))?.progress.open ?? 0) === 0;
  }

  assign(parts: readonly Part[]): void {
    for (const part of parts) this.#owned.set(partKey(part), new Owned(part));
    this.#told.partitions("assigned", parts);
  }

  /** Before more is fetched. */
  poll(): void {
    if (!this.#isStopping) this.#parts.settling.poll(this.#owned.values());
  }

  /** Takes records of one or more partitions, each in order. What is of a partition that is not ours is left out. */
  feed(records: readonly Fetched[]): void {
    if (this.#isStopping) return;
    for (const record of records) {
      const owned = this.#owned.get(partKey(record));
      if (owned?.state !== "ours") continue;
      owned.progress.take(record.offset);
      owned.bytes += record.value.length;
      const incoming = new Delivery(record, owned);
      const work = { owned, offset: record.offset, record, incoming, beganMs: 0 };
      this.#lanes.add(this.#laneOf(record), work);
    }
    this.#lanes.pump();
  }

  /** Resolves when something has been done with; for whoever waits for room. */
  changed(): Promise<void> {
    return new Promise((resolve) => this.#waiters.push(resolve));
  }

  /**
   * The partitions are taken away in good order: what runs, and what lies before it, may end within `boundMs`, and what is
   * finished is committed.
   */
  async leave(parts: readonly Part[], boundMs: number): Promise<void> {
    const owned = this.#these(parts);
    for (const each of owned) each.leave();
    narrow(this.#lanes, owned);
    await this.#quiet(owned, boundMs);
    await this.#part(owned, Math.max(boundMs, FLUSH_MS));
  }

  /** The partitions are somebody else's already. */
  lose(parts: readonly Part[]): void {
    this.#forget(this.#these(parts));
  }

  /** Takes nothing new, and lets what runs, and what lies before it, end within `drainMs`; then aborts it. Commits what is finished. */
  async drain(drainMs: number): Promise<void> {
    this.#isStopping = true;
    const owned = [...this.#owned.values()];
    const end = Date.now() + drainMs;
    narrow(this.#lanes, owned);
    await this.#quiet(owned, drainMs);
    for (const each of owned) each.leave();
    await this.#part(owned, Math.max(end - Date.now(), FLUSH_MS));
  }

  /** What cannot be committed by then is handled again. */
  async #part(owned: readonly Owned[], flushMs: number): Promise<void> {
    for (const each of owned) each.last = -1;
    await within(this.#parts.settling.flush(owned.filter(({ state }) => state === "leaving")), flushMs);
    this.#forget(owned);
  }

  #sum(of: (owned: Owned) => number): number {
    let sum = 0;
    for (const owned of this.#owned.values()) sum += of(owned);
    return sum;
  }

  #these(parts: readonly Part[]): readonly Owned[] {
    return parts.flatMap((part) => this.#owned.get(partKey(part)) ?? []);
  }

  #forget(owned: readonly Owned[]): void {
    if (owned.length === 0) return;
    for (const each of owned) {
      each.lose();
      if (this.#owned.get(each.key) === each) this.#owned.delete(each.key);
    }
    this.#lanes.drop((work) => work.owned.state === "gone");
    this.#told.partitions(
      "revoked",
      owned.map(({ part }) => part),
    );
    this.#stir();
  }

  async #quiet(owned: readonly Owned[], boundMs: number): Promise<void> {
    const end = Date.now() + boundMs;
    while (owned.some(({ running, due, isGone }) => running + due > 0 && !isGone)) {
      const left = end - Date.now();
      if (left <= 0) return;
      await within(this.changed(), left);
    }
  }

  #stir(): undefined {
    const waiters = this.#waiters;
    this.#waiters = [];
    for (const wake of waiters) wake();
  }

  async #run(work: Work): Promise<number | undefined> {
    const { owned } = work;
    if (!begins(work)) return this.#stir();
    this.#running.add(work);
    try {
      return await this.#handle(work);
    } catch (error) {
      if (error instanceof CommitRefused) this.lose([owned.part]);
      else this.#parts.ended(error instanceof Error ? error : new Error(String(error)));
      return undefined;
    } finally {
      owned.running -= 1;
      this.#running.delete(work);
      this.#stir();
    }
  }

  async #handle(work: Work): Promise<number | undefined> {
    const { settling, plan, handle } = this.#parts;
    const { incoming, owned } = work;
    incoming.attempt += 1;
    if (incoming.attempt === 1 && settling.begin !== undefined) await settling.begin(work);
    const handled = await handle(incoming);
    if (owned.isGone) return undefined;
    if (handled.kind === "done") return this.#done(work);
    await settling.failed(work);
    if (handled.kind === "parked") return this.#park(work, parkingOf(plan.onFailure), handled.reason);
    if (owned.isLeft) {
      // Whoever has the partition next handles it again, and what lies behind it.
      owned.last = Math.min(owned.last, work.offset - 1);
      return undefined;
    }
    const next = afterFailure(plan.onFailure, incoming.attempt);
    if (next.kind === "again") {
      owned.failing.add(work.offset);
      return next.afterMs;
    }
    if (next.kind === "park") return this.#park(work, next.target, textOf(handled.error));
    if (next.kind === "skip") return this.#done(work);
    const why = `${this.#parts.name} stops at ${incoming.at}, as its on-failure says: ${textOf(handled.error)}`;
    this.#parts.ended(new Error(why, { cause: handled.error }));
    return undefined;
  }

  async #park(work: Work, target: ChannelRef | undefined, reason: string): Promise<number | undefined> {
    const { name, park } = this.#parts;
    if (target === undefined)
      throw new Error(`${name} parks ${work.incoming.at}, but its plan says nowhere where`);
    await park(target, work.record, reason);
    this.#told.parked(work.record, target.name);
    return this.#done(work);
  }

  async #done(work: Work): Promise<number | undefined> {
    if ((await this.#parts.settling.done(work)) === "again") return 0;
    const { owned, offset, record } = work;
    owned.bytes -= record.value.length;
    const isTooLate = owned.isGone && owned.committed <= offset;
    if (this.#parts.plan.settle.kind === "act" && !isTooLate) this.#told.settled(record);
    return undefined;
  }
}
