/** One producer of a running service: makes messages of what user code says, and hands them to the connection. */
import type { Connection, Incoming, Outgoing, Receipt } from "./broker.ts";
import { type Observed, ROOT_HEADER } from "./observed.ts";
import type { AnyCodec, ProducerPlan, ServicePlan } from "./plan.ts";
import { asSendError, SendError } from "./send-error.ts";
import type { SendOptions, Telemetry } from "./shapes.ts";
import { bodyOf, type Filled, filled, marked, textAt } from "./wire.ts";

/** What all endpoints of a running service share. */
export interface Shared {
  readonly plan: ServicePlan;
  readonly observe?: (event: Observed) => void;
  readonly telemetry?: Telemetry;
  /** Aborts when the service has stopped. */
  readonly stopped: AbortSignal;
}

type Headers = Readonly<Record<string, string>>;

const FIRST_WAIT_MS = 100;
const MOST_WAIT_MS = 5_000;

export class Outlet {
  /** `service.producer`, by their names in the spec. */
  readonly at: string;
  readonly #key: string;
  readonly #plan: ProducerPlan;
  readonly #shared: Shared;
  readonly #connection: Connection;
  readonly #codecs: ReadonlyMap<string, AnyCodec>;
  readonly #routingKey: Filled | undefined;
  readonly #copies: readonly Filled[] | undefined;
  /** Name of its channel in the spec. */
  readonly #channel: string;
  readonly #headers: readonly (readonly [name: string, value: Filled])[];
  /** Headers of a message that has no others, by type. */
  readonly #plain = new Map<string, Headers>();

  constructor(key: string, plan: ProducerPlan, shared: Shared, connection: Connection) {
    this.at = `${shared.plan.name}.${plan.name}`;
    this.#key = key;
    this.#plan = plan;
    this.#shared = shared;
    this.#connection = connection;
    this.#codecs = codecsOf(plan.types, shared.plan);
    this.#routingKey =
      plan.routingKey === undefined ? undefined : filled(plan.routingKey, `routing key of ${this.at}`);
    this.#copies = plan.copies?.map((copy) => filled(copy, `a further routing key of ${this.at}`));
    this.#channel = nameOf(shared.plan, plan);
    this.#headers = Object.entries(plan.headers ?? {}).map(
      ([name, template]) => [name, filled(template, `header ${name} of ${this.at}`)] as const,
    );
    const { discriminator } = plan;
    for (const [type, codec] of this.#codecs)
      this.#plain.set(type, discriminator.by === "header" ? { [discriminator.name]: codec.type } : {});
  }

