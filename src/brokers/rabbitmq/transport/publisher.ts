/**
 * Publishes in the order of calls over one channel. A message that has not left waits for the next channel; one that has
 * left when the channel goes is in doubt, and is not sent again by itself.
 */
import type { Receipt } from "../../../client/broker.ts";
import { SendError } from "../../../client/send-error.ts";
import { type Channel, Nacked, type Returned } from "./library.ts";
import { atMost, backOffMs, GOODBYE_MS, pause } from "./pauses.ts";
import { Pending, PendingList, type Publication } from "./pending.ts";
import type { Session } from "./session.ts";

export class Publisher {
  readonly #session: Session;
  readonly #confirms: boolean;
  readonly #timeoutMs: number;
  readonly #trouble: (error: Error) => void;
  /** All that have not ended, in the order of calls. */
  readonly #pending = new PendingList();
  /** Those of them that have not left. */
  #waiting: Pending[] = [];
  #channel: Channel | undefined;
  #opening = false;
  #sweep: ReturnType<typeof setTimeout> | undefined;
  #empty: (() => void)[] = [];
  #stopped = false;

  /** `trouble`: what comes back when its send has already ended, as it has without confirms. */
  constructor(session: Session, confirms: boolean, timeoutMs: number, trouble: (error: Error) => void) {
    this.#trouble = trouble;
    this.#session = session;
    this.#confirms = confirms;
    this.#timeoutMs = timeoutMs;
  }

  /** Opens the channel, so that the first message need not wait for it. */
  async ready(): Promise<void> {
    await this.#open();
  }

  publish(publication: Publication): Promise<Receipt> {
    return new Promise((stored, failed) => {
      if (this.#stopped) {
        failed(new SendError("failed", "the service has stopped"));
        return;
      }
      const { signal } = publication;
      const pending = new Pending(publication, Date.now() + this.#timeoutMs, stored, failed);
      this.#pending.add(pending);
      this.#sweep ??= setTimeout(() => this.#expire(), this.#timeoutMs);
      if (signal !== undefined) this.#watch(pending, signal);
      if (this.#channel?.open === true && this.#waiting.length === 0) this.#write(this.#channel, pending);
      else this.#wait(pending);
    });
  }

  /** Resolves when nothing is pending, at most after `ms`. Nothing more is taken. */
  async flush(ms: number): Promise<void> {
    this.#stopped = true;
    if (this.#pending.size > 0) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, ms);
        this.#empty.push(() => {
          clearTimeout(timer);
          resolve();
        });
      });
    }
    for (const pending of this.#pending) this.#doubt(pending, "the service has stopped");
    clearTimeout(this.#sweep);
    if (this.#channel !== undefined) await atMost(GOODBYE_MS, this.#channel.close());
  }

  #write(channel: Channel, pending: Pending): void {
    pending.written = true;
    const { envelope, body, receipt } = pending.publication;
    channel.publish(envelope, body, (error) => {
      if (error === undefined) this.#answered(pending);
      else if (error instanceof Nacked)
        this.#end(pending, new SendError("unknown", `${receipt.at} refused it`));
      else this.#doubt(pending, error instanceof Error ? error.message : "the channel failed");
    });
  }

  #answered(pending: Pending): void {
    const { returned } = pending;
    this.#end(pending, returned === undefined ? undefined : new SendError("failed", returned));
  }

  #wait(pending: Pending): void {
    this.#waiting.push(pending);
    void this.#open();
  }

  /** Never rejects: what waits is told by its deadline or by the end of the session. */
  async #open(): Promise<void> {
    if (this.#opening || this.#channel?.open === true) return;
    this.#opening = true;
    try {
      const channel = await this.#session.channel(this.#confirms);
      channel.onReturn((message) => this.#returned(message));
      channel.onClose((error) => this.#closed(channel, error));
      this.#channel = channel;
    } catch {
      await pause(backOffMs(0), this.#session.closed);
    } finally {
      this.#opening = false;
    }
    this.#release();
  }

  #release(): void {
    if (this.#session.closed.aborted) return;
    const channel = this.#channel;
    if (channel?.open !== true) {
      void this.#open();
      return;
    }
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const pending of waiting) {
      if (pending.over) continue;
      if (channel.open) this.#write(channel, pending);
      else this.#waiting.push(pending);
    }
    if (this.#waiting.length > 0) void this.#open();
  }

  #closed(channel: Channel, error: Error): void {
    if (this.#channel === channel) this.#channel = undefined;
    for (const pending of this.#pending) if (pending.written) this.#doubt(pending, error.message);
    if (!this.#session.closed.aborted && !this.#stopped) void this.#open();
  }

  /** Returns come in the order of publishes: it is the first that looks like this and has not come back. */
  #returned({ exchange, routingKey, messageId, replyText }: Returned): void {
    for (const pending of this.#pending) {
      const { envelope, receipt } = pending.publication;
      if (
        pending.returned === undefined &&
        envelope.mandatory &&
        envelope.exchange === exchange &&
        envelope.routingKey === routingKey &&
        (envelope.messageId ?? "") === (messageId ?? "")
      ) {
        pending.returned = noQueue(receipt.at, routingKey, replyText);
        return;
      }
    }
    this.#trouble(new Error(noQueue(exchange, routingKey, replyText)));
  }

  #watch(pending: Pending, signal: AbortSignal): void {
    const aborted = (): void => this.#doubt(pending, "given up by its signal");
    if (signal.aborted) queueMicrotask(aborted);
    else signal.addEventListener("abort", aborted, { once: true });
    pending.unwatch = () => signal.removeEventListener("abort", aborted);
  }

  /** What has not left never will. */
  #doubt(pending: Pending, why: string): void {
    const { written, publication } = pending;
    const { at } = publication.receipt;
    this.#end(
      pending,
      written
        ? new SendError("unknown", `${at} has not answered: ${why}`)
        : new SendError("failed", `not sent to ${at}: ${why}`),
    );
  }

  #end(pending: Pending, error: SendError | undefined): void {
    if (pending.over) return;
    pending.over = true;
    this.#pending.delete(pending);
    pending.unwatch?.();
    if (error === undefined) pending.stored(pending.publication.receipt);
    else pending.failed(error);
    if (this.#pending.size > 0) return;
    for (const wake of this.#empty.splice(0)) wake();
  }

  /** One timer for all: the oldest is the first whose time is over. */
  #expire(): void {
    this.#sweep = undefined;
    const now = Date.now();
    for (const pending of this.#pending) {
      if (pending.deadline > now) {
        this.#sweep = setTimeout(() => this.#expire(), pending.deadline - now);
        return;
      }
      this.#doubt(pending, `not within ${this.#timeoutMs} ms`);
    }
  }
}

function noQueue(at: string, routingKey: string, replyText: string): string {
  return `${at} has no queue for routing key "${routingKey}": the message came back (${replyText})`;
}
