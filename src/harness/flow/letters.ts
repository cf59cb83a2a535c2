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
  const { type, id, key, routingKey, headers, body } = running.delivered.letter;
  return {
    ...(id === undefined ? {} : { id }),
    ...(type === undefined ? {} : { type }),
    ...(key === undefined ? {} : { key }),
    ...(routingKey === undefined ? {} : { routingKey }),
    // A record of its own for each delivery: code that names a delivery is known by it.
    headers: { ...headers },
    body,
    attempt: running.attempt,
    at,
    get signal(): AbortSignal {
      return running.signal;
    },
  };
}

function parsed(body: Uint8Array): unknown {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(body));
    return value;
  } catch {
    return undefined;
  }
}
