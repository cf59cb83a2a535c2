/** What a queue does, in effective numbers: defaults and quirks of its type and version resolved. */
import type { Broker, Channel } from "../../../model/topology.ts";
import { UNKNOWN, type Value } from "../../../model/value.ts";

/** Where nack and reject with requeue put a message (R-REQ-01 … R-REQ-03). A closed channel returns to the head (R-REQ-04). */
export type ReturnPlace = "origin" | "head" | "tail";

export interface QueueSettings {
  readonly name: string;
  readonly type: "classic" | "quorum";
  readonly durable: boolean;
  /** Nodes that hold a copy; a queue of one member is down with its node. */
  readonly members: number;
  /** Other nodes answer while the only member's node is down: a classic queue then refuses what is published (R-CLU-08). */
  readonly refusesWhenDown: boolean;
  readonly returns: ReturnPlace;
  /** A message goes at the return that makes its count exceed this; undefined = never (R-REQ-08). */
  readonly deliveryLimit: number | undefined;
  /** A consumer time-out counts towards the limit (R-REQ-07). */
  readonly timeoutCounts: boolean;
  readonly consumerTimeoutMs: number | undefined;
  readonly ttlMs: number | undefined;
  /** Has a limit of length or bytes. */
  readonly limited: boolean;
  /** What a full queue does with a publish (R-LEN-02 … R-LEN-06). */
  readonly overflow: "drop-head" | "reject-publish" | "reject-publish-dlx";
  /** What is confirmed outlives the page cache (R-DUR-03, R-DUR-04). */
  readonly fsyncs: boolean;
}

const CONSUMER_TIMEOUT_MS = 1_800_000;
const QUORUM_MEMBERS = 3;
const DEFAULT_LIMIT = 20;

/** [major, minor] of a version; what is no number counts as 0. */
function versionOf(text: string): readonly [major: number, minor: number] {
  const [major, minor] = text.split(".").map((part) => (/^\d{1,9}$/.test(part) ? Number(part) : 0));
  return [major ?? 0, minor ?? 0];
}

function before(version: string, major: number, minor: number): boolean {
  const [a, b] = versionOf(version);
  return a < major || (a === major && b < minor);
}

/** A whole number of a setting; undefined where it is absent or unknown. */
function numberOf(value: Value | undefined): number | undefined {
  return typeof value === "number" ? value : undefined;
}

/** Effective settings of `queue`. Pure. `unknown` counts as absent here; whoever judges reads {@link unknownSettings}. */
export function queueSettings(
  broker: Broker,
  queue: Channel,
  expirationMs: number | undefined,
): QueueSettings {
  const { settings } = queue;
  const type = queueType(broker, queue);
  const quorum = type === "quorum";
  const members = quorum ? Math.min(Math.max(broker.nodes, 1), QUORUM_MEMBERS) : 1;
  const limit = quorum ? deliveryLimit(broker.version, numberOf(settings["delivery-limit"])) : undefined;
  const ttls = [numberOf(settings["message-ttl"]), expirationMs].filter((ms) => ms !== undefined);
  const recent = !before(broker.version, 4, 3);
  return {
    name: queue.name,
    type,
    durable: quorum || settings["durable"] !== false,
    members,
    refusesWhenDown: !quorum && broker.nodes > 1,
    returns: quorum ? quorumReturns(broker.version, numberOf(settings["delivery-limit"])) : "origin",
    deliveryLimit: limit,
    timeoutCounts: !recent,
    consumerTimeoutMs: recent && !quorum ? undefined : CONSUMER_TIMEOUT_MS,
    ttlMs: ttls.length === 0 ? undefined : Math.min(...ttls),
    limited:
      numberOf(settings["max-length"]) !== undefined || numberOf(settings["max-length-bytes"]) !== undefined,
    overflow: overflow(settings["overflow"], quorum),
    fsyncs: quorum || before(broker.version, 3, 13),
  };
}

/** R-QUE-12. */
export function queueType(broker: Broker, queue: Channel): "classic" | "quorum" {
  const said = queue.settings["type"] ?? broker.settings["default-queue-type"];
  return said === "quorum" ? "quorum" : "classic";
}

/** R-REQ-08: none by default up to 3.13, then 20; R-REQ-09: -1 drops at the first return on 3.x, and is no limit later. */
function deliveryLimit(version: string, said: number | undefined): number | undefined {
  const old = before(version, 4, 0);
  if (said === undefined) return old ? undefined : DEFAULT_LIMIT;
  if (said < 0) return old ? 0 : undefined;
  return said;
}

/** R-REQ-02, R-REQ-03. */
function quorumReturns(version: string, said: number | undefined): ReturnPlace {
  if (!before(version, 4, 3)) return "head";
  if (before(version, 4, 0)) return said === undefined ? "tail" : "head";
  return said !== undefined && said < 0 ? "tail" : "head";
}

/** R-LEN-06: quorum takes reject-publish-dlx and drops the head. */
function overflow(said: Value | undefined, quorum: boolean): QueueSettings["overflow"] {
  if (said === "reject-publish") return said;
  if (said === "reject-publish-dlx") return quorum ? "drop-head" : said;
  return "drop-head";
}

/** Names of the settings of `entity` that are `unknown`, sorted. */
export function unknownSettings(name: string, settings: Readonly<Record<string, Value>>): readonly string[] {
  const unknown = Object.keys(settings).filter((key) => settings[key] === UNKNOWN);
  return unknown.sort().map((key) => `${name}: ${key}`);
}
