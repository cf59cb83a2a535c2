/**
 * The processes of a real Kafka: one broker that is its own controller, or several with a controller apart, so that
 * brokers may die without taking the quorum along. All traffic but the controller's goes through proxies: clients to
 * brokers, followers to leaders.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { freePorts } from "../../../live/free-ports.ts";
import { lastWords } from "../../../live/last-words.ts";
import type { Way } from "../../../live/live-broker.ts";
import { NodeProcesses } from "../../../live/node-processes.ts";
import type { Member, Reaper } from "../../../live/reaper.ts";
import { until } from "../../../live/until.ts";
import { KafkaAdmin } from "./admin.ts";
import {
  brokerProperties,
  controllerProperties,
  type Ports,
  type Quorum,
  quorumOf,
  serverProperties,
} from "./node-config.ts";
import { Traffic } from "./traffic.ts";

const CLUSTER_ID = "waybill-live-cluster-1";
const CONTROLLER = "controller";
export const START_DEADLINE_MS = 90_000;

export class KafkaNodes extends NodeProcesses {
  /** From 1. */
  readonly numbers: readonly number[];
  readonly traffic: Traffic;
  readonly #reaper: Reaper;
  readonly #libraries: string;
  readonly #ports = new Map<number, Ports>();
  #quorum: Quorum = { voter: 0, port: 0 };
  #controller: Member | undefined;

  constructor(reaper: Reaper, libraries: string, count: number) {
    super();
    this.#reaper = reaper;
    this.#libraries = libraries;
    this.numbers = Array.from({ length: count }, (_, index) => index + 1);
    this.traffic = new Traffic(this.numbers);
  }

  /** Starts all processes on free ports, and returns when every broker takes part. */
  async boot(): Promise<void> {
    const [controllerPort = 0, ...ports] = await freePorts(1 + this.numbers.length * 5);
    this.#quorum = quorumOf(this.numbers, controllerPort);
    for (const node of this.numbers) {
      const [direct = 0, client = 0, clientProxy = 0, peer = 0, peerProxy = 0] = ports.splice(0, 5);
      this.#ports.set(node, { direct, client, clientProxy, peer, peerProxy });
      await this.traffic.leadClients(clientProxy, client, node);
      await this.traffic.leadPeers(peerProxy, peer);
    }
    for (const name of this.#names()) this.#configure(name);
    await Promise.all(this.#names().map((name) => this.#format(name)));
    if (this.numbers.length > 1) this.#controller = await this.#spawn(CONTROLLER);
    for (const node of this.numbers) this.members.set(node, await this.#spawn(`node-${node}`));
    await this.whole();
  }

  /** The list of addresses that a client is given. `direct` passes by the proxies. */
  addresses(way: Way, nodes: readonly number[] = this.numbers): string {
    return nodes
      .map((node) => {
        const { direct, clientProxy } = this.#portsOf(node);
        return `127.0.0.1:${way === "direct" ? direct : clientProxy}`;
      })
      .join();
  }

  /** Folder with the partitions of a node. */
  dataFolder(node: number): string {
    return join(this.#reaper.folder, `node-${node}`, "data");
  }

  /** Starts the node on its data, unless it runs. */
  async start(node: number): Promise<void> {
    if (!this.runs(node)) this.members.set(node, await this.#spawn(`node-${node}`));
  }

  /** Every broker runs and takes part. */
  async whole(): Promise<void> {
    await this.traffic.links.heal();
    for (const node of this.numbers) {
      this.resume(node);
      await this.start(node);
    }
    await until("all brokers", START_DEADLINE_MS, async () => {
      this.#mustRun();
      return (await this.#taking()).length === this.numbers.length;
    });
  }

  /** The node takes part: the cluster knows it as alive, and it answers itself. */
  async serves(node: number): Promise<void> {
    await until(`broker ${node}`, START_DEADLINE_MS, async () => {
      if (!this.runs(node)) throw new Error(`broker ${node} has ended`);
      const view = await new KafkaAdmin(this.addresses("direct", [node])).view().catch(() => undefined);
      return view?.brokers.includes(node) === true;
    });
  }

  close(): void {
    this.traffic.close();
  }

  /** The last of each log, for whoever wants to know why it did not start. */
  lastWords(): string {
    const logs = this.#names().flatMap((name) => [join(name, "format.log"), join(name, "log")]);
    return lastWords(logs.map((name) => ({ name, path: join(this.#reaper.folder, name) })));
  }

  #names(): readonly string[] {
    const brokers = this.numbers.map((node) => `node-${node}`);
    return this.numbers.length > 1 ? [CONTROLLER, ...brokers] : brokers;
  }

  async #taking(): Promise<readonly number[]> {
    const view = await new KafkaAdmin(this.addresses("direct")).view().catch(() => undefined);
    return view?.brokers ?? [];
  }

  #mustRun(): void {
    if (this.#controller?.running() === false) throw new Error("the controller has ended");
    for (const node of this.numbers) if (!this.runs(node)) throw new Error(`broker ${node} has ended`);
  }

  #portsOf(node: number): Ports {
    const ports = this.#ports.get(node);
    if (ports === undefined) throw new Error(`there is no broker ${node}`);
    return ports;
  }

  #configure(name: string): void {
    const folder = join(this.#reaper.folder, name);
    mkdirSync(folder);
    const node = Number(name.slice("node-".length));
    const own =
      name === CONTROLLER
        ? controllerProperties(this.#quorum)
        : brokerProperties(node, this.#portsOf(node), this.numbers.length, this.#quorum);
    writeFileSync(
      join(folder, "server.properties"),
      serverProperties(own, this.#quorum, join(folder, "data")),
    );
  }

  async #format(name: string): Promise<void> {
    const options = ["format", "-t", CLUSTER_ID, "-c", join(this.#reaper.folder, name, "server.properties")];
    const member = await this.#run(name, "format.log", "kafka.tools.StorageTool", options);
    if ((await member.ended) !== 0) throw new Error(`the folder of ${name} could not be formatted`);
  }

  #spawn(name: string): Promise<Member> {
    return this.#run(name, "log", "kafka.Kafka", [join(this.#reaper.folder, name, "server.properties")]);
  }

  #run(name: string, log: string, main: string, own: readonly string[]): Promise<Member> {
    const folder = join(this.#reaper.folder, name);
    const machine = ["-XX:-UsePerfData", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx384m"];
    return this.#reaper.start({
      name,
      command: "java",
      args: [...machine, `-Djava.io.tmpdir=${folder}`, "-cp", this.#libraries, main, ...own],
      env: { PATH: process.env["PATH"] ?? "" },
      folder,
      log: join(folder, log),
    });
  }
}
