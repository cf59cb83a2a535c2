/** The time-outs of the clients: armed only by what keeps an answer away, so that nobody waits in vain and nothing ticks. */
import type { Cell, List, State } from "../../../base/layout.ts";
import type { Alarm, FaultBounds, Host } from "../../../runtime/mechanism.ts";
import type { Context } from "../../../runtime/model.ts";
import type { ProducerSettings } from "../settings/settings.ts";
import type { Buffers } from "./buffers.ts";
import { APPENDED, type Batch, batch, LOST, OVERTAKEN, UNHEARD } from "./record.ts";
import type { Replicas } from "./replicas.ts";

export interface PatienceParts {
  readonly host: Host;
  readonly settings: ProducerSettings;
  readonly replicas: Replicas;
  readonly bounds: FaultBounds;
  readonly buffers: Buffers;
  readonly name: string;
  /** The answer to an appended request is on its way. */
  readonly done: (s: State, b: Batch) => boolean;
  /** Something outside the story holds the connection. */
  readonly stuck: (s: State, sender: number) => boolean;
  readonly requestTimedOut: (s: State, ctx: Context, sender: number) => void;
  readonly deliveryTimedOut: (s: State, ctx: Context, sender: number) => void;
}

export class Patience {
  readonly #parts: PatienceParts;
  readonly #request: readonly Alarm[];
  readonly #delivery: readonly Alarm[];
  /** Bits of the senders whose time-out passed while their process stood still. */
  readonly #lateRequest: Cell;
  readonly #lateDelivery: Cell;

  constructor(parts: PatienceParts) {
    const { host, name } = parts;
    const senders = Array.from({ length: host.senders }, (_, i) => i);
    this.#parts = parts;
    this.#request = senders.map((i) =>
      host.timer(`request time-out of ${name}#${i + 1}`, (s, ctx) => {
        if (host.senderUp(s, i)) parts.requestTimedOut(s, ctx, i);
        else this.#lateRequest.put(s, i, true);
      }),
    );
    this.#delivery = senders.map((i) =>
      host.timer(`delivery time-out of ${name}#${i + 1}`, (s, ctx) => {
        if (host.senderUp(s, i)) parts.deliveryTimedOut(s, ctx, i);
        else this.#lateDelivery.put(s, i, true);
      }),
    );
    this.#lateRequest = host.layout.cell();
    this.#lateDelivery = host.layout.cell();
  }

  /** Arms what has become necessary, disarms what no longer is. */
  watch(s: State, sender: number): void {
    const { settings } = this.#parts;
    const request = this.#request[sender] as Alarm;
    const delivery = this.#delivery[sender] as Alarm;
    const unanswered = this.#unanswered(s, sender);
    if (unanswered && !request.armed(s) && !this.#lateRequest.has(s, sender))
      request.arm(s, settings.requestMs);
    if (!unanswered) request.disarm(s);
    const hopeless = this.#hopeless(s, sender);
    if (hopeless && !delivery.armed(s) && !this.#lateDelivery.has(s, sender))
      delivery.arm(s, settings.deliveryMs);
    if (!hopeless) delivery.disarm(s);
  }

  /** A time-out of `sender` passed while its process stood still. */
  late(s: State, sender: number): boolean {
    return this.#lateRequest.has(s, sender) || this.#lateDelivery.has(s, sender);
  }

  /** The process goes on and looks at its clock. */
  notice(s: State, ctx: Context, sender: number): void {
    const request = this.#lateRequest.has(s, sender);
    this.forget(s, sender);
    if (request) this.#parts.requestTimedOut(s, ctx, sender);
    else this.watch(s, sender);
  }

  forget(s: State, sender: number): void {
    this.#lateRequest.put(s, sender, false);
    this.#lateDelivery.put(s, sender, false);
  }

  #unanswered(s: State, sender: number): boolean {
    const { settings, buffers, replicas, done, stuck } = this.#parts;
    if (settings.acks === 0) return false;
    const flight = buffers.flight[sender] as List;
    if (flight.count(s) > 0 && stuck(s, sender)) return true;
    for (let k = 0; k < flight.count(s); k++) {
      const b = flight.get(s, k);
      const status = batch.status(b);
      if (status === LOST || status === UNHEARD) return true;
      if (status === APPENDED && !done(s, b) && replicas.stalled(s)) return true;
    }
    return false;
  }

  /** What keeps a send open may last longer than the delivery time-out. */
  #hopeless(s: State, sender: number): boolean {
    const { settings, buffers, replicas, bounds, stuck } = this.#parts;
    const { acks, retries, deliveryMs } = settings;
    if (acks === 0 || !retries) return false;
    const flight = buffers.flight[sender] as List;
    for (let k = 0; k < flight.count(s); k++) if (batch.status(flight.get(s, k)) === OVERTAKEN) return true;
    if (flight.count(s) + (buffers.queue[sender] as List).count(s) === 0) return false;
    if (stuck(s, sender)) return true;
    if (replicas.out(s)) return bounds.boundMs("outage") > deliveryMs;
    return acks === -1 && replicas.slow(s) && replicas.tooFew(s) && bounds.boundMs("slow") > deliveryMs;
  }
}