  /** Sends, in the order of calls. `root`: name of the message with which it began. Rejects with a {@link SendError}. */
  post(
    type: string,
    message: unknown,
    options?: SendOptions,
    cause?: Incoming,
    root?: string,
  ): Promise<Receipt> {
    let outgoing: Outgoing;
    try {
      outgoing = this.#outgoing(type, message, options, cause);
    } catch (error) {
      return Promise.reject(notSent(this.at, error));
    }
    if (this.#shared.observe === undefined && this.#shared.telemetry === undefined)
      return this.#hand(outgoing);
    return this.#watched(outgoing, root);
  }

  #outgoing(type: string, message: unknown, options?: SendOptions, cause?: Incoming): Outgoing {
    const codec = this.#codecs.get(type);
    if (codec === undefined)
      throw new TypeError(`it sends no ${type}, but ${[...this.#codecs.keys()].join(", ")}`);
    // cast: the types of the generated client have said that the message is of this type; the codec looks again.
    const wire = marked(this.#plan.discriminator, codec.type, codec.encode(message as never));
    const id = codec.identity === undefined ? undefined : textAt(wire, codec.identity);
    const { key: path } = this.#plan;
    const key = path === undefined ? undefined : textAt(wire, path);
    if (path !== undefined && key === undefined)
      throw new TypeError(`the message has no ${path.join(".")}, which is the key of its channel`);
    return {
      type: codec.type,
      id,
      key,
      routingKey: this.#routingKey?.(wire),
      headers: this.#headersOf(type, wire, options),
      copies: this.#copies?.map((copy) => copy(wire)),
      body: bodyOf(codec, wire),
      content: codec.content,
      signal: options?.signal,
      cause,
    };
  }

  #headersOf(type: string, wire: unknown, options?: SendOptions): Headers {
    const plain = this.#plain.get(type) ?? {};
    const given = options?.headers;
    if (given === undefined && this.#headers.length === 0) return plain;
    const own = this.#headers.map(([name, value]) => [name, value(wire)] as const);
    return { ...given, ...Object.fromEntries(own), ...plain };
  }

  #hand(message: Outgoing): Promise<Receipt> {
    const first = this.#connection.send(this.#key, message);
    if (this.#plan.onUnknown !== "send-again") return first;
    return first.catch((error: unknown) => this.#again(message, asSendError(error)));
  }

  /** Sends the same message again until its end is known. */
  async #again(message: Outgoing, first: SendError): Promise<Receipt> {
    let last = first;
    for (
      let waitMs = FIRST_WAIT_MS;
      last.outcome === "unknown";
      waitMs = Math.min(waitMs * 2, MOST_WAIT_MS)
    ) {
      await new Promise((resolve) => setTimeout(resolve, waitMs));
      if (this.#shared.stopped.aborted || message.signal?.aborted === true) break;
      try {
        return await this.#connection.send(this.#key, message);
      } catch (error) {
        last = asSendError(error);
      }
    }
    throw last;
  }

  #watched(message: Outgoing, root: string | undefined): Promise<Receipt> {
    const { observe, telemetry } = this.#shared;
    const headers = { ...message.headers };
    if (observe !== undefined && root !== undefined) headers[ROOT_HEADER] = root;
    const ended = telemetry?.sending(this.at, headers);
    const { id, type, key, routingKey } = message;
    const about = { at: this.at, type, ...(id === undefined ? undefined : { id }) };
    observe?.({
      e: "send",
      ...about,
      ...(root === undefined ? undefined : { r: root }),
      ...(key === undefined ? undefined : { k: key }),
      ...(routingKey === undefined || routingKey === "" ? undefined : { rk: routingKey }),
    });
    return this.#hand({ ...message, headers }).then(
      (receipt) => {
        const { partition: p, offset: o } = receipt;
        const place = p === undefined || o === undefined ? undefined : { ch: this.#channel, p, o };
        observe?.({ e: "sent", ...about, out: "ok", ...place });
        ended?.(undefined);
        return receipt;
      },
      (reason: unknown) => {
        const error = asSendError(reason);
        observe?.({ e: "sent", ...about, out: error.outcome });
        ended?.(error);
        throw error;
      },
    );
  }
}

/** Name in the spec of the channel of an endpoint: histories speak of those. */
export function nameOf(
  { brokers }: ServicePlan,
  { broker, channel }: Pick<ProducerPlan, "broker" | "channel">,
): string {
  const channels = brokers[broker]?.channels ?? [];
  return (
    channels.find(({ kind, physical }) => kind === channel.kind && physical === channel.name)?.name ??
    channel.name
  );
}

/** Codecs of an endpoint's types, by the names under which user code has them. */
export function codecsOf(types: readonly string[], { codecs }: ServicePlan): ReadonlyMap<string, AnyCodec> {
  const out = new Map<string, AnyCodec>();
  for (const type of types) {
    const codec = codecs[type];
    if (codec === undefined) throw new TypeError(`the plan has no codec of ${type}`);
    out.set(type, codec);
  }
  return out;
}

/** What could not be made into a message has not left. */
function notSent(at: string, error: unknown): SendError {
  const why = error instanceof Error ? error.message : String(error);
  return new SendError("failed", `${at}: ${why}`, { cause: error });
}
