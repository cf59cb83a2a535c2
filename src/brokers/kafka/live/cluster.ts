/**
 * A real Kafka cluster of three brokers and a controller apart, so that brokers may die without taking the quorum along.
 * All its traffic but the controller's goes through proxies: clients to brokers, followers to leaders.
 */
import { once } from "node:events";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { freePorts } from "../../../live/free-ports.ts";
import { type Member, Reaper } from "../../../live/reaper.ts";
import { until } from "../../../live/until.ts";
import { type Artifacts, artifacts } from "./artifacts.ts";
import { JavaHost } from "./java-host.ts";
import {
  brokerProperties,
  controllerProperties,
  OFFSETS_PARTITIONS,
  type Ports,
  serverProperties,
} from "./node-config.ts";
import { Traffic } from "./traffic.ts";

const NODES = [1, 2, 3] as const;
/** Folders of the processes, in the order of their start. */
const NAMES = ["controller", ...NODES.map((node) => `node-${node}`)];
const CLUSTER_ID = "waybill-live-cluster-1";
/** Leads every topic of a script at first. */
const FIRST_LEADER = 1;
/** Led by that broker: a producer that has sent to it has a connection there, before a script holds its link. */
export const WARM_UP_TOPIC = "warm-up";
const START_DEADLINE_MS = 90_000;

export class KafkaCluster {
  readonly folder: string;
  readonly nodes: readonly number[] = NODES;
  readonly traffic: Traffic = new Traffic();
  readonly #reaper: Reaper;
  readonly #artifacts: Artifacts;
  readonly #members = new Map<number, Member>();
  readonly #ports = new Map<number, Ports>();
  readonly #idle: JavaHost[] = [];
  #controllerPort = 0;
  #hosts = 0;
  #admin: JavaHost | undefined;

  private constructor(reaper: Reaper, found: Artifacts) {
    this.#reaper = reaper;
    this.#artifacts = found;
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
      const logs = cluster.#lastWords();
      await cluster.close();
      throw new Error(`Kafka did not start: ${String(trouble)}${logs}`, { cause: trouble });
    }
  }

  /** The list of addresses that a client is given. `direct` passes by the proxies. */
  addresses(way: "proxied" | "direct"): string {
    const ports = [...this.#ports.values()].map((each) =>
      way === "direct" ? each.direct : each.clientProxy,
    );
    return ports.map((port) => `127.0.0.1:${port}`).join();
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
    return join(this.folder, `node-${node}`, "data");
  }

  runs(node: number): boolean {
    return this.#members.get(node)?.running() === true;
  }

  /** Kills the process, or starts it again on its data. */
  async kill(node: number): Promise<void> {
    await this.#members.get(node)?.end();
  }

  async restart(node: number): Promise<void> {
    if (!this.runs(node)) this.#members.set(node, await this.#spawn(`node-${node}`));
  }

  /** Every broker runs and takes part. */
  async whole(): Promise<void> {
    for (const node of NODES) await this.restart(node);
    this.traffic.flow();
    await until("all brokers", START_DEADLINE_MS, async () => {
      const nodes = await this.admin.ask("nodes", "admin").catch(() => undefined);
      return nodes?.["count"] === NODES.length;
    });
  }

  async close(): Promise<void> {
    this.traffic.close();
    await this.#reaper.close();
  }

  async #boot(): Promise<void> {
    const [controller = 0, ...ports] = await freePorts(1 + NODES.length * 5);
    this.#controllerPort = controller;
    for (const node of NODES) {
      const [direct = 0, client = 0, clientProxy = 0, peer = 0, peerProxy = 0] = ports.splice(0, 5);
      this.#ports.set(node, { direct, client, clientProxy, peer, peerProxy });
      await this.traffic.lead(clientProxy, client);
      await this.traffic.lead(peerProxy, peer);
    }
    for (const name of NAMES) this.#configure(name);
    await Promise.all(NAMES.map((name) => this.#format(name)));
    const quorum = await this.#spawn("controller");
    for (const node of NODES) this.#members.set(node, await this.#spawn(`node-${node}`));
    this.#admin = await this.host();
    await until("the first broker", START_DEADLINE_MS, () => {
      if (!quorum.running()) throw new Error("the controller has ended");
      for (const node of NODES) if (!this.runs(node)) throw new Error(`broker ${node} has ended`);
      return answers(this.#portsOf(FIRST_LEADER).direct);
    });
    await this.#admin.ask("admin", "admin", {
      config: { "bootstrap.servers": this.addresses("direct"), "client.id": "looking-on" },
    });
    await this.whole();
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

  #portsOf(node: number): Ports {
    const ports = this.#ports.get(node);
    if (ports === undefined) throw new Error(`there is no broker ${node}`);
    return ports;
  }

  #configure(name: string): void {
    const folder = join(this.folder, name);
    mkdirSync(folder);
    const node = Number(name.slice("node-".length));
    const own =
      name === "controller"
        ? controllerProperties(this.#controllerPort)
        : brokerProperties(node, this.#portsOf(node), NODES.length);
    writeFileSync(
      join(folder, "server.properties"),
      serverProperties(own, this.#controllerPort, join(folder, "data")),
    );
  }

  async #format(name: string): Promise<void> {
    const options = ["format", "-t", CLUSTER_ID, "-c", join(this.folder, name, "server.properties")];
    const member = await this.#run(name, "format.log", "kafka.tools.StorageTool", options);
    if ((await member.ended) !== 0) throw new Error(`the folder of ${name} could not be formatted`);
  }

  #spawn(name: string): Promise<Member> {
    return this.#run(name, "log", "kafka.Kafka", [join(this.folder, name, "server.properties")]);
  }

  #run(name: string, log: string, main: string, own: readonly string[]): Promise<Member> {
    const folder = join(this.folder, name);
    const machine = ["-XX:-UsePerfData", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx384m"];
    return this.#reaper.start({
      name,
      command: "java",
      args: [...machine, `-Djava.io.tmpdir=${folder}`, "-cp", this.#artifacts.libraries, main, ...own],
      env: { PATH: process.env["PATH"] ?? "" },
      folder,
      log: join(folder, log),
    });
  }

  #lastWords(): string {
    const logs = NAMES.flatMap((name) => [join(name, "format.log"), join(name, "log")]);
    return logs
      .map((log) => {
        try {
          return `\n--- ${log}\n${readFileSync(join(this.folder, log), "utf8").slice(-1500)}`;
        } catch {
          return "";
        }
      })
      .join("");
  }
}

async function answers(port: number): Promise<boolean> {
  const socket = connect({ port, host: "127.0.0.1" });
  const connected = await once(socket, "connect").then(
    () => true,
    () => false,
  );
  socket.destroy();
  return connected;
}
