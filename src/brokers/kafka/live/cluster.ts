/** A real Kafka cluster of three brokers as scripts need it: with Java processes for their clients. */
import { Reaper } from "../../../live/reaper.ts";
import { until } from "../../../live/until.ts";
import { type Artifacts, artifacts } from "./artifacts.ts";
import { JavaHost } from "./java-host.ts";
import { OFFSETS_PARTITIONS } from "./node-config.ts";
import { KafkaNodes, START_DEADLINE_MS } from "./nodes.ts";
import type { Traffic } from "./traffic.ts";

const NODES = 3;
/** Leads every topic of a script at first. */
const FIRST_LEADER = 1;
/** Led by that broker: a producer that has sent to it has a connection there, before a script holds its link. */
export const WARM_UP_TOPIC = "warm-up";

export class KafkaCluster {
  readonly folder: string;
  readonly #reaper: Reaper;
  readonly #artifacts: Artifacts;
  readonly #nodes: KafkaNodes;
  readonly #idle: JavaHost[] = [];
  #hosts = 0;
  #admin: JavaHost | undefined;

  private constructor(reaper: Reaper, found: Artifacts) {
    this.#reaper = reaper;
    this.#artifacts = found;
    this.#nodes = new KafkaNodes(reaper, found.libraries, NODES);
    this.folder = reaper.folder;
  }

  /**
   * Starts the cluster on free ports, with data in a temporary folder. Whatever goes wrong, nothing stays behind.
   * Throws {@link import("../../../live/missing.ts").Missing} where Java or Maven is not installed.
   */
  static async start(): Promise<KafkaCluster> {
    const found = await artifacts();
    const reaper = await Reaper.start();
    const cluster = new KafkaCluster(reaper, found);
    try {
      await cluster.#boot();
      return cluster;
    } catch (trouble) {
      const logs = cluster.#nodes.lastWords();
      await cluster.close();
      throw new Error(`Kafka did not start: ${String(trouble)}${logs}`, { cause: trouble });
    }
  }

  get nodes(): readonly number[] {
    return this.#nodes.numbers;
  }

  get traffic(): Traffic {
    return this.#nodes.traffic;
  }

  /** The list of addresses that a client is given. `direct` passes by the proxies. */
  addresses(way: "proxied" | "direct"): string {
    return this.#nodes.addresses(way);
  }

  /** A Java process to run clients in; one that was given back, if there is one. */
  async host(): Promise<JavaHost> {
    const idle = this.#idle.pop();
    if (idle !== undefined) return idle;
    this.#hosts += 1;
    return JavaHost.start(this.#reaper, this.#artifacts, `clients-${this.#hosts}`);
  }

  /** Gives a process back whose clients have been closed. */
  giveBack(host: JavaHost): void {
    host.onEvent = () => undefined;
    if (host.member.running()) this.#idle.push(host);
  }

  /** The process that looks on: client `admin` is connected directly. */
  get admin(): JavaHost {
    if (this.#admin === undefined) throw new Error("the cluster has not been started");
    return this.#admin;
  }

  /** Folder with the partitions of a node. */
  dataFolder(node: number): string {
    return this.#nodes.dataFolder(node);
  }

  runs(node: number): boolean {
    return this.#nodes.runs(node);
  }

  /** Kills the process, or starts it again on its data. */
  async kill(node: number): Promise<void> {
    await this.#nodes.kill(node);
  }

  async restart(node: number): Promise<void> {
    await this.#nodes.start(node);
  }

  /** Every broker runs and takes part, also in the eyes of the clients that look on. */
  async whole(): Promise<void> {
    await this.#nodes.whole();
    await until("all brokers", START_DEADLINE_MS, async () => {
      const nodes = await this.admin.ask("nodes", "admin").catch(() => undefined);
      return nodes?.["count"] === this.nodes.length;
    });
  }

  async close(): Promise<void> {
    this.#nodes.close();
    await this.#reaper.close();
  }

  async #boot(): Promise<void> {
    await this.#nodes.boot();
    this.#admin = await this.host();
    await this.#admin.ask("admin", "admin", {
      config: { "bootstrap.servers": this.addresses("direct"), "client.id": "looking-on" },
    });
    await this.#makeOffsetsTopic();
    await this.#admin.ask("create", "admin", {
      topic: WARM_UP_TOPIC,
      partitions: 1,
      replicas: [FIRST_LEADER],
      settings: {},
    });
  }

  /** Made by hand so that it is there when the first group asks, and led by the broker that scripts kill last. */
  async #makeOffsetsTopic(): Promise<void> {
    await this.#admin?.ask("create", "admin", {
      topic: "__consumer_offsets",
      partitions: OFFSETS_PARTITIONS,
      replicas: [3, 2, 1],
      settings: { "cleanup.policy": "compact" },
    });
  }
}
