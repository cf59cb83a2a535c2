/** A channel in memory: notes what it is told, and answers as a test says. */
import type {
  Channel,
  Envelope,
  ExchangeDeclaration,
  Library,
  QueueDeclaration,
  Receive,
  Returned,
} from "../../../../src/brokers/rabbitmq/transport/library.ts";

interface Published {
  readonly envelope: Envelope;
  readonly done: (error?: unknown) => void;
}

export class FakeChannel implements Channel {
  open = true;
  readonly said: string[] = [];
  readonly published: Published[] = [];
  receive: Receive | undefined;
  /** What the next declaration is refused with. */
  refusals: string[] = [];
  #returned: ((message: Returned) => void) | undefined;
  #closed: ((error: Error) => void) | undefined;

  async prefetch(count: number): Promise<void> {
    this.said.push(`prefetch ${count}`);
  }
  publish(envelope: Envelope, _body: Uint8Array, done: (error?: unknown) => void): void {
    this.published.push({ envelope, done });
  }
  async consume(queue: string, noAck: boolean, receive: Receive): Promise<string> {
    this.said.push(`consume ${queue}${noAck ? " without acknowledgements" : ""}`);
    this.receive = receive;
    return "tag";
  }
  async cancel(): Promise<void> {
    this.said.push("cancel");
  }
  ack(tag: number, multiple: boolean): void {
    this.said.push(multiple ? `ack up to ${tag}` : `ack ${tag}`);
  }
  reject(tag: number, requeue: boolean): void {
    this.said.push(`${requeue ? "requeue" : "reject"} ${tag}`);
  }
  giveBack(tag: number): void {
    this.said.push(`give back ${tag}`);
  }
  onReturn(returned: (message: Returned) => void): void {
    this.#returned = returned;
  }
  onClose(closed: (error: Error) => void): void {
    this.#closed = closed;
  }
  onCancel(): void {}
  async exchangeExists(): Promise<void> {}
  async queueExists(): Promise<void> {}
  async declareExchange({ name }: ExchangeDeclaration): Promise<void> {
    this.#declared(`exchange ${name}`);
  }
  async declareQueue({ name, arguments: asked }: QueueDeclaration): Promise<void> {
    this.#declared(`queue ${name} ${JSON.stringify(asked)}`);
  }
  async bindQueue(queue: string, exchange: string, key: string): Promise<void> {
    this.said.push(`bind ${exchange} -> ${queue} ${key}`);
  }
  async bindExchange(): Promise<void> {}
  async close(): Promise<void> {
    this.open = false;
    this.said.push("close");
  }

  /** The broker gives a message back. */
  giveReturn(message: Returned): void {
    this.#returned?.(message);
  }

  /** The connection is gone. */
  lose(): void {
    this.open = false;
    this.#closed?.(new Error("connection reset"));
  }

  #declared(what: string): void {
    const refusal = this.refusals.shift();
    if (refusal === undefined) {
      this.said.push(what);
      return;
    }
    this.open = false;
    throw new Error(refusal);
  }
}

/** Links whose channels are all kept, in the order in which they were opened. */
export function fakeLibrary(channels: FakeChannel[], refusals: string[] = []): Library {
  return {
    connect: async () => ({
      channel: async () => {
        const channel = new FakeChannel();
        channel.refusals = refusals;
        channels.push(channel);
        return channel;
      },
      onLost: () => undefined,
      close: async () => undefined,
    }),
  };
}

/** Lets everything that is due happen. */
export const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
