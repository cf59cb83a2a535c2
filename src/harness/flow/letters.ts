/** Messages between the client's runtime and the simulation. */
import type { Incoming, Outgoing } from "../../client/broker.ts";
import type { Letter } from "./messages.ts";
import type { Running } from "./running.ts";

/** What travels of a message that a handler sends. */
export function letterOf({ type, id, key, routingKey, headers, body, content }: Outgoing): Letter {
  return {
    type,
    ...(id === undefined ? {} : { id }),
    ...(key === undefined ? {} : { key }),
    ...(routingKey === undefined ? {} : { routingKey }),
    headers,
    body,
    json: content === "json" ? parsed(body) : undefined,
  };
}

/** What a handler is given. */
export function incomingOf(running: Running, at: string): Incoming {
  return new Arrived(running, at);
}

/** A class, since one is made for each handler that begins. */
class Arrived implements Incoming {
  declare readonly id?: string;
  declare readonly type?: string;
  declare readonly key?: string;
  declare readonly routingKey?: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  readonly attempt: number;
  readonly at: string;
  readonly #running: Running;

  constructor(running: Running, at: string) {
    const { type, id, key, routingKey, headers, body } = running.delivered.letter;
    if (id !== undefined) this.id = id;
    if (type !== undefined) this.type = type;
    if (key !== undefined) this.key = key;
    if (routingKey !== undefined) this.routingKey = routingKey;
    // A record of its own for each delivery: code that names a delivery is known by it.
    this.headers = { ...headers };
    this.body = body;
    this.attempt = running.attempt;
    this.at = at;
    this.#running = running;
  }

  get signal(): AbortSignal {
    return this.#running.signal;
  }
}

function parsed(body: Uint8Array): unknown {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(body));
    return value;
  } catch {
    return undefined;
  }
}
