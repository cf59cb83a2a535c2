/** A real RabbitMQ for tests and people: started here, or found by its address. */
import { freePorts } from "../../../live/free-ports.ts";
import { Links } from "../../../live/links.ts";
import type { Declared, LaunchOptions, LiveBroker, RunningBroker, Way } from "../../../live/live-broker.ts";
import { NodeControls } from "../../../live/node-processes.ts";
import { type Target, TcpProxy } from "../../../live/tcp-proxy.ts";
import type { Topology } from "../../../model/topology.ts";
import { RabbitCluster } from "./cluster.ts";
import { declareOn, openUrl, waitingOn } from "./declare-on.ts";
import { amqpFraming } from "./wire.ts";

const TYPE = "rabbitmq";

/**
 * A client's link is the one of its `connection_name`. The address of the whole leads to the first node that runs and is
 * not paused, as a load balancer would.
 */
class LaunchedRabbit extends NodeControls implements LiveBroker {
  readonly type = TYPE;
  readonly version: string;
  readonly folder: string;
  readonly nodes: readonly number[];
  readonly links: Links;
  readonly #cluster: RabbitCluster;
  readonly #vhost: string;
  readonly #proxies: TcpProxy[] = [];
  readonly #ports = new Map<number, number>();
  #front = 0;

  constructor(cluster: RabbitCluster, vhost: string) {
    super(cluster);
    this.#cluster = cluster;
    this.#vhost = vhost;
    this.version = cluster.version;
    this.folder = cluster.folder;
    this.nodes = cluster.nodes;
    this.links = new Links(cluster.nodes);
  }

  /** Puts the proxies in front of the nodes. */
  async open(): Promise<void> {
    const [front = 0, ...ports] = await freePorts(1 + this.nodes.length);
    this.#front = front;
    await this.#lead(front, () => this.#cluster.nearest());
    for (const node of this.nodes) {
      const port = ports.shift() ?? 0;
      this.#ports.set(node, port);
      await this.#lead(port, () => node);
    }
  }

  get address(): string {
    return this.#url(this.#front);
  }

  addressOf(node: number, way: Way): string {
    const port = way === "direct" ? this.#cluster.port(node) : this.#ports.get(node);
    if (port === undefined || port === 0) throw new Error(`there is no node ${node}`);
    return this.#url(port);
  }

  leads(): Promise<number | undefined> {
    return Promise.resolve(undefined);
  }

  isWhole(): Promise<boolean> {
    return Promise.resolve(this.nodes.every((node) => this.runs(node) && !this.paused(node)));
  }

  async restart(node: number): Promise<void> {
    await this.#cluster.kill(node);
    await this.#cluster.restart(node);
  }

  declare(topology: Topology, name: string): Promise<Declared> {
    return declareOn(this.addressOf(this.#cluster.nearest(), "direct"), topology, name);
  }

  waiting(topology: Topology, name: string): Promise<ReadonlyMap<string, number>> {
    return waitingOn(this.addressOf(this.#cluster.nearest(), "direct"), topology, name);
  }

  async close(): Promise<void> {
    for (const proxy of this.#proxies) proxy.close();
    await this.#cluster.close();
  }

  async #lead(port: number, node: () => number): Promise<void> {
    const target = (): Target => {
      const to = node();
      return { port: this.#cluster.port(to), links: [this.links.clients, this.links.node(to)] };
    };
    this.#proxies.push(
      await TcpProxy.listen(
        port,
        target,
        amqpFraming((name) => this.links.client(name)),
      ),
    );
  }

  #url(port: number): string {
    return `amqp://guest:guest@127.0.0.1:${port}${this.#vhost === "/" ? "" : `/${encodeURIComponent(this.#vhost)}`}`;
  }
}

/**
 * Starts a RabbitMQ on free ports, with data in a temporary folder; ready after 4 to 16 seconds. Whatever goes wrong,
 * nothing stays behind. Throws {@link import("../../../live/missing.ts").Missing} where RabbitMQ is not installed.
 */
export async function launchRabbit({ nodes = 1, vhost = "/" }: LaunchOptions = {}): Promise<LiveBroker> {
  const cluster = await RabbitCluster.start({ nodes, vhost });
  const launched = new LaunchedRabbit(cluster, vhost);
  try {
    await launched.open();
    return launched;
  } catch (trouble) {
    await launched.close();
    throw trouble;
  }
}

/** The RabbitMQ at `address`, an AMQP URL with its virtual host. Throws where nobody answers, or refuses. */
export async function findRabbit(address: string): Promise<RunningBroker> {
  const connection = await openUrl(address);
  await connection.close();
  return {
    type: TYPE,
    address,
    declare: (topology, name) => declareOn(address, topology, name),
    waiting: (topology, name) => waitingOn(address, topology, name),
  };
}
