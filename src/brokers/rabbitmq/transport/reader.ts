/** Reads one queue: as many at once as the spec says, settled as it says, and subscribed again whenever the channel is lost. */
import type { Handled, Incoming } from "../../../client/broker.ts";
import { Lanes } from "../../../client/lanes.ts";
import { Acknowledging } from "./acknowledging.ts";
import { RabbitDelivery } from "./delivery.ts";
import type { Channel } from "./library.ts";
import { atMost, backOffMs, GOODBYE_MS, pause } from "./pauses.ts";
import type { Reading } from "./reading.ts";
import { nextOf, parkingOf, type Verdict } from "./verdict.ts";

/** A delivery, with the channel that it has to be settled on. */
interface Held {
  readonly incoming: Incoming;
  readonly delivery: RabbitDelivery;
  readonly channel: Channel;
  readonly acks: Acknowledging;
}

export class Reader {
  readonly #reading: Reading;
  readonly #lanes: Lanes<Held>;
  /** What is being handled. */
  readonly #running = new Set<Held>();
  readonly #noAck: boolean;
  readonly #settlesFirst: boolean;
  readonly #stopping = new AbortController();
  /** What came after the stop began. */
  readonly #late: number[] = [];
  #channel: Channel | undefined;
  #acks: Acknowledging | undefined;
  #consumer = "";

  constructor(reading: Reading) {
    const { plan } = reading;
    this.#reading = reading;
    this.#noAck = plan.settle.kind === "on-delivery";
    this.#settlesFirst = !this.#noAck && plan.steps.length > 1 && plan.steps[0]?.includes("settle") === true;
    this.#lanes = new Lanes(plan.concurrency, (held) => this.#run(held));
  }

