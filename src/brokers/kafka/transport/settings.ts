/** The settings of a plan as the numbers that a client is given; what a plan leaves out is Kafka's own default from 3.0 on. */
import type { ConsumerPlan, ProducerPlan, Settings, Value } from "../../../client/plan.ts";

/** Of a producer; durations in ms. */
export interface SendingSettings {
  /** -1: all in-sync replicas. */
  readonly acks: 0 | 1 | -1;
  readonly idempotent: boolean;
  readonly inFlight: number;
  readonly retries: number;
  readonly deliveryMs: number;
  readonly requestMs: number;
  readonly lingerMs: number;
  /** Bytes of records that go together. */
  readonly batchBytes: number;
  readonly transactionalId?: string;
}

/** Where a group begins that has committed nothing: `at` is a time in ms since 1970. */
export type Start = "earliest" | "latest" | { readonly at: number };

/** Of a consumer; durations in ms. */
export interface ReadingSettings {
  /** Absent: each instance has a group of its own. */
  readonly group?: string;
  readonly start: Start;
  readonly sessionMs: number;
  readonly heartbeatMs: number;
  readonly maxPollMs: number;
  readonly readCommitted: boolean;
}

/** Idempotence keeps order up to this many requests in flight (K-PROD-12). */
const IDEMPOTENT_IN_FLIGHT_MAX = 5;

function count(value: Value | undefined, otherwise: number): number {
  return typeof value === "number" ? value : otherwise;
}

/** No more than a topic takes that nobody has given a limit of its own. */
export const BATCH_BYTES = 1_000_000;

/** Idempotence is off where `acks`, `retries` or `in-flight` rule it out (K-PROD-12). */
export function sendingSettings({ settings }: ProducerPlan): SendingSettings {
  const acks = settings["acks"] === 0 ? 0 : settings["acks"] === 1 ? 1 : -1;
  const retries = count(settings["retries"], 2_147_483_647);
  const inFlight = count(settings["in-flight"], IDEMPOTENT_IN_FLIGHT_MAX);
  const can = acks === -1 && retries > 0 && inFlight <= IDEMPOTENT_IN_FLIGHT_MAX;
  const id = settings["transactional-id"];
  return {
    acks,
    idempotent: settings["idempotent"] !== false && can,
    inFlight,
    retries,
    deliveryMs: count(settings["delivery-timeout"], 120_000),
    requestMs: count(settings["request-timeout"], 30_000),
    lingerMs: count(settings["linger"], 0),
    batchBytes: BATCH_BYTES,
    ...(typeof id === "string" && { transactionalId: id }),
  };
}

/** `service`: the group's name where the spec gives none is `service.consumer`. */
export function readingSettings(service: string, plan: ConsumerPlan): ReadingSettings {
  const { settings } = plan;
  const said = plan.group ?? settings["group"];
  const group = typeof said === "string" ? said : `${service}.${plan.name}`;
  return {
    ...(group !== "per-instance" && { group }),
    start: startOf(settings),
    sessionMs: count(settings["session-timeout"], 45_000),
    heartbeatMs: count(settings["heartbeat-interval"], 3_000),
    maxPollMs: count(settings["max-poll-interval"], 300_000),
    readCommitted: settings["isolation"] === "read-committed",
  };
}

function startOf(settings: Settings): Start {
  const { start } = settings;
  if (start === "earliest") return "earliest";
  if (typeof start !== "object" || start === null) return "latest";
  const [, time] = Object.entries(start).find(([name]) => name === "at") ?? [];
  const at = typeof time === "string" ? Date.parse(time) : time;
  return typeof at === "number" && !Number.isNaN(at) ? { at } : "latest";
}
