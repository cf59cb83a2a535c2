/** The configuration files of the cluster's nodes. */
import { REPLICA_LAG_TIME_MS, SESSION_TIMEOUT_MS } from "./time-outs.ts";

type Properties = Readonly<Record<string, string | number | boolean>>;

/** Ports of one broker: where it listens, and where the proxies in front of it do. */
export interface Ports {
  /** Without a proxy: for looking on. */
  readonly direct: number;
  readonly client: number;
  readonly clientProxy: number;
  readonly peer: number;
  readonly peerProxy: number;
}

export const OFFSETS_PARTITIONS = 4;
const CONTROLLER_ID = 100;

function at(listener: string, port: number): string {
  return `${listener}://127.0.0.1:${port}`;
}

export function controllerProperties(port: number): Properties {
  return { "process.roles": "controller", "node.id": CONTROLLER_ID, listeners: at("CONTROLLER", port) };
}

/** Clients and peers are told the addresses of the proxies. */
export function brokerProperties(node: number, ports: Ports, nodes: number): Properties {
  const advertised = [
    at("DIRECT", ports.direct),
    at("CLIENT", ports.clientProxy),
    at("PEER", ports.peerProxy),
  ];
  return {
    "process.roles": "broker",
    "node.id": node,
    listeners: [at("DIRECT", ports.direct), at("CLIENT", ports.client), at("PEER", ports.peer)].join(),
    "advertised.listeners": advertised.join(),
    "inter.broker.listener.name": "PEER",
    "replica.lag.time.max.ms": REPLICA_LAG_TIME_MS,
    "auto.create.topics.enable": false,
    "auto.leader.rebalance.enable": false,
    "offsets.topic.num.partitions": OFFSETS_PARTITIONS,
    "offsets.topic.replication.factor": nodes,
    "group.initial.rebalance.delay.ms": 0,
    "group.min.session.timeout.ms": 1_000,
    "log.cleaner.enable": false,
  };
}

/** The whole file of a node, as text. */
export function serverProperties(own: Properties, controllerPort: number, dataFolder: string): string {
  const properties: Properties = {
    ...own,
    "controller.listener.names": "CONTROLLER",
    "controller.quorum.voters": `${CONTROLLER_ID}@127.0.0.1:${controllerPort}`,
    "listener.security.protocol.map": "DIRECT:PLAINTEXT,CLIENT:PLAINTEXT,PEER:PLAINTEXT,CONTROLLER:PLAINTEXT",
    "log.dirs": dataFolder,
    "broker.session.timeout.ms": SESSION_TIMEOUT_MS,
    "broker.heartbeat.interval.ms": 500,
  };
  return Object.entries(properties)
    .map(([key, value]) => `${key}=${value}\n`)
    .join("");
}
