/** What a script's settings mean to the Java clients and the broker, by their native names. */
import type { Channel, Consumer, Producer } from "../../../model/topology.ts";
import type { Settings } from "../../../model/value.ts";

export type Config = Readonly<Record<string, string>>;

/** Native name of each setting that scripts use; a setting that is not here cannot be played. */
const TOPIC: Readonly<Record<string, string | undefined>> = {
  key: undefined,
  partitions: undefined,
  replication: undefined,
  "min-in-sync": "min.insync.replicas",
  "unclean-election": "unclean.leader.election.enable",
};
const PRODUCER: Readonly<Record<string, string | undefined>> = {
  acks: "acks",
  idempotent: "enable.idempotence",
  "in-flight": "max.in.flight.requests.per.connection",
  retries: "retries",
  "delivery-timeout": "delivery.timeout.ms",
  "request-timeout": "request.timeout.ms",
};
const CONSUMER: Readonly<Record<string, string | undefined>> = {
  group: undefined,
  start: "auto.offset.reset",
  "session-timeout": "session.timeout.ms",
  "heartbeat-interval": "heartbeat.interval.ms",
};

function native(
  settings: Settings,
  names: Readonly<Record<string, string | undefined>>,
): Record<string, string> {
  const config: Record<string, string> = {};
  for (const [name, value] of Object.entries(settings)) {
    if (!(name in names)) throw new Error(`the live side has no words for the setting ${name}`);
    const nativeName = names[name];
    if (nativeName !== undefined)
      config[nativeName] = typeof value === "string" ? value : JSON.stringify(value);
  }
  return config;
}

export function topicConfig(topic: Channel): Config {
  return native(topic.settings, TOPIC);
}

/** One record a batch, so that what a script calls a message is what the protocol moves; short waits between tries. */
export function producerConfig(producer: Producer): Config {
  return {
    "linger.ms": "0",
    "batch.size": "1",
    "retry.backoff.ms": "100",
    "reconnect.backoff.ms": "50",
    "reconnect.backoff.max.ms": "200",
    "max.block.ms": "20000",
    ...native(producer.settings, PRODUCER),
  };
}

export function consumerConfig(consumer: Consumer, group: string): Config {
  const auto: Config =
    consumer.settle.kind === "auto"
      ? { "enable.auto.commit": "true", "auto.commit.interval.ms": String(consumer.settle.ms) }
      : { "enable.auto.commit": "false" };
  return {
    "group.id": group,
    "group.protocol": "classic",
    "fetch.max.wait.ms": "100",
    "reconnect.backoff.ms": "50",
    "reconnect.backoff.max.ms": "200",
    "default.api.timeout.ms": "20000",
    ...auto,
    ...native(consumer.settings, CONSUMER),
  };
}