  /** Subscribes; resolves at consume-ok. Rejects with what the broker says. */
  async subscribe(): Promise<void> {
    const { session, plan, observe, at } = this.#reading;
    const channel = await session.channel();
    const { prefetch } = plan.settings;
    if (!this.#noAck && typeof prefetch === "number" && prefetch > 0) await channel.prefetch(prefetch);
    channel.onClose((error) => this.#lost(channel, error));
    channel.onCancel(() =>
      this.#lost(channel, new Error(`the broker ended the consumer of ${plan.channel.name}`)),
    );
    this.#channel = channel;
    const acks = new Acknowledging(channel);
    this.#acks = acks;
    const queue = plan.channel.name;
    this.#consumer = await channel.consume(queue, this.#noAck, (tag, redelivered, key, properties, body) => {
      // Libraries hand on what had come before the channel was lost; all of it comes again.
      if (!this.#noAck && !channel.open) return;
      if (!this.#noAck && this.#stopping.signal.aborted) {
        this.#late.push(tag);
        return;
      }
      const delivery = new RabbitDelivery(queue, tag, redelivered, key, properties, body);
      this.#lanes.add({ incoming: delivery, delivery, channel, acks });
    });
    observe?.({ e: "subscribed", at });
  }

  /** Takes nothing new, and lets handlers finish for `drainMs`; what is unfinished then comes again. */
  async stop(drainMs: number): Promise<void> {
    this.#stopping.abort();
    const channel = this.#channel;
    const { keepsUntilClosed } = this.#reading;
    const unbegun = this.#noAck ? [] : this.#lanes.drop().map(({ delivery }) => delivery.tag);
    if (channel?.open === true && !keepsUntilClosed) {
      await atMost(GOODBYE_MS, channel.cancel(this.#consumer));
      for (const tag of [...unbegun, ...this.#late]) this.#giveBack(channel, tag);
    }
    await atMost(drainMs, this.#lanes.idle());
    for (const { delivery } of this.#running) delivery.takenAway();
    this.#lanes.drop();
    this.#acks?.flush();
    if (channel !== undefined) await atMost(GOODBYE_MS, channel.close());
  }

  #giveBack(channel: Channel, tag: number): void {
    this.#acks?.settled(tag);
    if (channel.open) channel.giveBack(tag);
  }

  async #run(held: Held): Promise<void> {
    const { handle } = this.#reading;
    this.#running.add(held);
    if (this.#settlesFirst) {
      this.#settle(held, { kind: "ack" });
      held.acks.flush();
    }
    const handled = await handle(held.incoming);
    if (handled.kind !== "done") await this.#unfinished(held, handled);
    else if (!this.#settlesFirst) this.#settle(held, { kind: "ack" });
    this.#running.delete(held);
  }

  async #unfinished(held: Held, first: Handled): Promise<void> {
    const { plan, handle } = this.#reading;
    let handled = first;
    for (let failures = 1; handled.kind === "failed"; failures++) {
      const next = nextOf(plan.onFailure, failures);
      if (next.kind === "settle") {
        await this.#conclude(
          held,
          next.verdict,
          handled.error instanceof Error ? handled.error.message : "failed",
        );
        return;
      }
      const mayGoOn = next.waitMs === 0 || (await pause(next.waitMs, this.#stopping.signal));
      // What the broker has again, or gets again when the channel closes, is not ours to repeat.
      if (!mayGoOn || this.#isGone(held)) return;
      held.delivery.repeated = failures;
      handled = await handle(held.incoming);
    }
    if (handled.kind === "parked") await this.#parked(held, handled.reason);
    else if (!this.#settlesFirst) this.#settle(held, { kind: "ack" });
  }

  #isGone({ channel }: Held): boolean {
    return !this.#noAck && !this.#settlesFirst && (!channel.open || this.#stopping.signal.aborted);
  }

  /** `park`: to the target of `on-failure`, else to the queue's dead letters. */
  async #parked(held: Held, reason: string): Promise<void> {
    const { plan, letters, at, trouble } = this.#reading;
    const target = parkingOf(plan.onFailure);
    if (target !== undefined) await this.#conclude(held, { kind: "park", target }, reason);
    else if (letters.exchange !== undefined) await this.#conclude(held, { kind: "reject" }, reason);
    else {
      trouble(
        new Error(
          `${at} parks a message, but the spec declares no place for it: it is given back (${reason})`,
        ),
      );
      await this.#conclude(held, { kind: "requeue" }, reason);
    }
  }

  async #conclude(held: Held, verdict: Verdict, reason: string): Promise<void> {
    const { at, park, trouble } = this.#reading;
    if (verdict.kind === "stop") {
      trouble(new Error(`${at} has stopped, as its on-failure says: ${reason}`));
      this.#stopping.abort();
      this.#acks?.flush();
      await this.#channel?.close();
      return;
    }
    if (verdict.kind !== "park") {
      this.#settle(held, verdict);
      return;
    }
    try {
      await park(held.delivery, verdict.target, reason);
    } catch (error) {
      trouble(new Error(`${at} could not park a message, which is given back`, { cause: error }));
      this.#settle(held, { kind: "requeue" });
      return;
    }
    this.#settle(held, { kind: "ack" });
    this.#told(held.delivery, verdict.target.name);
  }

  /** What is settled already, or was never to be, has no verdict; a channel that is gone has given its deliveries back. */
  #settle({ channel, delivery, acks }: Held, verdict: { readonly kind: "ack" | "requeue" | "reject" }): void {
    const { observe, at, letters } = this.#reading;
    if (this.#noAck || !channel.open || (this.#settlesFirst && verdict.kind !== "ack")) return;
    const { tag, id, type } = delivery;
    if (verdict.kind === "ack") acks.ack(tag);
    else {
      acks.settled(tag);
      channel.reject(tag, verdict.kind === "requeue");
    }
    if (observe === undefined) return;
    const about = {
      at,
      ...(id === undefined ? undefined : { id }),
      ...(type === undefined ? undefined : { type }),
    };
    observe({ e: "settle", ...about, how: verdict.kind === "ack" ? "ack" : "reject" });
    const { limit } = letters;
    const goes =
      verdict.kind === "reject" ||
      (verdict.kind === "requeue" && limit !== undefined && delivery.returns >= limit);
    if (goes) this.#told(delivery, letters.target);
  }

  /** The message has left the queue, and is not done. */
  #told({ id, type }: RabbitDelivery, to: string | undefined): void {
    const { observe, channelName } = this.#reading;
    observe?.({
      e: "dispose",
      why: to === undefined ? "reject" : "dead-letter",
      ch: channelName,
      ...(to === undefined || to === "" ? undefined : { to }),
      ...(id === undefined ? undefined : { id }),
      ...(type === undefined ? undefined : { type }),
    });
  }

  /** What the channel held comes again on the next one. */
  #lost(channel: Channel, error: Error): void {
    if (this.#channel !== channel) return;
    this.#channel = undefined;
    void channel.close();
    if (!this.#noAck) {
      this.#lanes.drop();
      for (const { delivery } of this.#running) delivery.takenAway();
    }
    void this.#again(error);
  }

  async #again(first: Error): Promise<void> {
    const { session, at, trouble } = this.#reading;
    trouble(new Error(`${at} lost its channel, and subscribes again`, { cause: first }));
    for (let n = 0; !this.#stopping.signal.aborted && !session.closed.aborted; n++) {
      try {
        await this.subscribe();
        return;
      } catch (error) {
        if (session.closed.aborted) return;
        if (n === 0) trouble(new Error(`${at} could not subscribe, and tries on`, { cause: error }));
        await pause(backOffMs(n), this.#stopping.signal);
      }
    }
  }
}
