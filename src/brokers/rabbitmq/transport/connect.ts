/** A service's connection to RabbitMQ: compares, publishes, reads, stops. */
import type { Connecting, Connection, Handled, Incoming, Outgoing, Receipt } from "../../../client/broker.ts";
import type { ChannelPlan, ChannelRef, ConsumerPlan, ProducerPlan, Value } from "../../../client/plan.ts";
import { SendError } from "../../../client/send-error.ts";
import type { RabbitDelivery } from "./delivery.ts";
import type { Arguments, Envelope, Library } from "./library.ts";
import { type Chosen, chosen, type RabbitOptions } from "./options.ts";
import { compare } from "./preflight.ts";
import { Publisher } from "./publisher.ts";
import { Reader } from "./reader.ts";
import { Session } from "./session.ts";
import { checkConsumers } from "./supported.ts";
import { lettersOf } from "./verdict.ts";

/** Connects and compares; rejects with nothing left open. */
export async function connectWith(
  library: Library,
  options: RabbitOptions,
  connecting: Connecting,
): Promise<Connection> {
  const { plan, service, broker, trouble, signal } = connecting;
  checkConsumers(connecting);
  const { vhost } = plan.settings;
  const settings = chosen(options, service, typeof vhost === "string" ? vhost : "/");
  const { declare } = settings;
  const session = new Session(library, settings, trouble, (link) =>
    compare({ broker, plan, declare, channel: () => link.channel(false) }),
  );
  await session.begin(signal);
  try {
    const connection = new RabbitConnection(connecting, session, settings);
    await connection.ready();
    return connection;
  } catch (error) {
    await session.close();
    throw error;
  }
}

/** What every message of a producer has. */
interface Route {
  readonly exchange: string;
  /** The queue's name where the producer sends to a queue. */
  readonly routingKey: string | undefined;
  readonly mandatory: boolean;
  readonly persistent: boolean;
  readonly expiration: string | undefined;
  /** Headers whose values are no texts: a headers exchange tells 1 from "1" (R-HDR-04). */
  readonly typed: Arguments | undefined;
  readonly receipt: Receipt;
  readonly publisher: Publisher;
}

const CONTENT_TYPES = { json: "application/json", bytes: "application/octet-stream" } as const;

class RabbitConnection implements Connection {
  readonly #connecting: Connecting;
  readonly #session: Session;
  readonly #settings: Chosen;
  /** With and without confirms: one channel each, so that the order of calls is the order on the wire. */
  readonly #publishers = new Map<boolean, Publisher>();
  readonly #routes: ReadonlyMap<string, Route>;
  readonly #readers: Reader[] = [];

