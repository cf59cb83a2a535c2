/**
 * What time does to a queue whose consumers, or whose broker, are silent for long: missed heartbeats, consumer
 * time-outs, expiry, a backlog up to the limit. Nothing is armed while all are well.
 */
import { present } from "../../../base/assert.ts";
import type { Cell, State } from "../../../base/layout.ts";
import { EVENT, NO_INTENT } from "../../../runtime/event.ts";
import type { Alarm, Host, Op } from "../../../runtime/mechanism.ts";
import type { Context, Moves } from "../../../runtime/model.ts";
import type { HopSettings } from "../settings/hop.ts";
import type { Lie } from "./lies.ts";
import type { QueueContents } from "./queue.ts";

/** Why a channel closes: whether its returns count towards a delivery limit, and after how long the broker noticed. */
export interface Closing {
  readonly counted: boolean;
  readonly afterMs: number;
}

export interface SilenceEffects {
  /** A ready copy of intent `m` had to go because the queue is full. */
  readonly overflow: (s: State, ctx: Context, m: number) => void;
  /** The time of what lies in the queue is over. */
  readonly aged: (s: State, ctx: Context) => void;
  /** The broker gave the channel of instance `i` up: what it holds returns. */
  readonly timedOut: (s: State, ctx: Context, i: number, closing: Closing) => void;
  readonly anyJoined: (s: State) => boolean;
}

const SATURATED = 1;
const FULL = 2;

export class Silence {
  readonly #host: Host;
  readonly #settings: HopSettings;
  readonly #queue: QueueContents;
  readonly #effects: SilenceEffects;
  readonly #lie: Lie | undefined;
  readonly #place: number;
  /** Bit i: a fault that lasts keeps instance i from taking messages. */
  readonly #lasting: Cell;
  readonly #broker: Cell;
  /** Other messages have filled the consumers' prefetch ({@link SATURATED}), and the queue up to its limit ({@link FULL}). */
  readonly #backlogged: Cell;
  readonly #most: number;
  readonly #fill: Op | undefined;
  readonly #noticed: readonly Alarm[];
  readonly #expiry: Alarm | undefined;

  constructor(
    host: Host,
    settings: HopSettings,
    queue: QueueContents,
    effects: SilenceEffects,
    lie: Lie | undefined,
  ) {
    const { name, ttlMs, limited } = settings.queue;
    this.#host = host;
    this.#settings = settings;
    this.#queue = queue;
    this.#effects = effects;
    this.#lie = lie;
    this.#place = host.place(`${name} (queue)`);
    this.#lasting = host.layout.cell();
    this.#broker = host.layout.cell();
    this.#backlogged = host.layout.cell();
    this.#most = limited ? FULL : SATURATED;
    this.#fill =
      limited || ttlMs !== undefined
        ? host.op(
            () => `other messages fill ${name}`,
            (s, ctx) => this.#filledUp(s, ctx),
          )
        : undefined;
    this.#noticed = Array.from({ length: host.instances }, (_, i) =>
      host.timer(`the broker gives up ${settings.consume.endpoint}#${i + 1}`, (s, ctx) =>
        this.#givenUp(s, ctx, i),
      ),
    );
    this.#expiry =
      ttlMs === undefined
        ? undefined
        : host.timer(`messages in ${name} expire`, (s, ctx) => this.#expired(s, ctx));
  }

