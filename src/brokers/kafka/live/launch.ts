/** A real Kafka for tests and people: started here, or found by its address. */
import type { Links } from "../../../live/links.ts";
import type { Declared, LaunchOptions, LiveBroker, RunningBroker, Way } from "../../../live/live-broker.ts";
import { NodeControls } from "../../../live/node-processes.ts";
import { Reaper } from "../../../live/reaper.ts";
import type { Topology } from "../../../model/topology.ts";
import { KafkaAdmin } from "./admin.ts";
import { kafkaRelease } from "./artifacts.ts";
import { declareTopics } from "./declare.ts";
import { KafkaNodes } from "./nodes.ts";

const TYPE = "kafka";

/** A client's link is the one of its client id. */
class LaunchedKafka extends NodeControls implements LiveBroker {
  readonly type = TYPE;
  readonly version: string;
  readonly folder: string;
  readonly #reaper: Reaper;
  readonly #cluster: KafkaNodes;

  constructor(reaper: Reaper, cluster: KafkaNodes, version: string) {
    super(cluster);
    this.#reaper = reaper;
    this.#cluster = cluster;
    this.version = version;
    this.folder = reaper.folder;
  }

  get nodes(): readonly number[] {
    return this.#cluster.numbers;
  }

  get links(): Links {
    return this.#cluster.traffic.links;
  }

  get address(): string {
    return this.#cluster.addresses("proxied");
  }

  addressOf(node: number, way: Way): string {
    return this.#cluster.addresses(way, [node]);
  }

  async leads(channel: string): Promise<number | undefined> {
    const { topics } = await new KafkaAdmin(this.#cluster.addresses("direct")).view();
    const leader = topics.get(channel)?.[0]?.leader ?? -1;
    return leader < 0 ? undefined : leader;
  }

  async isWhole(): Promise<boolean> {
    const { brokers, topics } = await new KafkaAdmin(this.#cluster.addresses("direct")).view();
    const partitions = [...topics.values()].flat();
    return (
      brokers.length === this.nodes.length &&
      partitions.every(({ inSync, leader, replicas }) => leader >= 0 && inSync === replicas)
    );
  }

  async restart(node: number): Promise<void> {
    await this.#cluster.kill(node);
    await this.#cluster.start(node);
    await this.#cluster.serves(node);
  }

  declare(topology: Topology, name: string): Promise<Declared> {
    return declareTopics(new KafkaAdmin(this.#cluster.addresses("direct")), topology, name);
  }

  waiting(): Promise<ReadonlyMap<string, number>> {
    return Promise.resolve(new Map());
  }

  async close(): Promise<void> {
    this.#cluster.close();
    await this.#reaper.close();
  }
}

/**
 * Starts a Kafka on free ports, with data in a temporary folder; ready after 4 to 12 seconds. Its time-outs are short: a
 * dead broker is noticed after 3 s, a follower leaves the in-sync set after 2 s. Whatever goes wrong, nothing stays
 * behind. Throws {@link import("../../../live/missing.ts").Missing} where Java or Maven is not installed.
 */
export async function launchKafka({
  nodes = 1,
  version: wanted,
  onFetch,
}: LaunchOptions = {}): Promise<LiveBroker> {
  const { libraries, version } = await kafkaRelease(wanted, onFetch);
  const reaper = await Reaper.start();
  const cluster = new KafkaNodes(reaper, libraries, nodes);
  const launched = new LaunchedKafka(reaper, cluster, version);
  try {
    await cluster.boot();
    return launched;
  } catch (trouble) {
    const logs = cluster.lastWords();
    await launched.close();
    throw new Error(`Kafka did not start: ${String(trouble)}${logs}`, { cause: trouble });
  }
}

/** The Kafka whose brokers listen on `address` (`host:port`, with commas between them). Throws where nobody answers. */
export async function findKafka(address: string): Promise<RunningBroker> {
  const admin = new KafkaAdmin(address);
  await admin.view();
  return {
    type: TYPE,
    address,
    declare: (topology, name) => declareTopics(admin, topology, name),
    waiting: () => Promise.resolve(new Map()),
  };
}
