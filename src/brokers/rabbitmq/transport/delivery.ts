/** One delivery, as the runtime of clients sees it. Most handlers read little of it, so most of it is made when asked for. */
import type { Incoming } from "../../../client/broker.ts";
import type { Properties } from "./library.ts";

type Headers = Readonly<Record<string, string>>;

const NO_HEADERS: Headers = {};

export class RabbitDelivery implements Incoming {
  readonly tag: number;
  readonly properties: Properties;
  readonly routingKey: string;
  readonly json?: unknown;
  readonly #queue: string;
  readonly #body: unknown;
  readonly #counted: number;
  /** Handled so often before in this place. */
  repeated = 0;
  #headers: Headers | undefined;
  #abort: AbortController | undefined;
  #taken = false;

  constructor(
    queue: string,
    tag: number,
    redelivered: boolean,
    routingKey: string,
    properties: Properties,
    body: unknown,
  ) {
    this.#queue = queue;
    this.tag = tag;
    this.routingKey = routingKey;
    this.properties = properties;
    this.#body = body;
    this.#counted = countOf(properties, redelivered);
    if (properties.contentType === "application/json" && !(body instanceof Uint8Array)) this.json = body;
  }

  get incoming(): Incoming {
    return this;
  }
  get id(): string | undefined {
    return this.properties.messageId;
  }
  get type(): string | undefined {
    return this.properties.type;
  }
  get headers(): Headers {
    this.#headers ??= textsOf(this.properties.headers);
    return this.#headers;
  }
  get body(): Uint8Array {
    if (this.#body instanceof Uint8Array) return this.#body;
    return Buffer.from(this.json === undefined ? String(this.#body) : JSON.stringify(this.json), "utf8");
  }
  /** How often it came back to the queue before, as far as the broker says (R-REQ-06); else whether it did. */
  get returns(): number {
    return this.#counted;
  }
  get attempt(): number {
    return this.#counted + this.repeated + 1;
  }
  get at(): string {
    return `${this.#queue}#${this.tag}`;
  }
  get signal(): AbortSignal {
    if (this.#abort === undefined) {
      this.#abort = new AbortController();
      if (this.#taken) this.#abort.abort();
    }
    return this.#abort.signal;
  }

  /** The broker has it again, or the stop has waited long enough. */
  takenAway(): void {
    this.#taken = true;
    this.#abort?.abort();
  }
}

function countOf(properties: Properties, redelivered: boolean): number {
  const count = properties.headers?.["x-delivery-count"];
  if (typeof count === "number") return count;
  return redelivered ? 1 : 0;
}

/** What is no text, number or truth value (the broker's own `x-death`) is left out. */
function textsOf(headers: Properties["headers"]): Headers {
  if (headers === undefined) return NO_HEADERS;
  const out: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (typeof value === "string") out[name] = value;
    else if (typeof value === "number" || typeof value === "boolean") out[name] = String(value);
  }
  return out;
}
