/** Acknowledgements of one channel: those of one turn of the event loop go out together, as far as nothing before them is open. */
import type { Channel } from "./library.ts";

export class Acknowledging {
  readonly #channel: Channel;
  /** All tags up to this one are settled; tags of a channel count from 1 (R-CONS-05). */
  #low = 0;
  /** Settled tags beyond. */
  readonly #ahead = new Set<number>();
  /** Acknowledged, and not yet said. */
  #unsaid: number[] = [];

  constructor(channel: Channel) {
    this.#channel = channel;
  }

  ack(tag: number): void {
    this.settled(tag);
    this.#unsaid.push(tag);
    if (this.#unsaid.length === 1) setImmediate(() => this.flush());
  }

  /** `tag` has been rejected or given back. */
  settled(tag: number): void {
    if (tag !== this.#low + 1) {
      this.#ahead.add(tag);
      return;
    }
    this.#low = tag;
    while (this.#ahead.delete(this.#low + 1)) this.#low += 1;
  }

  /** Says what is unsaid. An acknowledgement of several takes every open tag up to its own, so it stays below `low`. */
  flush(): void {
    const unsaid = this.#unsaid;
    if (unsaid.length === 0) return;
    this.#unsaid = [];
    if (!this.#channel.open) return;
    let [last, many] = [0, 0];
    for (const tag of unsaid) {
      if (tag > this.#low) this.#channel.ack(tag, false);
      else {
        many += 1;
        last = Math.max(last, tag);
      }
    }
    if (many > 0) this.#channel.ack(last, many > 1);
  }
}
