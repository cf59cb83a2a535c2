/** RabbitMQ over the library amqplib, which the project that uses this has to install. */
import type { Channel as ClientChannel, ChannelModel, ConfirmChannel, Message, Options } from "amqplib";
import type { Broker } from "../../../client/broker.ts";
import { addressOf, bufferOf } from "./addressing.ts";
import { connectWith } from "./connect.ts";
import {
  type Arguments,
  type Channel,
  type Envelope,
  type ExchangeDeclaration,
  type Library,
  type Link,
  Nacked,
  type Properties,
  type QueueDeclaration,
  type Receive,
  type Returned,
  type Target,
} from "./library.ts";
import type { RabbitOptions } from "./options.ts";
import { atMost, GOODBYE_MS } from "./pauses.ts";

export type { RabbitOptions } from "./options.ts";
export { TopologyMismatch } from "./mismatch.ts";

/** A RabbitMQ broker (one virtual host). Services that are given it connect on their own, once each. */
export const amqplib = (options: RabbitOptions): Broker<"rabbitmq"> => ({
  kind: "rabbitmq",
  connect: (plan) => connectWith(LIBRARY, options, plan),
});

const LIBRARY: Library = { connect };

async function connect(target: Target): Promise<Link> {
  const { connect: open } = await import("amqplib");
  // Without noDelay each answer waits for the system's 40 ms.
  const options = {
    ...target.tls,
    noDelay: true,
    timeout: target.timeoutMs,
    clientProperties: { connection_name: target.name },
  };
  return new AmqplibLink(await open(addressOf(target), options));
}

class AmqplibLink implements Link {
  readonly #connection: ChannelModel;
  #lost: ((error: Error) => void) | undefined;

