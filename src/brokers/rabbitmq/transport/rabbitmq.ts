/** RabbitMQ over the library rabbitmq-client, which the project that uses this has to install. */
import type { AsyncMessage, Channel as ClientChannel, Connection, Envelope as Sent } from "rabbitmq-client";
import type { Broker } from "../../../client/broker.ts";
import { bufferOf, placeOf } from "./addressing.ts";
import { connectWith } from "./connect.ts";
import { Corking } from "./corking.ts";
import {
  type Arguments,
  type Channel,
  type Envelope,
  type ExchangeDeclaration,
  type Library,
  type Link,
  Nacked,
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
export const rabbitmq = (options: RabbitOptions): Broker<"rabbitmq"> => ({
  kind: "rabbitmq",
  connect: (plan) => connectWith(LIBRARY, options, plan),
});

const LIBRARY: Library = { connect };

/** basic.reject. The library has no method for it, and from 4.3 on only a reject counts towards a delivery limit. */
const BASIC_REJECT = 3_932_250;

async function connect(target: Target): Promise<Link> {
  const { Connection } = await import("rabbitmq-client");
  const connection = new Connection({
    ...placeOf(target),
    connectionName: target.name,
    noDelay: true,
    connectionTimeout: target.timeoutMs,
    acquireTimeout: target.timeoutMs,
  });
  await new Promise<void>((resolve, reject) => {
    connection.once("connection", resolve);
    connection.once("error", (error) => {
      connection.unsafeDestroy();
      reject(asError(error));
    });
  });
  connection.removeAllListeners("error");
  return new ClientLink(connection);
}

class ClientLink implements Link {
  readonly #connection: Connection;
  readonly #corking: Corking;
  readonly #channels = new Set<ClientChannel>();
  #isGone = false;
  #lost: ((error: Error) => void) | undefined;

  constructor(connection: Connection) {
    this.#connection = connection;
    this.#corking = new Corking(connection);
    connection.on("error", (error) => {
      if (connection.ready) return;
      // The library would connect again by itself; here the session does, since it has to look at the topology first.
      connection.unsafeDestroy();
      this.#isGone = true;
      this.#lost?.(asError(error));
      this.#lost = undefined;
    });
  }

  async channel(confirms: boolean): Promise<Channel> {
    const channel = await this.#connection.acquire({ emitErrorsFromChannel: true });
    this.#channels.add(channel);
    channel.once("close", () => this.#channels.delete(channel));
    const own = new LibraryChannel(channel, confirms, this.#corking);
    if (confirms) await channel.confirmSelect();
    return own;
  }

  onLost(lost: (error: Error) => void): void {
    this.#lost = lost;
  }

  async close(): Promise<void> {
    this.#lost = undefined;
    if (this.#isGone) return;
    this.#isGone = true;
    await atMost(GOODBYE_MS, this.#goodbye());
    this.#connection.unsafeDestroy();
  }

  /** The library waits until somebody has closed all channels. */
  async #goodbye(): Promise<void> {
    await Promise.all([...this.#channels].map((channel) => channel.close()));
    await this.#connection.close();
  }
}

class LibraryChannel implements Channel {
  readonly #channel: ClientChannel;
  readonly #confirms: boolean;
  readonly #corking: Corking;
  #closing = false;
  #error: Error | undefined;
  /** Answered publishes whose return may still be on its way through the event loop. */
  #answered: (() => void)[] = [];

  constructor(channel: ClientChannel, confirms: boolean, corking: Corking) {
    this.#corking = corking;
    this.#channel = channel;
    this.#confirms = confirms;
    channel.on("error", (error) => {
      this.#error ??= asError(error);
    });
  }

  get open(): boolean {
    return this.#channel.active;
  }

  prefetch(count: number): Promise<void> {
    return this.#channel.basicQos({ prefetchCount: count });
  }

  publish(envelope: Envelope, body: Uint8Array, done: (error?: unknown) => void): void {
    const answered = envelope.mandatory && this.#confirms ? () => this.#afterReturns(done) : () => done();
    // cast: the library's type has no undefined, but the library leaves out what is undefined.
    const fields = envelope as Sent;
    this.#corking.begin();
    this.#channel.basicPublish(fields, bufferOf(body)).then(answered, (error: unknown) => {
      done(isNack(error) ? new Nacked("the broker refused it") : (error ?? new Error("closed")));
    });
  }

  /** The library tells of a return a turn later than of the answer that follows it. */
  #afterReturns(done: () => void): void {
    this.#answered.push(done);
    if (this.#answered.length > 1) return;
    setImmediate(() => {
      const answered = this.#answered;
      this.#answered = [];
      // Returns of these that came while the first turn was waited for are told in this one.
      setImmediate(() => {
        for (const each of answered) each();
      });
    });
  }

  async consume(queue: string, noAck: boolean, receive: Receive): Promise<string> {
    const { consumerTag } = await this.#channel.basicConsume({ queue, noAck }, (message: AsyncMessage) => {
      // The body may be anything, by what its content type says.
      const body: unknown = message.body;
      receive(message.deliveryTag, message.redelivered, message.routingKey, message, body);
    });
    return consumerTag;
  }

  async cancel(consumer: string): Promise<void> {
    await this.#channel.basicCancel(consumer);
  }

  ack(tag: number, multiple: boolean): void {
    if (this.#channel.active) this.#channel.basicAck({ deliveryTag: tag, multiple });
  }

  reject(tag: number, requeue: boolean): void {
    if (!this.#channel.active) return;
    if (!requeue) this.#channel.basicNack({ deliveryTag: tag, requeue: false });
    else internal(this.#channel)._invokeNowait(BASIC_REJECT, { deliveryTag: tag, requeue: true });
  }

  giveBack(tag: number): void {
    if (this.#channel.active) this.#channel.basicNack({ deliveryTag: tag, requeue: true });
  }

  onReturn(returned: (message: Returned) => void): void {
    this.#channel.on("basic.return", returned);
  }

  onClose(closed: (error: Error) => void): void {
    this.#channel.once("close", () => {
      if (!this.#closing) closed(this.#error ?? new Error("the channel was closed"));
    });
  }

  onCancel(cancelled: () => void): void {
    this.#channel.on("basic.cancel", cancelled);
  }

  exchangeExists(name: string): Promise<void> {
    return this.#channel.exchangeDeclare({ exchange: name, passive: true });
  }

  async queueExists(name: string): Promise<void> {
    await this.#channel.queueDeclare({ queue: name, passive: true });
  }

  declareExchange({ name, ...rest }: ExchangeDeclaration): Promise<void> {
    return this.#channel.exchangeDeclare({ ...rest, exchange: name, arguments: { ...rest.arguments } });
  }

  async declareQueue({ name, ...rest }: QueueDeclaration): Promise<void> {
    await this.#channel.queueDeclare({ ...rest, queue: name, arguments: { ...rest.arguments } });
  }

  bindQueue(queue: string, exchange: string, key: string, asked: Arguments): Promise<void> {
    return this.#channel.queueBind({ queue, exchange, routingKey: key, arguments: { ...asked } });
  }

  bindExchange(destination: string, source: string, key: string, asked: Arguments): Promise<void> {
    return this.#channel.exchangeBind({ destination, source, routingKey: key, arguments: { ...asked } });
  }

  async close(): Promise<void> {
    this.#closing = true;
    await this.#channel.close();
  }
}

interface Internal {
  _invokeNowait(method: number, parameters: object): void;
}

function internal(channel: object): Internal {
  if ("_invokeNowait" in channel && typeof channel._invokeNowait === "function")
    // cast: the method is the library's own, and the line above has seen it.
    return channel as Internal;
  throw new TypeError(
    "this version of rabbitmq-client cannot reject a message; use 5.0.8, or runtime/amqplib",
  );
}

function isNack(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "NACK";
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
