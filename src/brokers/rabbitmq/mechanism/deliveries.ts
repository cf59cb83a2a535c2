/**
 * The consuming side of a hop: what the queue hands to whom, the clients' buffers, verdicts under way to the broker.
 * Handing over is part of whatever makes it possible: an arrival, a verdict, a return.
 */
import { present } from "../../../base/assert.ts";
import type { List, State } from "../../../base/layout.ts";
import { EVENT } from "../../../runtime/event.ts";
import type { AfterFailure, Host, Op } from "../../../runtime/mechanism.ts";
import type { Context, Moves } from "../../../runtime/model.ts";
import type { HopSettings } from "../settings/hop.ts";
import type { ReturnPlace } from "../settings/queue.ts";
import { Attempts } from "./attempts.ts";
import {
  begun,
  copyOf,
  countOf,
  fresh,
  holderOf,
  intentOf,
  isBegun,
  isOverdue,
  isPosted,
  overdue,
  posted,
  refOf,
  runRef,
  RUNS_MAX,
} from "./entry.ts";
import type { Lie } from "./lies.ts";
import type { QueueContents } from "./queue.ts";
import type { Closing } from "./silence.ts";
import { Turns } from "./turns.ts";

const ACK = 0;
const REQUEUE = 1;
const REJECT = 2;
const PARK = 3;
const VERDICT_WORDS = ["acknowledged", "requeued", "rejected", "parked"] as const;
type VerdictWord = (typeof VERDICT_WORDS)[number];
const VERDICTS = { skip: ACK, requeue: REQUEUE, reject: REJECT, park: PARK } as const;

/** The broker notices at once, as with a socket that closes (R-CONS-08). */
export const AT_ONCE: Closing = { counted: true, afterMs: 0 };

/** The rest of the broker: what it does with a message that leaves the queue unacknowledged. */
export interface Surroundings {
  rejected(s: State, ctx: Context, m: number): void;
  limited(s: State, ctx: Context, m: number): void;
  expired(s: State, ctx: Context, m: number): void;
  parked(s: State, ctx: Context, m: number): void;
  /** No consumer gets more for the moment. */
  saturated(s: State): boolean;
}

export class Deliveries {
  readonly #host: Host;
  readonly #settings: HopSettings;
  readonly #queue: QueueContents;
  readonly #around: Surroundings;
  readonly #lie: Lie | undefined;
  readonly #place: number;
  /** The consumer of each instance is subscribed over a living connection. */
  readonly #turns: Turns;
  /** Verdicts of each instance on their way: ref * 4 + verdict, in order. */
  readonly #verdicts: readonly List[];
  readonly #attempts: Attempts;
  readonly #arrive: Op;
  readonly #take: Op;
  readonly #survivors: number;
  readonly #which: number;
  readonly #running: number[] = [];
  readonly #returns: ReturnPlace;
  readonly #autoAck: boolean;
  readonly #prefetch: number;

