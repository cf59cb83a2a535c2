/** What the transport needs of an AMQP 0-9-1 client library; each library has an adapter that gives it. */

import type { Tls } from "../../../client/tls.ts";

/** Where to connect, and how. */
export interface Target {
  readonly url: string;
  readonly tls: Tls;
  /** Used where the address names none. */
  readonly vhost: string;
  /** Shown by the broker as the connection's name. */
  readonly name: string;
  readonly heartbeatS: number;
  readonly timeoutMs: number;
}

export interface Library {
  /** One connection, that does not come back once it is lost. Rejects with the broker's or the system's reason. */
  connect(target: Target): Promise<Link>;
}

export interface Link {
  /** `confirms`: the broker answers each publish. */
  channel(confirms: boolean): Promise<Channel>;
  /** Calls once, when the connection is gone without {@link close}. */
  onLost(lost: (error: Error) => void): void;
  close(): Promise<void>;
}

/** What travels beside a body. */
export interface Properties {
  readonly messageId?: string | undefined;
  readonly type?: string | undefined;
  readonly contentType?: string | undefined;
  readonly contentEncoding?: string | undefined;
  readonly correlationId?: string | undefined;
  readonly replyTo?: string | undefined;
  readonly appId?: string | undefined;
  readonly priority?: number | undefined;
  readonly timestamp?: number | undefined;
  readonly expiration?: string | undefined;
  readonly headers?: Readonly<Record<string, unknown>> | undefined;
}

export interface Envelope extends Properties {
  readonly exchange: string;
  readonly routingKey: string;
  readonly mandatory: boolean;
  /** The message is persistent. */
  readonly durable: boolean;
}

/** A message that no queue got. */
export interface Returned {
  readonly exchange: string;
  readonly routingKey: string;
  readonly messageId?: string | undefined;
  readonly replyText: string;
}

/** The broker said no: it may have the message, or not (R-PUB-04). */
export class Nacked extends Error {}

/** A delivery. `body`: bytes; or, of a body that says it is JSON, what it holds; or its text. */
export type Receive = (
  tag: number,
  redelivered: boolean,
  routingKey: string,
  properties: Properties,
  body: unknown,
) => void;

/** By the broker's names. */
export type Arguments = Readonly<Record<string, unknown>>;

export interface ExchangeDeclaration {
  readonly name: string;
  readonly type: string;
  readonly durable: boolean;
  readonly internal: boolean;
  readonly autoDelete: boolean;
  readonly arguments: Arguments;
}

export interface QueueDeclaration {
  readonly name: string;
  readonly durable: boolean;
  readonly exclusive: boolean;
  readonly autoDelete: boolean;
  readonly arguments: Arguments;
}

/** A channel; whatever the broker refuses closes it, and calls after that reject or do nothing. */
export interface Channel {
  readonly open: boolean;
  prefetch(count: number): Promise<void>;
  /**
   * Publishes in the order of calls. `done` is called once: with confirms when the broker has answered, after the
   * message's return if there is one; without, when it is written. An error other than {@link Nacked} leaves it in doubt.
   */
  publish(envelope: Envelope, body: Uint8Array, done: (error?: unknown) => void): void;
  /** Answers the consumer's tag. */
  consume(queue: string, noAck: boolean, receive: Receive): Promise<string>;
  cancel(consumer: string): Promise<void>;
  /** `multiple`: every open tag up to this one. */
  ack(tag: number, multiple: boolean): void;
  /** `requeue` counts towards a delivery limit on every version (R-REQ-07). */
  reject(tag: number, requeue: boolean): void;
  /** Gives a message back that nobody looked at; from 4.3 on it does not count (R-REQ-07). */
  giveBack(tag: number): void;
  onReturn(returned: (message: Returned) => void): void;
  /** Closed by the broker or with its connection; not by {@link close}. */
  onClose(closed: (error: Error) => void): void;
  /** The broker ended a consumer: its queue is gone, or its node. */
  onCancel(cancelled: () => void): void;
  exchangeExists(name: string): Promise<void>;
  queueExists(name: string): Promise<void>;
  declareExchange(exchange: ExchangeDeclaration): Promise<void>;
  declareQueue(queue: QueueDeclaration): Promise<void>;
  bindQueue(queue: string, exchange: string, key: string, asked: Arguments): Promise<void>;
  bindExchange(destination: string, source: string, key: string, asked: Arguments): Promise<void>;
  close(): Promise<void>;
}
