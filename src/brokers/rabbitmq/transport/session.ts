/** The connection of a service to a broker: one link at a time, and a new one when it is lost. */
import type { Channel, Library, Link } from "./library.ts";
import { TopologyMismatch } from "./mismatch.ts";
import type { Chosen } from "./options.ts";
import { backOffMs, pause } from "./pauses.ts";

export class Session {
  readonly #library: Library;
  readonly #chosen: Chosen;
  readonly #trouble: (error: Error) => void;
  /** Looks at what is there before anything is opened on a new link. */
  readonly #prepare: (link: Link) => Promise<void>;
  readonly #closed = new AbortController();
  #link: Promise<Link> | undefined;
  #turn = 0;

  constructor(
    library: Library,
    chosen: Chosen,
    trouble: (error: Error) => void,
    prepare: (link: Link) => Promise<void>,
  ) {
    this.#prepare = prepare;
    this.#library = library;
    this.#chosen = chosen;
    this.#trouble = trouble;
  }

  /** Aborts when the session has been closed: nothing is to be opened any more. */
  get closed(): AbortSignal {
    return this.#closed.signal;
  }

  /** Connects for the first time; rejects after `connectTimeoutMs` with the last reason, and at once with a mismatch. */
  async begin(signal?: AbortSignal): Promise<void> {
    const deadline = Date.now() + this.#chosen.connectTimeoutMs;
    const link = this.#connected((error) => {
      if (error instanceof TopologyMismatch) throw error;
      if (signal?.aborted === true || Date.now() >= deadline) throw unreachable(this.#chosen, error);
    });
    this.#link = link;
    try {
      await link;
    } catch (error) {
      this.#closed.abort();
      throw error;
    }
  }

  /** A new channel on the link there is, or on the next one. Rejects once the session is closed. */
  async channel(confirms = false): Promise<Channel> {
    for (;;) {
      if (this.#closed.signal.aborted) throw new Error("the connection is closed");
      this.#link ??= this.#connected((error) => {
        if (error instanceof TopologyMismatch) this.#trouble(error);
      });
      const link = await this.#link;
      try {
        return await link.channel(confirms);
      } catch (error) {
        if (this.#closed.signal.aborted) throw error;
        await pause(backOffMs(0), this.#closed.signal);
      }
    }
  }

  async close(): Promise<void> {
    this.#closed.abort();
    const link = await this.#link?.catch(() => undefined);
    await link?.close();
  }

  /** Tries the nodes in turn until one takes us, and has what the spec says; `gaveUp` hears of each attempt, and may throw. */
  async #connected(gaveUp: (error: Error) => void): Promise<Link> {
    for (let n = 0; ; n++) {
      if (this.#closed.signal.aborted) throw new Error("the connection is closed");
      try {
        return await this.#attempt();
      } catch (error) {
        gaveUp(error instanceof Error ? error : new Error(String(error)));
        await pause(backOffMs(n), this.#closed.signal);
      }
    }
  }

  async #attempt(): Promise<Link> {
    const { urls, connectTimeoutMs: timeoutMs, ...rest } = this.#chosen;
    const url = urls[this.#turn % urls.length] ?? urls[0];
    this.#turn += 1;
    const link = await this.#library.connect({ ...rest, url, timeoutMs });
    try {
      await this.#prepare(link);
    } catch (error) {
      await link.close();
      throw error;
    }
    link.onLost((error) => {
      this.#link = undefined;
      if (!this.#closed.signal.aborted)
        this.#trouble(new Error(`${rest.name} lost RabbitMQ`, { cause: error }));
    });
    return link;
  }
}

/** Passwords stay out of it. */
function unreachable({ urls, connectTimeoutMs }: Chosen, cause: Error): Error {
  const hosts = urls.map((url) => new URL(url).host).join(", ");
  const message = `RabbitMQ at ${hosts} could not be reached within ${connectTimeoutMs} ms: ${cause.message}`;
  return new Error(message, { cause });
}
