/** How a service reaches a cluster: what a spec never holds. */
import { checkTls, type Tls } from "../../../client/tls.ts";

/** Arguments of `kafka(…)` and `kafkajs(…)`. */
export interface KafkaOptions {
  /** Addresses `host:port` of some brokers of the cluster; the others are learned from them. */
  readonly bootstrap: readonly string[];
  /** What brokers call this program in logs and quotas. Default: the service's name. */
  readonly clientId?: string;
  /**
   * Name of this instance among those of its service, the same again after a restart. Needed where a service with several
   * instances uses transactions: a restarted instance takes its own unfinished transaction over at once. Default: the
   * `instance` that the service was started with.
   */
  readonly instance?: string;
  /** `true`, or certificates as PEM text. */
  readonly tls?: boolean | Tls;
  readonly sasl?: Sasl;
  /** `false`: topics are not compared with the spec before the first message. */
  readonly preflight?: boolean;
  /** How long to wait for the cluster at the start, in ms. Default 30 s. */
  readonly connectMs?: number;
}

const MECHANISMS = ["plain", "scram-sha-256", "scram-sha-512"] as const;

export interface Sasl {
  readonly mechanism: (typeof MECHANISMS)[number];
  readonly username: string;
  readonly password: string;
}

export const CONNECT_MS = 30_000;

/** The options as given, checked; throws a TypeError that names what is wrong. */
export function checkedOptions(options: KafkaOptions): KafkaOptions {
  const { bootstrap } = options;
  if (!Array.isArray(bootstrap) || bootstrap.length === 0)
    throw new TypeError('kafka: `bootstrap` has to name at least one address, such as ["localhost:9092"]');
  for (const address of bootstrap) {
    if (typeof address !== "string" || !/^.+:\d{1,5}$/.test(address))
      throw new TypeError(`kafka: the address ${JSON.stringify(address)} in \`bootstrap\` is not host:port`);
  }
  if (typeof options.tls === "object") checkTls("kafka", options.tls);
  if (options.sasl !== undefined) checkSasl(options.sasl);
  return options;
}

function checkSasl({ mechanism, username, password }: Sasl): void {
  if (!MECHANISMS.includes(mechanism))
    throw new TypeError(
      `kafka: \`sasl.mechanism\` ${JSON.stringify(mechanism)} is none of ${MECHANISMS.join(", ")}`,
    );
  if (typeof username !== "string" || typeof password !== "string")
    throw new TypeError("kafka: `sasl` needs a `username` and a `password`");
}
