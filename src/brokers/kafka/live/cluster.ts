/**
 * A real Kafka cluster of three brokers and a controller apart, so that brokers may die without taking the quorum along.
 * All its traffic but the controller's goes through proxies: clients to brokers, followers to leaders.
 */
import { execFile } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { promisify } from "node:util";
import { freePorts } from "../../../live/free-ports.ts";
import { type Member, Reaper } from "../../../live/reaper.ts";
import { Link, TcpProxy } from "../../../live/tcp-proxy.ts";
import { until } from "../../../live/until.ts";
import { type Artifacts, artifacts } from "./artifacts.ts";
import { JavaHost } from "./java-host.ts";
import { kafkaFraming, publishes } from "./wire.ts";

/** Time-outs of the cluster, short so that a script is; scripts name them as settings of their broker. */
export const SESSION_TIMEOUT_MS = 3_000;
export const REPLICA_LAG_TIME_MS = 2_000;

const NODES = [1, 2, 3] as const;
/** Leads every topic of a script at first. */
const FIRST_LEADER = 1;
/** Led by that broker: a producer that has sent to it has a connection there, before a script holds its link. */
export const WARM_UP_TOPIC = "warm-up";
const CONTROLLER_ID = 100;
const START_DEADLINE_MS = 90_000;
const OFFSETS_PARTITIONS = 4;

/** Ports of one broker: where it listens, and where the proxies in front of it do. */
interface Ports {
  /** Without a proxy: for looking on. */
  readonly direct: number;
  readonly client: number;
  readonly clientProxy: number;
  readonly peer: number;
  readonly peerProxy: number;
}

const run = promisify(execFile);

export class KafkaCluster {
  readonly folder: string;
  readonly nodes: readonly number[] = NODES;
  readonly #reaper: Reaper;
  readonly #artifacts: Artifacts;
  readonly #members = new Map<number, Member>();
  readonly #ports = new Map<number, Ports>();
  readonly #proxies: TcpProxy[] = [];
  readonly #links = new Map<string, Link>();
  readonly #toDamage = new Map<Link, number>();
  readonly #passed = new Map<Link, number>();
  readonly #idle: JavaHost[] = [];
  #controllerPort = 0;
  #hosts = 0;
  #admin: JavaHost | undefined;

  private constructor(reaper: Reaper, found: Artifacts) {
    this.#reaper = reaper;
    this.#artifacts = found;
    this.folder = reaper.folder;
  }