  constructor(connection: ChannelModel) {
    this.#connection = connection;
    let first: Error | undefined;
    connection.on("error", (error: Error) => {
      first ??= error;
    });
    connection.on("close", () => this.#lost?.(first ?? new Error("the broker closed the connection")));
  }

  async channel(confirms: boolean): Promise<Channel> {
    if (!confirms) return new AmqplibChannel(await this.#connection.createChannel());
    const confirming = await this.#connection.createConfirmChannel();
    return new AmqplibChannel(confirming, confirming);
  }

  onLost(lost: (error: Error) => void): void {
    this.#lost = lost;
  }

  async close(): Promise<void> {
    this.#lost = undefined;
    await atMost(GOODBYE_MS, this.#connection.close());
    streamOf(this.#connection)?.destroy();
  }
}

/** What the library says of a publish that the broker refused; every other error is the end of the channel. */
const NACKED = "message nacked";

class AmqplibChannel implements Channel {
  readonly #channel: ClientChannel;
  readonly #confirming: ConfirmChannel | undefined;
  #open = true;
  #closing = false;
  #error: Error | undefined;
  #cancelled: (() => void) | undefined;
  /** Publishes without confirms that wait for the connection to take more. */
  #undrained: (() => void)[] = [];

  constructor(channel: ClientChannel, confirming?: ConfirmChannel) {
    this.#channel = channel;
    this.#confirming = confirming;
    channel.on("error", (error: Error) => {
      this.#error ??= error;
    });
    channel.once("close", () => {
      this.#open = false;
      this.#drained();
    });
    channel.on("drain", () => this.#drained());
  }

  get open(): boolean {
    return this.#open;
  }

  async prefetch(count: number): Promise<void> {
    await this.#channel.prefetch(count);
  }

  publish(envelope: Envelope, body: Uint8Array, done: (error?: unknown) => void): void {
    const { exchange, routingKey, durable, ...rest } = envelope;
    const options = defined({ ...rest, persistent: durable });
    const content = bufferOf(body);
    if (this.#confirming === undefined) {
      if (this.#channel.publish(exchange, routingKey, content, options)) done();
      else this.#undrained.push(done);
      return;
    }
    this.#confirming.publish(exchange, routingKey, content, options, (error: unknown) => {
      if (error === null || error === undefined) done();
      else done(isNack(error) ? new Nacked("the broker refused it") : error);
    });
  }

  #drained(): void {
    for (const each of this.#undrained.splice(0)) each();
  }

  async consume(queue: string, noAck: boolean, receive: Receive): Promise<string> {
    const { consumerTag } = await this.#channel.consume(
      queue,
      (message) => {
        if (message === null) {
          this.#cancelled?.();
          return;
        }
        const { fields, properties, content } = message;
        receive(fields.deliveryTag, fields.redelivered, fields.routingKey, properties, content);
      },
      { noAck },
    );
    return consumerTag;
  }

  async cancel(consumer: string): Promise<void> {
    await this.#channel.cancel(consumer);
  }

  ack(tag: number, multiple: boolean): void {
    if (this.#open) this.#channel.ack(messageOf(tag), multiple);
  }

  reject(tag: number, requeue: boolean): void {
    if (this.#open) this.#channel.reject(messageOf(tag), requeue);
  }

  giveBack(tag: number): void {
    if (this.#open) this.#channel.nack(messageOf(tag), false, true);
  }

  onReturn(returned: (message: Returned) => void): void {
    this.#channel.on("return", ({ fields, properties }: Message) => {
      const { exchange, routingKey } = fields;
      const replyText = "replyText" in fields ? String(fields.replyText) : "";
      returned({ exchange, routingKey, replyText, messageId: idOf(properties) });
    });
  }

  onClose(closed: (error: Error) => void): void {
    this.#channel.once("close", () => {
      if (!this.#closing) closed(this.#error ?? new Error("the channel was closed"));
    });
  }

  onCancel(cancelled: () => void): void {
    this.#cancelled = cancelled;
  }

  async exchangeExists(name: string): Promise<void> {
    await this.#channel.checkExchange(name);
  }

  async queueExists(name: string): Promise<void> {
    await this.#channel.checkQueue(name);
  }

  async declareExchange({ name, type, ...rest }: ExchangeDeclaration): Promise<void> {
    await this.#channel.assertExchange(name, type, rest);
  }

  async declareQueue({ name, ...rest }: QueueDeclaration): Promise<void> {
    await this.#channel.assertQueue(name, rest);
  }

  async bindQueue(queue: string, exchange: string, key: string, asked: Arguments): Promise<void> {
    await this.#channel.bindQueue(queue, exchange, key, asked);
  }

  async bindExchange(destination: string, source: string, key: string, asked: Arguments): Promise<void> {
    await this.#channel.bindExchange(destination, source, key, asked);
  }

  async close(): Promise<void> {
    this.#closing = true;
    if (!this.#open) return;
    this.#open = false;
    // It may have been closed from the other side at the same moment.
    await this.#channel.close().catch(() => undefined);
  }
}

interface Destroyable {
  destroy(): void;
}

/** The socket of a connection, which the library has in `connection.stream`. */
function streamOf({ connection }: { readonly connection?: unknown }): Destroyable | undefined {
  if (typeof connection !== "object" || connection === null || !("stream" in connection)) return undefined;
  const { stream } = connection;
  if (typeof stream !== "object" || stream === null || !("destroy" in stream)) return undefined;
  // cast: it is there, and sockets can be destroyed.
  return typeof stream.destroy === "function" ? (stream as Destroyable) : undefined;
}

/** The library reads nothing else of a message that is settled. */
function messageOf(tag: number): Message {
  // cast: of the whole message only this is looked at.
  return { fields: { deliveryTag: tag } } as Message;
}

/** The library would send what is undefined. */
function defined(
  options: Omit<Envelope, "exchange" | "routingKey" | "durable"> & { persistent: boolean },
): Options.Publish {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}

function isNack(error: unknown): boolean {
  return error instanceof Error && error.message === NACKED;
}

function idOf({ messageId }: Properties): string | undefined {
  return messageId;
}