  constructor(
    host: Host,
    settings: HopSettings,
    queue: QueueContents,
    around: Surroundings,
    lie: Lie | undefined,
  ) {
    const each = Array.from({ length: host.instances }, (_, i) => i);
    const { consume } = settings;
    this.#host = host;
    this.#settings = settings;
    this.#queue = queue;
    this.#around = around;
    this.#lie = lie;
    this.#place = host.place(`${settings.queue.name} (queue)`);
    this.#turns = new Turns(host.layout, host.instances);
    this.#verdicts = each.map((i) =>
      host.layout.list(`verdicts of ${consume.endpoint}#${i + 1}`, queue.held.capacity),
    );
    this.#attempts = new Attempts(
      host.layout,
      consume.endpoint,
      host.instances,
      consume.failure.retries ?? 0,
    );
    this.#arrive = host.op(
      (i) => `acknowledgements of ${consume.endpoint}#${i + 1} arrive`,
      (s, ctx, i) => this.#settleAll(s, ctx, i),
      "always",
    );
    this.#take = host.op(
      (i) => `${consume.endpoint}#${i + 1} takes what was delivered`,
      (s, ctx, i) => this.#beginAt(s, ctx, i, this.#nextBegun(s, i)),
      "always",
    );
    this.#survivors = host.site(`acknowledgements of ${consume.endpoint} that get through`);
    this.#which = host.site(`which connection of ${consume.endpoint}`);
    const { returns } = settings.queue;
    const wrong = returns === "tail" ? "head" : "tail";
    this.#returns = lie === "requeue-at-the-wrong-end" ? wrong : returns;
    this.#autoAck = consume.autoAck || lie === "settle-on-delivery";
    this.#prefetch = lie === "ignore-prefetch" || consume.autoAck ? 0 : consume.prefetch;
  }

  moves(s: State, out: Moves): void {
    for (let i = 0; i < this.#host.instances; i++) {
      if (this.#nextBegun(s, i) >= 0) this.#take.prompt(out, i);
      if (this.#verdictsOf(i).count(s) > 0) this.#arrive.prompt(out, i);
    }
  }

  /** Hands over what the prefetch of the subscribed consumers allows (R-CONS-01, R-CONS-02), and lets free handlers begin. */
  pump(s: State, ctx: Context): void {
    const { ready } = this.#queue;
    while (ready.count(s) > 0) {
      const at = this.#lie === "deliver-newest-first" ? ready.count(s) - 1 : 0;
      if (isOverdue(ready.get(s, at))) {
        this.#around.expired(s, ctx, this.#queue.drop(s, at));
        continue;
      }
      const i = this.#lie === "deal-in-advance" ? this.#dealt(s, intentOf(ready.get(s, at))) : this.#next(s);
      if (i < 0) break;
      const m = intentOf(this.#queue.held.get(s, this.#queue.hand(s, at, i)));
      this.#host.emit(ctx, EVENT.deliver, this.#host.instancePlace(i), m, 0);
    }
  }

  /** The next delivery of instance `i` that a handler can take, in the order of delivery; -1 where there is none. */
  #nextBegun(s: State, i: number): number {
    if (!this.#host.instanceUp(s, i) || this.#host.instanceSlow(s, i)) return -1;
    const { held } = this.#queue;
    for (let at = 0; at < held.count(s); at++) {
      const entry = held.get(s, at);
      if (holderOf(entry) === i && !isBegun(entry) && this.#host.slotFree(s, i, intentOf(entry))) return at;
    }
    return -1;
  }

  #beginAt(s: State, ctx: Context, i: number, at: number): void {
    const entry = this.#queue.held.get(s, at);
    const started = begun(entry, this.#run(s, i, copyOf(entry)));
    if (this.#autoAck) this.#queue.settle(s, at);
    else this.#queue.held.set(s, at, started);
    this.#host.begin(s, ctx, i, intentOf(entry), refOf(started));
  }

  /** The handler with `ref` acknowledges: written to the connection, not awaited (R-DUR-08). A dead channel swallows it. */
  settle(s: State, i: number, ref: number): void {
    this.#post(s, i, ref, ACK);
  }

  /** The handler with `ref` threw. */
  failed(s: State, i: number, ref: number): AfterFailure {
    const { failure } = this.#settings.consume;
    if (failure.retries === undefined || this.#attempts.again(s, i, ref)) return "again";
    this.#post(s, i, ref, VERDICTS[failure.then]);
    return "over";
  }

  /** The handler with `ref` gives its message up: into the parking queue where it has one, else as rejected. */
  park(s: State, i: number, ref: number): void {
    this.#post(s, i, ref, this.#settings.consume.failure.then === "park" ? PARK : REJECT);
  }

  /** The handler with `ref` is over. */
  ended(s: State, i: number, ref: number): void {
    this.#attempts.ended(s, i, ref);
  }

  /** The process of instance `i` is gone with its memory. */
  stopped(s: State, i: number): void {
    this.#attempts.stopped(s, i);
  }

  /** Instance `i` subscribes (again). */
  join(s: State, i: number): void {
    this.#turns.subscribe(s, i);
  }

  joined(s: State, i: number): boolean {
    return this.#turns.subscribed(s, i);
  }

  /** What instance `i` has said of its deliveries and the broker has not heard yet, in order. */
  underWay(s: State, i: number): readonly { readonly m: number; readonly verdict: VerdictWord }[] {
    const verdicts = this.#verdictsOf(i);
    return Array.from({ length: verdicts.count(s) }, (_, at) => {
      const message = verdicts.get(s, at);
      return { m: intentOf(message >> 2), verdict: VERDICT_WORDS[message & 3] ?? "acknowledged" };
    });
  }

  leave(s: State, i: number): void {
    this.#turns.unsubscribe(s, i);
  }

  /** Loses verdicts under way as a suffix; that all of them got through is what their arrival before the fault says. */
  cutVerdicts(s: State, ctx: Context, i: number): void {
    const verdicts = this.#verdictsOf(i);
    const n = verdicts.count(s);
    const through = this.#lie === "lost-ack-is-done" ? n : n > 1 ? ctx.pick(this.#survivors, i, n) : 0;
    for (let k = 0; k < through; k++) this.#settleOne(s, ctx, i, verdicts.shift(s));
    verdicts.clear(s);
  }

  /** The channel of instance `i` is closed: all it holds returns, in the order of delivery (R-CONS-08, R-CONS-09, R-REQ-04). */
  close(s: State, ctx: Context, i: number, closing: Closing): void {
    const { held } = this.#queue;
    this.#verdictsOf(i).clear(s);
    // Who is alive subscribes again at once, behind the others.
    if (this.#host.instanceUp(s, i)) this.#turns.served(s, i);
    else this.leave(s, i);
    for (let at = 0; at < held.count(s); ) {
      if (holderOf(held.get(s, at)) !== i) at += 1;
      else this.#giveBack(s, ctx, at, this.#returns === "origin" ? "origin" : "head", closing);
    }
  }

  /**
   * The connection of one instance breaks, and is opened again at once unless the instance is silent. Its handlers go
   * on, for nobody.
   */
  cutOne(s: State, ctx: Context): void {
    let n = 0;
    for (let i = 0; i < this.#host.instances; i++) if (this.joined(s, i)) n += 1;
    let left = n > 1 ? ctx.pick(this.#which, 0, n) : 0;
    for (let i = 0; i < this.#host.instances; i++) {
      if (!this.joined(s, i) || left-- > 0) continue;
      this.cutVerdicts(s, ctx, i);
      this.close(s, ctx, i, AT_ONCE);
      break;
    }
  }

  /** Every connection of the consumers is gone, with what was on it. */
  closeAll(s: State, ctx: Context): void {
    for (let i = 0; i < this.#host.instances; i++) if (this.joined(s, i)) this.close(s, ctx, i, AT_ONCE);
  }

  /** Some consumer is subscribed. */
  anyJoined(s: State): boolean {
    return this.#turns.any(s);
  }

  /** No verdict is under way, every instance is subscribed. */
  calm(s: State): boolean {
    for (let i = 0; i < this.#host.instances; i++)
      if (!this.joined(s, i) || this.#verdictsOf(i).count(s) > 0) return false;
    return true;
  }

  /** The first in the row that has room; it goes to the end. */
  #next(s: State): number {
    if (this.#around.saturated(s)) return -1;
    for (let at = 1; at <= this.#host.instances; at++) {
      const i = this.#turns.at(s, at);
      if (i < 0 || !this.#open(s, i)) continue;
      this.#turns.served(s, i);
      return i;
    }
    return -1;
  }

  /** Each message has its consumer, however busy that is. */
  #dealt(s: State, m: number): number {
    const i = m % this.#host.instances;
    return this.joined(s, i) && this.#open(s, i) ? i : -1;
  }

  #open(s: State, i: number): boolean {
    return this.#prefetch === 0 || this.#queue.heldBy(s, i) < this.#prefetch;
  }

  /** The lowest number that no running handler of this copy has: one of a delivery that is gone may still run. */
  #run(s: State, i: number, copy: number): number {
    this.#host.runningRefs(s, i, this.#running);
    for (let run = 0; run < RUNS_MAX - 1; run++) if (!this.#running.includes(runRef(copy, run))) return run;
    return RUNS_MAX - 1;
  }

  #find(s: State, i: number, ref: number): number {
    const { held } = this.#queue;
    for (let at = 0; at < held.count(s); at++) {
      const entry = held.get(s, at);
      if (holderOf(entry) === i && isBegun(entry) && refOf(entry) === ref) return at;
    }
    return -1;
  }

  #post(s: State, i: number, ref: number, verdict: number): void {
    const at = this.#find(s, i, ref);
    if (at < 0 || isPosted(this.#queue.held.get(s, at))) return;
    this.#queue.held.set(s, at, posted(this.#queue.held.get(s, at)));
    this.#verdictsOf(i).push(s, (ref << 2) | verdict);
  }

  #settleAll(s: State, ctx: Context, i: number): void {
    const verdicts = this.#verdictsOf(i);
    for (let n = verdicts.count(s); n > 0; n--) this.#settleOne(s, ctx, i, verdicts.shift(s));
    this.pump(s, ctx);
  }

  #settleOne(s: State, ctx: Context, i: number, message: number): void {
    const at = this.#find(s, i, message >> 2);
    if (at < 0) return;
    const verdict = message & 3;
    if (verdict === REQUEUE || (verdict === REJECT && this.#lie === "reject-requeues")) {
      if (this.#lie !== "nack-keeps-the-message") this.#giveBack(s, ctx, at, this.#returns, AT_ONCE);
      return;
    }
    if (verdict === PARK) {
      // The copy is published to the parking queue and confirmed; only then is the delivery acknowledged (R-E2E-D08).
      this.#around.parked(s, ctx, intentOf(this.#queue.held.get(s, at)));
      this.#verdictsOf(i).push(s, (message & ~3) | ACK);
      return;
    }
    const m = this.#queue.settle(s, at);
    this.#host.emit(ctx, EVENT.settle, this.#place, m, verdict);
    if (verdict === REJECT) this.#around.rejected(s, ctx, m);
    if (this.#lie === "acknowledge-all-together") this.#settleHeld(s, i);
  }

  /** An acknowledgement that is taken for all that the channel holds. */
  #settleHeld(s: State, i: number): void {
    const { held } = this.#queue;
    for (let at = held.count(s) - 1; at >= 0; at--)
      if (holderOf(held.get(s, at)) === i) this.#queue.settle(s, at);
  }

  #giveBack(s: State, ctx: Context, at: number, place: ReturnPlace, closing: Closing): void {
    const { held } = this.#queue;
    const entry = held.get(s, at);
    if (this.#autoAck || this.#lie === "forget-requeue-on-close") {
      // Without acknowledgements the broker has let go of it at delivery: what waits in the client is gone (R-CONS-07).
      this.#host.emit(ctx, EVENT.lost, this.#place, this.#queue.settle(s, at), 0);
      return;
    }
    const { deliveryLimit, ttlMs } = this.#settings.queue;
    if (ttlMs !== undefined && ttlMs <= closing.afterMs) held.set(s, at, overdue(entry));
    if (this.#lie === "give-a-new-time-to-live") held.set(s, at, fresh(entry));
    const blamed = this.#lie !== "count-what-was-handled" || isBegun(entry);
    const counts =
      deliveryLimit !== undefined && closing.counted && blamed && this.#lie !== "do-not-count-returns";
    if (counts && countOf(entry) >= deliveryLimit) {
      this.#around.limited(s, ctx, this.#queue.settle(s, at));
      return;
    }
    this.#host.emit(ctx, EVENT.return, this.#place, intentOf(entry), 0);
    this.#queue.giveBack(s, at, place, counts);
  }

  #verdictsOf(i: number): List {
    return present(this.#verdicts[i], "a list of verdicts for each instance");
  }
}
