/** One client's connection: behind a proxy of its own, and opened anew when it is lost. */
import { type ChannelModel, connect } from "amqplib";
import { freePorts } from "../../../live/free-ports.ts";
import { Link } from "../../../live/link.ts";
import { opaque, TcpProxy } from "../../../live/tcp-proxy.ts";
import { until } from "../../../live/until.ts";

/** Longer than any step waits: whoever needs the connection gives up first. */
const RECONNECT_MS = 60_000;

/** Connects to `port`; errors of an open connection show as its end. */
export async function open(port: number): Promise<ChannelModel> {
  const connection = await connect(
    { protocol: "amqp", hostname: "127.0.0.1", port, heartbeat: 0 },
    { noDelay: true, timeout: 3_000 },
  );
  connection.on("error", () => undefined);
  return connection;
}

export class Client {
  readonly link: Link;
  readonly #proxy: TcpProxy;
  readonly #port: number;
  readonly #ready: (connection: ChannelModel) => Promise<void>;
  #connection: ChannelModel | undefined;
  #wanted = true;
  #opening: Promise<void> = Promise.resolve();

  private constructor(
    link: Link,
    proxy: TcpProxy,
    port: number,
    ready: (connection: ChannelModel) => Promise<void>,
  ) {
    this.link = link;
    this.#proxy = proxy;
    this.#port = port;
    this.#ready = ready;
  }

  /** Connects to whatever node `target` names. `ready` sets up channels, after this and every later connect. */
  static async start(
    name: string,
    target: () => number,
    ready: (connection: ChannelModel) => Promise<void>,
  ): Promise<Client> {
    const [port = 0] = await freePorts(1);
    const link = new Link(name);
    const proxy = await TcpProxy.listen(port, () => ({ port: target() }), opaque(link));
    const client = new Client(link, proxy, port, ready);
    client.#opening = client.#reopen();
    await client.#opening;
    return client;
  }

  /** Settles when the connection is open again, if it was lost. */
  async connected(): Promise<void> {
    await this.#opening;
  }

  /** The process dies: its sockets close, nothing is said, nothing is opened anew. */
  async die(): Promise<void> {
    this.#wanted = false;
    await this.link.cut();
    this.#proxy.close();
  }

  /** Closes in good order. */
  async close(): Promise<void> {
    this.#wanted = false;
    await this.#connection?.close().catch(() => undefined);
    this.#proxy.close();
  }

  async #reopen(): Promise<void> {
    await until(`a connection of ${this.link.name}`, RECONNECT_MS, async () => {
      if (!this.#wanted) return true;
      try {
        const connection = await open(this.#port);
        connection.on("close", () => {
          if (this.#connection === connection && this.#wanted) this.#opening = this.#reopen();
        });
        await this.#ready(connection);
        this.#connection = connection;
        return true;
      } catch {
        return false;
      }
    });
  }
}