  moves(s: State, out: Moves): void {
    if (this.#fill === undefined || this.#broker.get(s) !== 0 || !this.#consumersSilent(s)) return;
    if (this.#settings.consume.prefetch === 0 && this.#effects.anyJoined(s)) return;
    if (this.#backlogged.get(s) < this.#most || (this.#dropsHead() && this.#queue.ready.count(s) > 0))
      this.#fill.wide(out);
  }

  /** No consumer gets more until the backlog has gone. */
  saturated(s: State): boolean {
    return this.#backlogged.get(s) !== 0;
  }

  /** The queue is at its limit. */
  full(s: State): boolean {
    return this.#backlogged.get(s) === FULL;
  }

  /** A message came to lie in the queue. */
  filled(s: State): void {
    if (this.#broker.get(s) !== 0 || this.#consumersSilent(s)) this.#ages(s);
  }

  /** Instance `i` stopped for at most `boundMs`; 0 where it may be back at once. */
  instanceSilent(s: State, i: number, boundMs: number): void {
    present(this.#noticed[i], "an alarm for each instance").disarm(s);
    this.#lasting.put(s, i, boundMs > 0);
    if (this.#lasting.get(s) === 0) this.#calmDown(s);
    this.filled(s);
  }

  /** Instance `i` fell silent; its connection goes when heartbeats have been missed (R-CONS-08). */
  instancePaused(s: State, i: number, boundMs: number): void {
    const { detectionMs } = this.#settings.consume;
    if (boundMs > detectionMs) present(this.#noticed[i], "an alarm for each instance").arm(s, detectionMs);
    this.#lasting.put(s, i, true);
    this.filled(s);
  }

  /** Instance `i` takes nothing new; what it holds unacknowledged times out (R-CONS-16, R-CONS-17). */
  instanceSlowed(s: State, i: number, boundMs: number): void {
    const { consumerTimeoutMs } = this.#settings.queue;
    if (!this.#settings.consume.autoAck && consumerTimeoutMs !== undefined && boundMs > consumerTimeoutMs)
      present(this.#noticed[i], "an alarm for each instance").arm(s, consumerTimeoutMs);
    this.#lasting.put(s, i, true);
    this.filled(s);
  }

  instanceActive(s: State, i: number): void {
    present(this.#noticed[i], "an alarm for each instance").disarm(s);
    this.#lasting.put(s, i, false);
    this.#calmDown(s);
  }

  /** No consumer is silent for long any more: nothing runs out. */
  #calmDown(s: State): void {
    this.#backlogged.set(s, 0);
    if (this.#broker.get(s) === 0) this.#expiry?.disarm(s);
  }

  brokerSilent(s: State, boundMs: number): void {
    this.#broker.set(s, boundMs > 0 ? 1 : 0);
    if (boundMs > 0) this.#ages(s);
    else if (!this.#consumersSilent(s)) this.#expiry?.disarm(s);
  }

  calm(s: State): boolean {
    return this.#lasting.get(s) === 0 && this.#broker.get(s) === 0;
  }

  #consumersSilent(s: State): boolean {
    if (this.#lasting.get(s) === 0) return false;
    for (let i = 0; i < this.#host.instances; i++)
      if (!this.#lasting.has(s, i) && this.#host.instanceUp(s, i)) return false;
    return true;
  }

  #dropsHead(): boolean {
    const { limited, overflow } = this.#settings.queue;
    return limited && overflow === "drop-head";
  }

  #ages(s: State): void {
    const { ttlMs } = this.#settings.queue;
    if (this.#expiry === undefined || ttlMs === undefined || this.#expiry.armed(s)) return;
    if (this.#queue.intents(s) !== 0) this.#expiry.arm(s, ttlMs);
  }

  #expired(s: State, ctx: Context): void {
    this.#queue.ageAll(s);
    this.#host.emit(ctx, EVENT.timer, this.#place, NO_INTENT, 0);
    if (this.#lie === "expire-what-is-held") this.#queue.dropHeld(s);
    this.#effects.aged(s, ctx);
  }

  #givenUp(s: State, ctx: Context, i: number): void {
    const paused = !this.#host.instanceUp(s, i);
    const { detectionMs } = this.#settings.consume;
    const { consumerTimeoutMs, timeoutCounts } = this.#settings.queue;
    if (paused) this.#effects.timedOut(s, ctx, i, { afterMs: detectionMs, counted: true });
    else
      for (let other = 0; other < this.#host.instances; other++)
        if (other === i || this.#outOfTime(s, other)) {
          present(this.#noticed[other], "an alarm for each instance").disarm(s);
          this.#effects.timedOut(s, ctx, other, { afterMs: consumerTimeoutMs ?? 0, counted: timeoutCounts });
        }
    this.#effects.aged(s, ctx);
  }

  /** All that are slow are so from the same instant: their deliveries time out together. */
  #outOfTime(s: State, i: number): boolean {
    return this.#host.instanceUp(s, i) && present(this.#noticed[i], "an alarm for each instance").armed(s);
  }

  /** R-LEN-02: a full queue that drops its head loses what waits in it, the oldest first. */
  #filledUp(s: State, ctx: Context): void {
    this.#backlogged.set(s, Math.min(this.#backlogged.get(s) + 1, this.#most));
    if (!this.full(s) || !this.#dropsHead()) return;
    while (this.#queue.ready.count(s) > 0) this.#effects.overflow(s, ctx, this.#queue.drop(s, 0));
  }
}
