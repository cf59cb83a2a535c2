/** A real RabbitMQ of one or more nodes, from the system's package, with an epmd of its own, so that no daemon stays behind. */
import { readdirSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { join } from "node:path";
import { freePorts } from "../../../live/free-ports.ts";
import { lastWords } from "../../../live/last-words.ts";
import { Missing } from "../../../live/missing.ts";
import { NodeProcesses } from "../../../live/node-processes.ts";
import { type Member, Reaper } from "../../../live/reaper.ts";
import { until } from "../../../live/until.ts";

const START_DEADLINE_MS = 90_000;
/** Where the package puts the server; its own start script, not the wrapper in PATH, which changes the user. */
const SERVERS = "/usr/lib/rabbitmq/lib";
const SYSTEM_PATH = "/usr/sbin:/usr/bin:/sbin:/bin";
/** AMQP 0-9-1, what a client says first. */
const PROTOCOL_HEADER = Buffer.from("AMQP\0\0\x09\x01", "latin1");

interface Ports {
  readonly amqp: number;
  readonly distribution: number;
}

/** What is wanted of a cluster. */
export interface ClusterOptions {
  /** 3 where nothing is said. */
  readonly nodes?: number;
  /** The virtual host that there is, `/` where nothing is said. */
  readonly vhost?: string;
}

function serverScript(): string {
  const missing = `RabbitMQ's server was not found under ${SERVERS} (Debian: apt-get install -y --no-install-recommends rabbitmq-server)`;
  let found: readonly string[];
  try {
    found = readdirSync(SERVERS).filter((name) => name.startsWith("rabbitmq_server-"));
  } catch {
    throw new Missing(missing);
  }
  const newest = found.at(-1);
  if (newest === undefined) throw new Missing(missing);
  return join(SERVERS, newest, "sbin/rabbitmq-server");
}

export class RabbitCluster extends NodeProcesses {
  readonly folder: string;
  readonly nodes: readonly number[];
  readonly #reaper: Reaper;
  readonly #script: string;
  readonly #vhost: string;
  readonly #ports = new Map<number, Ports>();
  #epmdPort = 0;

  private constructor(reaper: Reaper, script: string, { nodes = 3, vhost = "/" }: ClusterOptions) {
    super();
    this.#reaper = reaper;
    this.#script = script;
    this.#vhost = vhost;
    this.folder = reaper.folder;
    this.nodes = Array.from({ length: nodes }, (_, index) => index + 1);
  }

  /**
   * Starts the cluster on free ports, with data in a temporary folder. Whatever goes wrong, nothing stays behind.
   * Throws {@link Missing} where RabbitMQ is not installed.
   */
  static async start(options: ClusterOptions = {}): Promise<RabbitCluster> {
    const script = serverScript();
    const reaper = await Reaper.start();
    const cluster = new RabbitCluster(reaper, script, options);
    try {
      await cluster.#boot();
      return cluster;
    } catch (trouble) {
      const logs = cluster.#lastWords();
      await cluster.close();
      throw new Error(`RabbitMQ did not start: ${String(trouble)}${logs}`, { cause: trouble });
    }
  }

  /** As the package numbers it: `3.10.8`. */
  get version(): string {
    return /rabbitmq_server-([^/]+)/.exec(this.#script)?.[1] ?? "";
  }

  /** Port on which the node serves AMQP. */
  port(node: number): number {
    return this.#ports.get(node)?.amqp ?? 0;
  }

  /** Where clients go: the first node that runs and is not paused, else the first. */
  nearest(): number {
    return this.nodes.find((node) => this.runs(node) && !this.paused(node)) ?? 1;
  }

  /** Starts the node again on its data, and waits until it serves. */
  async restart(node: number): Promise<void> {
    if (!this.runs(node)) this.members.set(node, await this.#spawn(node));
    await this.#serves(node);
  }

  async close(): Promise<void> {
    await this.#reaper.close();
  }

  async #boot(): Promise<void> {
    const [epmd = 0, ...ports] = await freePorts(1 + this.nodes.length * 2);
    this.#epmdPort = epmd;
    for (const node of this.nodes) {
      const [amqp = 0, distribution = 0] = ports.splice(0, 2);
      this.#ports.set(node, { amqp, distribution });
    }
    await this.#startEpmd();
    for (const node of this.nodes) await this.#configure(node);
    for (const node of this.nodes) this.members.set(node, await this.#spawn(node));
    for (const node of this.nodes) await this.#serves(node);
  }

  /** Before any node: one that finds no epmd would start a daemon that nobody ends. */
  async #startEpmd(): Promise<void> {
    const member = await this.#reaper.start({
      name: "epmd",
      command: "epmd",
      args: ["-port", String(this.#epmdPort), "-address", "127.0.0.1"],
      env: { PATH: SYSTEM_PATH },
      log: join(this.folder, "epmd.log"),
    });
    await until("epmd", START_DEADLINE_MS, () => {
      if (!member.running()) throw new Error("epmd has ended");
      return greets(this.#epmdPort, undefined);
    });
  }

  async #configure(node: number): Promise<void> {
    const folder = this.#folder(node);
    for (const name of ["mnesia", "log"]) await mkdir(join(folder, name), { recursive: true });
    const lines = [
      `listeners.tcp.1 = 127.0.0.1:${this.port(node)}`,
      `default_vhost = ${this.#vhost}`,
      "loopback_users = none",
      "log.file.level = warning",
      "disk_free_limit.absolute = 50MB",
    ];
    if (this.nodes.length > 1) {
      lines.push("cluster_formation.peer_discovery_backend = classic_config");
      for (const each of this.nodes)
        lines.push(`cluster_formation.classic_config.nodes.${each} = ${this.#erlangName(each)}`);
    }
    await writeFile(join(folder, "rabbitmq.conf"), `${lines.join("\n")}\n`);
    await writeFile(join(folder, "enabled_plugins"), "[].");
    await writeFile(join(folder, "env.conf"), "");
  }

  #spawn(node: number): Promise<Member> {
    const folder = this.#folder(node);
    return this.#reaper.start({
      name: `rabbit-${node}`,
      command: this.#script,
      args: [],
      env: {
        PATH: SYSTEM_PATH,
        HOME: folder,
        LANG: "C.UTF-8",
        ERL_EPMD_PORT: String(this.#epmdPort),
        ERL_EPMD_ADDRESS: "127.0.0.1",
        RABBITMQ_NODENAME: this.#erlangName(node),
        RABBITMQ_DIST_PORT: String(this.#ports.get(node)?.distribution ?? 0),
        RABBITMQ_MNESIA_BASE: join(folder, "mnesia"),
        RABBITMQ_LOG_BASE: join(folder, "log"),
        RABBITMQ_CONFIG_FILE: join(folder, "rabbitmq.conf"),
        RABBITMQ_CONF_ENV_FILE: join(folder, "env.conf"),
        RABBITMQ_ENABLED_PLUGINS_FILE: join(folder, "enabled_plugins"),
        RABBITMQ_PID_FILE: join(folder, "pid"),
        RABBITMQ_SERVER_ERL_ARGS: "+S 2:2 +sbwt none",
        RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: "-setcookie waybill -kernel inet_dist_use_interface {127,0,0,1}",
        // The script then becomes the server instead of watching it, so that a signal meets the server.
        RUNNING_UNDER_SYSTEMD: "true",
      },
      folder,
      log: join(folder, "out"),
    });
  }

  async #serves(node: number): Promise<void> {
    await until(`node ${node}`, START_DEADLINE_MS, () => {
      if (!this.runs(node)) throw new Error(`node ${node} has ended`);
      return greets(this.port(node), PROTOCOL_HEADER);
    });
  }

  #erlangName(node: number): string {
    return `waybill-${this.#epmdPort}-${node}@localhost`;
  }

  #folder(node: number): string {
    return join(this.folder, String(node));
  }

  #lastWords(): string {
    return lastWords(
      this.nodes.map((node) => ({ name: `node ${node}`, path: join(this.#folder(node), "out") })),
    );
  }
}

/** Somebody listens on the port and, where `hello` is given, answers it. */
function greets(port: number, hello: Buffer | undefined): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: "127.0.0.1" });
    const done = (answer: boolean): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.once("error", () => done(false));
    socket.once("close", () => done(false));
    socket.once("connect", () => (hello === undefined ? done(true) : socket.write(hello)));
    socket.once("data", () => done(true));
    socket.setTimeout(2_000, () => done(false));
  });
}
