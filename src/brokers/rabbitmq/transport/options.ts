/** How to reach a RabbitMQ broker. */
import { checkTls, type Tls } from "../../../client/tls.ts";

/** Options of `rabbitmq(…)` and `amqplib(…)`. */
export interface RabbitOptions {
  /** `amqp://user:password@host:5672/vhost`, or several nodes of one cluster, tried in turn. Without a vhost: the spec's. */
  readonly url: string | readonly string[];
  /** Of addresses `amqps://…`: the broker's authority, where the system does not know it, and this program's certificate. */
  readonly tls?: Tls;
  /** Name that the broker shows for the connection; the service's where absent. */
  readonly name?: string;
  /**
   * Declares what of the spec the service touches, with its bindings, before the comparison: for development and tests.
   * Where absent everything has to be there already.
   */
  readonly declare?: boolean;
  /** Seconds between heartbeats, 60 where absent; 0 is none. */
  readonly heartbeatS?: number;
  /** How long `start` tries to connect, 10,000 where absent. Later losses are repaired for ever. */
  readonly connectTimeoutMs?: number;
  /**
   * After this a send that has not left ends as `failed`, one that has as `unknown`; 30,000 where absent. What has not
   * left waits for the connection, in its order.
   */
  readonly sendTimeoutMs?: number;
}

export interface Chosen {
  readonly urls: readonly [string, ...string[]];
  readonly tls: Tls;
  readonly name: string;
  readonly vhost: string;
  readonly declare: boolean;
  readonly heartbeatS: number;
  readonly connectTimeoutMs: number;
  readonly sendTimeoutMs: number;
}

/** `options` with all that is absent; `service` and `vhost` stand in for what they name. Throws on what cannot be an address. */
export function chosen(options: RabbitOptions, service: string, vhost: string): Chosen {
  const [first, ...others] = typeof options.url === "string" ? [options.url] : options.url;
  if (first === undefined) throw new TypeError("rabbitmq: url is an empty list");
  for (const each of [first, ...others]) {
    if (!URL.canParse(each) || !/^amqps?:$/.test(new URL(each).protocol))
      throw new TypeError("rabbitmq: a url is not of the form amqp://user:password@host:5672/vhost");
  }
  const { tls } = options;
  if (tls !== undefined) {
    checkTls("rabbitmq", tls);
    if (![first, ...others].every((each) => new URL(each).protocol === "amqps:"))
      throw new TypeError("rabbitmq: `tls` needs addresses that begin with amqps://");
  }
  return {
    urls: [first, ...others],
    tls: tls ?? {},
    name: options.name ?? service,
    vhost,
    declare: options.declare ?? false,
    heartbeatS: options.heartbeatS ?? 60,
    connectTimeoutMs: options.connectTimeoutMs ?? 10_000,
    sendTimeoutMs: options.sendTimeoutMs ?? 30_000,
  };
}