  /** Starts the cluster on free ports, with data in a temporary folder. Whatever goes wrong, nothing stays behind. */
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
    const ports = [...this.#ports.values()].map((each) => (way === "direct" ? each.direct : each.clientProxy));
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

  /** All connections of the client with this id, whatever broker they lead to. */
  link(clientId: string): Link {
    const link = this.#links.get(clientId) ?? new Link(clientId);
    this.#links.set(clientId, link);
    return link;
  }

  /** The connections over which `follower` fetches from other brokers. */
  fetchLink(follower: number): Link {
    return this.link(`broker-${follower}-fetcher-0`);
  }

  /** The next publish on this link reaches the broker damaged. */
  damageNext(link: Link): void {
    this.#toDamage.set(link, (this.#toDamage.get(link) ?? 0) + 1);
  }

  /** Publishes that the client has written to this link: those that have passed and those that stand on it. */
  publishesOn(link: Link): number {
    return (this.#passed.get(link) ?? 0) + link.standing("requests").filter(publishes).length;
  }

  runs(node: number): boolean {
    return this.#members.get(node)?.running() === true;
  }

  /** Kills the process, or starts it again on its data. */
  async kill(node: number): Promise<void> {
    const member = this.#members.get(node);
    member?.signal("SIGKILL");
    await member?.ended;
  }

  async restart(node: number): Promise<void> {
    if (!this.runs(node)) this.#members.set(node, await this.#spawn(`node-${node}`, "kafka.Kafka"));
  }

  /** Every broker runs and takes part. */
  async whole(): Promise<void> {
    for (const node of NODES) await this.restart(node);
    for (const link of this.#links.values()) {
      link.release("requests");
      link.release("answers");
    }
    await until("all brokers", START_DEADLINE_MS, async () => {
      const nodes = await this.admin.ask("nodes", "admin").catch(() => undefined);
      return nodes?.["count"] === NODES.length;
    });
  }

  async close(): Promise<void> {
    for (const proxy of this.#proxies) proxy.close();
    await this.#reaper.close();
  }

  async #boot(): Promise<void> {
    const [controller = 0, ...ports] = await freePorts(1 + NODES.length * 5);
    this.#controllerPort = controller;
    for (const node of NODES) {
      const [direct = 0, client = 0, clientProxy = 0, peer = 0, peerProxy = 0] = ports.splice(0, 5);
      this.#ports.set(node, { direct, client, clientProxy, peer, peerProxy });
      await this.#proxy(clientProxy, client);
      await this.#proxy(peerProxy, peer);
    }
    const id = "waybill-live-cluster-1";
    for (const name of ["controller", ...NODES.map((node) => `node-${node}`)]) this.#configure(name);
    await Promise.all(
      ["controller", ...NODES.map((node) => `node-${node}`)].map((name) => this.#format(name, id)),
    );
    const quorum = await this.#spawn("controller", "kafka.Kafka");
    for (const node of NODES) this.#members.set(node, await this.#spawn(`node-${node}`, "kafka.Kafka"));
    this.#admin = await this.host();
    await until("the first broker", START_DEADLINE_MS, () => {
      if (!quorum.running()) throw new Error("the controller has ended");
      for (const node of NODES) if (!this.runs(node)) throw new Error(`broker ${node} has ended`);
      return answers(this.#ports.get(1)?.direct ?? 0);
    });
    await this.#admin.ask("admin", "admin", { config: { "bootstrap.servers": this.addresses("direct"), "client.id": "looking-on" } });
    await this.whole();
    await this.#makeOffsetsTopic();
    await this.#admin.ask("create", "admin", { topic: WARM_UP_TOPIC, partitions: 1, replicas: [FIRST_LEADER], settings: {} });
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

  async #proxy(port: number, target: number): Promise<void> {
    const framing = kafkaFraming(
      (clientId) => this.link(clientId),
      (link) => this.#publishPasses(link),
    );
    this.#proxies.push(await TcpProxy.listen(port, () => target, framing));
  }

  #publishPasses(link: Link): boolean {
    this.#passed.set(link, (this.#passed.get(link) ?? 0) + 1);
    const left = this.#toDamage.get(link) ?? 0;
    if (left > 0) this.#toDamage.set(link, left - 1);
    return left > 0;
  }

  #configure(name: string): void {
    const folder = join(this.folder, name);
    mkdirSync(folder);
    const properties = {
      ...(name === "controller" ? this.#controllerProperties() : this.#brokerProperties(Number(name.slice(5)))),
      "controller.listener.names": "CONTROLLER",
      "controller.quorum.voters": `${CONTROLLER_ID}@127.0.0.1:${this.#controllerPort}`,
      "listener.security.protocol.map": "DIRECT:PLAINTEXT,CLIENT:PLAINTEXT,PEER:PLAINTEXT,CONTROLLER:PLAINTEXT",
      "log.dirs": join(folder, "data"),
      "broker.session.timeout.ms": SESSION_TIMEOUT_MS,
      "broker.heartbeat.interval.ms": 500,
    };
    writeFileSync(join(folder, "server.properties"), lines(properties));
  }

  #controllerProperties(): Readonly<Record<string, string | number>> {
    return {
      "process.roles": "controller",
      "node.id": CONTROLLER_ID,
      listeners: `CONTROLLER://127.0.0.1:${this.#controllerPort}`,
    };
  }

  #brokerProperties(node: number): Readonly<Record<string, string | number | boolean>> {
    const ports = this.#ports.get(node);
    const at = (listener: string, port: number | undefined): string => `${listener}://127.0.0.1:${port ?? 0}`;
    return {
      "process.roles": "broker",
      "node.id": node,
      listeners: [at("DIRECT", ports?.direct), at("CLIENT", ports?.client), at("PEER", ports?.peer)].join(),
      "advertised.listeners": [
        at("DIRECT", ports?.direct),
        at("CLIENT", ports?.clientProxy),
        at("PEER", ports?.peerProxy),
      ].join(),
      "inter.broker.listener.name": "PEER",
      "replica.lag.time.max.ms": REPLICA_LAG_TIME_MS,
      "auto.create.topics.enable": false,
      "auto.leader.rebalance.enable": false,
      "offsets.topic.num.partitions": OFFSETS_PARTITIONS,
      "offsets.topic.replication.factor": NODES.length,
      "group.initial.rebalance.delay.ms": 0,
      "group.min.session.timeout.ms": 1_000,
      "log.cleaner.enable": false,
    };
  }

  async #format(name: string, id: string): Promise<void> {
    const folder = join(this.folder, name);
    await run("java", [...this.#java(folder), "kafka.tools.StorageTool", "format", "-t", id, "-c", join(folder, "server.properties")]);
  }

  #java(folder: string): readonly string[] {
    return [
      "-XX:-UsePerfData",
      "-XX:+UseSerialGC",
      "-XX:TieredStopAtLevel=1",
      "-Xmx384m",
      `-Djava.io.tmpdir=${folder}`,
      "-cp",
      this.#artifacts.libraries,
    ];
  }

  #spawn(name: string, main: string): Promise<Member> {
    const folder = join(this.folder, name);
    return this.#reaper.start({
      name,
      command: "java",
      args: [...this.#java(folder), main, join(folder, "server.properties")],
      env: { PATH: process.env["PATH"] ?? "" },
      folder,
      log: join(folder, "log"),
    });
  }

  #lastWords(): string {
    const names = ["controller", ...NODES.map((node) => `node-${node}`)];
    return names
      .map((name) => {
        try {
          return `\n--- ${name}\n${readFileSync(join(this.folder, name, "log"), "utf8").slice(-1500)}`;
        } catch {
          return "";
        }
      })
      .join("");
  }
}

function lines(properties: Readonly<Record<string, string | number | boolean>>): string {
  return Object.entries(properties)
    .map(([key, value]) => `${key}=${value}\n`)
    .join("");
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: "127.0.0.1" });
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
}
