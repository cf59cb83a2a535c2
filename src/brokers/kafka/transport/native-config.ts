/** Settings of librdkafka for a connection, a producer and a consumer. Every modelled value is set explicitly. */
import type { KafkaOptions } from "./options.ts";
import type { NativeConfig } from "./native.ts";
import type { ReadingSettings, SendingSettings } from "./settings.ts";

/** Of the client, and of its topics. */
export interface Configs {
  readonly client: NativeConfig;
  readonly topic: NativeConfig;
}

/** `service`: what brokers call this program where the options say nothing. */
export function connectionConfig(options: KafkaOptions, service: string): NativeConfig {
  const { bootstrap, clientId, sasl, tls } = options;
  const secure = tls !== undefined && tls !== false;
  const protocol = `${sasl === undefined ? "" : "sasl_"}${secure ? "ssl" : "plaintext"}`;
  return {
    "bootstrap.servers": bootstrap.join(),
    "client.id": clientId ?? service,
    "security.protocol": protocol,
    "allow.auto.create.topics": false,
    // A broker that comes back is found soon.
    "reconnect.backoff.max.ms": 1_000,
    // Errors: why no broker can be reached. They are events, nothing is printed.
    log_level: 3,
    ...(typeof tls === "object" && {
      ...(tls.ca !== undefined && { "ssl.ca.pem": tls.ca }),
      ...(tls.cert !== undefined && { "ssl.certificate.pem": tls.cert }),
      ...(tls.key !== undefined && { "ssl.key.pem": tls.key }),
      ...(tls.passphrase !== undefined && { "ssl.key.password": tls.passphrase }),
    }),
    ...(sasl !== undefined && {
      "sasl.mechanisms": sasl.mechanism.toUpperCase(),
      "sasl.username": sasl.username,
      "sasl.password": sasl.password,
    }),
  };
}

/** Default of `transaction.timeout.ms` (K-TXN-04). */
const TRANSACTION_MS = 60_000;

/** A producer that is one end of transactions. */
export function transactionalConfig(settings: SendingSettings, transactionalId: string): Configs {
  // A send cannot take longer than the transaction that it belongs to.
  const { client, topic } = producerConfig({
    ...settings,
    deliveryMs: Math.min(settings.deliveryMs, TRANSACTION_MS),
  });
  const own = { "transactional.id": transactionalId, "transaction.timeout.ms": TRANSACTION_MS };
  return { client: { ...client, ...own, "enable.idempotence": true }, topic: { ...topic, acks: -1 } };
}

/** `murmur2_random` sends a key where the Java client does, and spreads what has none (K-PART-08). */
export function producerConfig(settings: SendingSettings): Configs {
  const { acks, idempotent, inFlight, retries, deliveryMs, requestMs, lingerMs, batchBytes } = settings;
  return {
    client: {
      "enable.idempotence": idempotent,
      "max.in.flight.requests.per.connection": inFlight,
      "message.send.max.retries": retries,
      "retry.backoff.ms": 100,
      "linger.ms": lingerMs,
      "batch.size": batchBytes,
      // The topic's own limit decides, and not the library's of 1 MB. More than this no broker reads as one request.
      "message.max.bytes": 100_000_000,
      "socket.timeout.ms": Math.max(requestMs + 1_000, 10_000),
      dr_cb: true,
    },
    topic: {
      acks,
      "request.timeout.ms": requestMs,
      "message.timeout.ms": deliveryMs,
      partitioner: "murmur2_random",
    },
  };
}

/** `group`: the name, also where each instance has one of its own. */
export function consumerConfig(settings: ReadingSettings, group: string): Configs {
  const { start, sessionMs, heartbeatMs, maxPollMs, readCommitted } = settings;
  return {
    client: {
      "group.id": group,
      "session.timeout.ms": sessionMs,
      "heartbeat.interval.ms": heartbeatMs,
      "max.poll.interval.ms": Math.max(maxPollMs, sessionMs),
      "isolation.level": readCommitted ? "read_committed" : "read_uncommitted",
      "partition.assignment.strategy": "cooperative-sticky",
      "enable.auto.commit": false,
      "enable.auto.offset.store": false,
      "queued.max.messages.kbytes": 16_384,
      "fetch.error.backoff.ms": 100,
    },
    topic: { "auto.offset.reset": start === "latest" ? "latest" : "earliest" },
  };
}
