/** What a handler gets beside its message. Everything is made when it is first asked for: most handlers use little of it. */
import type { Incoming, Receipt } from "./broker.ts";
import { uuidOf } from "./derived-id.ts";
import { messageName, ROOT_HEADER } from "./observed.ts";
import type { Outlet } from "./outlet.ts";
import type { SendError } from "./send-error.ts";
import { type Faces, type Sender, sendOf, trySendOf } from "./senders.ts";
import { Sends } from "./sent.ts";
import type { Delivery, Gate } from "./shapes.ts";

type Once = Gate<unknown>["once"];

/** What is the same for all deliveries of a consumer. */
export interface Surroundings {
  readonly service: string;
  readonly consumer: string;
  readonly outlets: ReadonlyMap<string, Outlet>;
}

/** Whose message it is. */
interface Named {
  /** Name of its type in user code, and as it travels. */
  readonly type: string;
  readonly wireType: string;
  readonly identity: string | undefined;
}

/** Its methods are bound, so that a handler may take them apart: `({ send, derivedId }) => …`. */
export class Context implements Delivery {
  readonly id: string;
  readonly type: string;
  readonly #wireType: string;
  readonly #incoming: Incoming;
  /** Value of the identity; undefined where the message has none. */
  readonly #identity: string | undefined;
  readonly #around: Surroundings;
  /** The gate of the message; set where the consumer has one. */
  once: Once | undefined;
  #sender: Sender | undefined;
  #send: Faces<Receipt> | undefined;
  #trySend: Faces<Receipt | SendError> | undefined;

  constructor(incoming: Incoming, { type, wireType, identity }: Named, around: Surroundings) {
    this.id = identity ?? incoming.at;
    this.type = type;
    this.#wireType = wireType;
    this.once = undefined;
    this.#incoming = incoming;
    this.#identity = identity;
    this.#around = around;
  }

  get key(): string | undefined {
    return this.#incoming.key;
  }
  get attempt(): number {
    return this.#incoming.attempt;
  }
  get headers(): Readonly<Record<string, string>> {
    return this.#incoming.headers;
  }
  get signal(): AbortSignal {
    return this.#incoming.signal;
  }

  get derivedId(): (slot: string) => string {
    return (slot) => {
      const { service, consumer } = this.#around;
      if (this.#identity === undefined)
        throw new TypeError(
          `derivedId: ${this.type} declares no identity, so that nothing says that two deliveries are the same message`,
        );
      return uuidOf([service, consumer, this.type, this.#identity, slot]);
    };
  }

  get now(): () => Date {
    return () => new Date();
  }
  get random(): () => number {
    return () => Math.random();
  }
  get sleep(): (ms: number) => Promise<void> {
    return (ms) => slept(ms, this.#incoming.signal);
  }

  get send(): Faces<Receipt> {
    this.#send ??= sendOf(this.#around.outlets, this.#asSender());
    return this.#send;
  }
  get trySend(): Faces<Receipt | SendError> {
    this.#trySend ??= trySendOf(this.#around.outlets, this.#asSender());
    return this.#trySend;
  }

  /** Sends of the context's handler; undefined while it asked for none. */
  static sendsOf(context: Context): Sends | undefined {
    return context.#sender?.sends;
  }

  #asSender(): Sender {
    if (this.#sender !== undefined) return this.#sender;
    const { headers } = this.#incoming;
    const own = this.#identity === undefined ? undefined : messageName(this.#wireType, this.#identity);
    this.#sender = { incoming: this.#incoming, root: headers[ROOT_HEADER] ?? own, sends: new Sends() };
    return this.#sender;
  }
}

function slept(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const aborted = (): void => {
      clearTimeout(timer);
      reject(signal.reason instanceof Error ? signal.reason : new Error("the delivery was taken away"));
    };
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", aborted);
      resolve();
    }, ms);
    if (signal.aborted) aborted();
    else signal.addEventListener("abort", aborted, { once: true });
  });
}