  constructor(connecting: Connecting, session: Session, settings: Chosen) {
    this.#connecting = connecting;
    this.#session = session;
    this.#settings = settings;
    this.#routes = new Map(
      Object.entries(connecting.producers).map(([key, plan]) => [key, this.#routeOf(plan)]),
    );
  }

  async ready(): Promise<void> {
    await Promise.all([...this.#publishers.values()].map((each) => each.ready()));
  }

  send(producer: string, message: Outgoing): Promise<Receipt> {
    const route = this.#routes.get(producer);
    if (route === undefined)
      return Promise.reject(new SendError("failed", `there is no producer ${producer}`));
    const envelope = envelopeOf(route, message);
    const tooLong = tooLongIn(envelope);
    if (tooLong !== undefined)
      return Promise.reject(new SendError("failed", `${route.receipt.at}: ${tooLong}`));
    const { receipt, publisher } = route;
    return publisher.publish({ envelope, body: message.body, receipt, signal: message.signal });
  }

  async consume(consumer: string, handle: (delivery: Incoming) => Promise<Handled>): Promise<void> {
    const { consumers, plan, service, trouble, observe } = this.#connecting;
    const own = consumers[consumer];
    if (own === undefined) throw new TypeError(`there is no consumer ${consumer}`);
    const queue = channelOf(plan.channels, own);
    const reader = new Reader({
      session: this.#session,
      plan: own,
      at: `${service}.${own.name}`,
      channelName: queue?.name ?? own.channel.name,
      letters: lettersOf(plan, own),
      keepsUntilClosed: keepsUntilClosed(plan.version, queue),
      handle,
      park: (delivery, target, reason) => this.#park(own, delivery, target, reason),
      observe,
      trouble,
    });
    this.#readers.push(reader);
    await reader.subscribe();
  }

  async stop({ drainMs }: { readonly drainMs: number }): Promise<void> {
    const until = Date.now() + drainMs;
    await Promise.all(this.#readers.map((reader) => reader.stop(drainMs)));
    const left = Math.max(0, until - Date.now());
    await Promise.all([...this.#publishers.values()].map((each) => each.flush(left)));
  }

  async close(): Promise<void> {
    await this.#session.close();
  }

  #publisher(confirms: boolean): Publisher {
    const known = this.#publishers.get(confirms);
    if (known !== undefined) return known;
    const publisher = new Publisher(
      this.#session,
      confirms,
      this.#settings.sendTimeoutMs,
      this.#connecting.trouble,
    );
    this.#publishers.set(confirms, publisher);
    return publisher;
  }

  #routeOf({ channel, settings }: ProducerPlan): Route {
    const { expiration } = settings;
    const toQueue = channel.kind === "queue";
    return {
      exchange: toQueue ? "" : channel.name,
      routingKey: toQueue ? channel.name : undefined,
      mandatory: settings["mandatory"] === true,
      persistent: settings["persistent"] !== false,
      expiration: typeof expiration === "number" ? String(expiration) : undefined,
      typed: typedOf(settings["headers"]),
      receipt: stored(channel),
      publisher: this.#publisher(settings["confirms"] === true),
    };
  }

  /** A copy with all that travelled with it, and why it is here. Answered by the broker before the delivery is settled. */
  async #park(
    consumer: ConsumerPlan,
    { properties, routingKey, body }: RabbitDelivery,
    target: ChannelRef,
    reason: string,
  ): Promise<void> {
    const toQueue = target.kind === "queue";
    const { messageId, type, contentType, contentEncoding, correlationId, replyTo, appId, priority } =
      properties;
    const envelope: Envelope = {
      exchange: toQueue ? "" : target.name,
      routingKey: toQueue ? target.name : routingKey,
      mandatory: true,
      durable: true,
      messageId,
      type,
      contentType,
      contentEncoding,
      correlationId,
      replyTo,
      appId,
      priority,
      headers: {
        ...properties.headers,
        "parked-by": `${this.#connecting.service}.${consumer.name}`,
        "parked-because": reason,
      },
    };
    await this.#publisher(true).publish({ envelope, body, receipt: stored(target), signal: undefined });
  }
}

/** The broker tells of no place beyond the channel. */
function stored({ name }: ChannelRef): Receipt {
  return { outcome: "stored", at: name };
}

function typedOf(headers: Value | undefined): Arguments | undefined {
  if (typeof headers !== "object" || headers === null) return undefined;
  const typed = Object.entries(headers).filter(([, value]) => typeof value !== "string");
  return typed.length === 0 ? undefined : Object.fromEntries(typed);
}

/** With CC, which adds routing keys (R-EXCH-18). */
function headersOf({ typed }: Route, { headers, copies }: Outgoing): Arguments {
  if (typed === undefined && copies === undefined) return headers;
  return {
    ...headers,
    ...typed,
    ...(copies === undefined || copies.length === 0 ? undefined : { CC: copies }),
  };
}

function envelopeOf(route: Route, message: Outgoing): Envelope {
  const { routingKey, id, type, content } = message;
  const { exchange, mandatory, persistent, expiration } = route;
  return {
    exchange,
    routingKey: route.routingKey ?? routingKey ?? "",
    mandatory,
    durable: persistent,
    messageId: id,
    type,
    contentType: CONTENT_TYPES[content],
    expiration,
    headers: headersOf(route, message),
  };
}

const SHORT_MOST = 255;

/** AMQP's short texts have at most 255 bytes; a library that meets a longer one gives its channel up. */
function tooLongIn({ routingKey, messageId, type, headers }: Envelope): string | undefined {
  if (isTooLong(routingKey)) return "its routing key has more than 255 bytes";
  if (messageId !== undefined && isTooLong(messageId)) return "its identity has more than 255 bytes";
  if (type !== undefined && isTooLong(type)) return "the name of its type has more than 255 bytes";
  for (const name in headers) if (isTooLong(name)) return "the name of a header has more than 255 bytes";
  return undefined;
}

function isTooLong(text: string): boolean {
  return text.length * 3 > SHORT_MOST && Buffer.byteLength(text, "utf8") > SHORT_MOST;
}

function channelOf(channels: readonly ChannelPlan[], { channel }: ConsumerPlan): ChannelPlan | undefined {
  return channels.find(({ kind, physical }) => kind === channel.kind && physical === channel.name);
}

/**
 * With a single active consumer the next one gets newer messages at once where the old one cancels (R-CONS-14). A quorum
 * queue before 4.3 counts what is given back, and may put it at its end (R-REQ-03, R-REQ-07); closing keeps the order.
 */
function keepsUntilClosed(version: string, queue: ChannelPlan | undefined): boolean {
  if (queue?.settings["single-active-consumer"] === true) return true;
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return queue?.settings["type"] === "quorum" && (major < 4 || (major === 4 && minor < 3));
}
