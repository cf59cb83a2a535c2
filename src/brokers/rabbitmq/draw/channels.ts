/** Exchanges, queues and bindings of a drawn topology. */
import type { Binding, Channel } from "../../../model/topology.ts";
import type { Settings } from "../../../model/value.ts";
import { BROKER, type Draws, given, TTL_MS } from "./words.ts";

export function channel(kind: string, name: string, settings: Settings): Channel {
  return { kind, name, broker: BROKER, carries: [], settings };
}

export function queueSettings(draws: Draws): Settings {
  const quorum = draws["type"] === "quorum";
  const limit = draws["limit"] ?? "none";
  const letters = draws["dead-letter"] ?? "none";
  return given({
    type: draws["type"],
    durable: !quorum && draws["durable"] === "no" ? false : undefined,
    "message-ttl": TTL_MS[draws["ttl"] ?? ""],
    "max-length": limit === "none" ? undefined : 1000,
    overflow: limit === "none" ? undefined : limit,
    "dead-letter-exchange": letters === "none" ? undefined : letters === "queue" ? "" : "gone",
    "dead-letter-routing-key": letters === "none" ? undefined : "parking",
    "dead-letter-strategy": letters === "none" || !quorum ? undefined : draws["strategy"],
    "delivery-limit":
      !quorum || draws["delivery-limit"] === "default" ? undefined : Number(draws["delivery-limit"]),
  });
}

export function exchangeSettings(draws: Draws): Settings {
  return given({
    type: draws["exchange"] === "inner" ? "fanout" : draws["exchange"],
    "alternate-exchange": draws["binding"] === "alternate" ? "rest" : undefined,
  });
}

/** A sibling of the same publish, a dead-letter target, an alternate exchange. */
export function besides(draws: Draws, exchange: boolean): readonly Channel[] {
  const out: Channel[] = [];
  const sibling = exchange ? draws["sibling"] : "none";
  if (sibling === "plain") out.push(channel("queue", "copy", { type: "quorum" }));
  if (sibling === "classic") out.push(channel("queue", "copy", { type: "classic" }));
  if (sibling === "full")
    out.push(channel("queue", "full", { type: "quorum", "max-length": 10, overflow: "reject-publish" }));
  if (draws["dead-letter"] === "queue" || draws["on-failure"]?.endsWith("park") === true)
    out.push(channel("queue", "parking", { type: "classic" }));
  if (exchange && draws["binding"] === "alternate") out.push(channel("exchange", "rest", { type: "fanout" }));
  return out;
}

export function bindingsOf(draws: Draws): readonly Binding[] {
  const keys: Record<string, string> = { direct: "job", topic: "job.#", fanout: "", inner: "job" };
  const misses = draws["binding"] === "misses" || draws["binding"] === "alternate";
  const key = misses ? "other" : (keys[draws["exchange"] ?? ""] ?? "");
  const bind = (from: string, to: string, by: string): Binding => ({
    from: { kind: "exchange", name: from },
    to: { kind: to === "inner" ? "exchange" : "queue", name: to },
    settings: { key: [by] },
  });
  const inner = draws["exchange"] === "inner";
  const sibling =
    draws["sibling"] === "none"
      ? []
      : [bind("events", draws["sibling"] === "full" ? "full" : "copy", keys[draws["exchange"] ?? ""] ?? "")];
  const alternate = draws["binding"] === "alternate" ? [bind("rest", "jobs", "")] : [];
  const way = inner
    ? [bind("events", "inner", ""), bind("inner", "jobs", key)]
    : [bind("events", "jobs", key)];
  return [...way, ...sibling, ...alternate];
}
