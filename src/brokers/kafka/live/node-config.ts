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

/** Who votes on metadata: a process apart, so that brokers may die without it, or the only broker itself. */
export interface Quorum {
  readonly voter: number;
  readonly port: number;
}

export function quorumOf(nodes: readonly number[], port: number): Quorum {
  const [only = CONTROLLER_ID] = nodes.length === 1 ? nodes : [];
  return { voter: only, port };
}

function at(listener: string, port: number): string {
  return `${listener}://127.0.0.1:${port}`;
}

export function controllerProperties({ voter, port }: Quorum): Properties {
  return { "process.roles": "controller", "node.id": voter, listeners: at("CONTROLLER", port) };
}

/** Clients and peers are told the addresses of the proxies. */
export function brokerProperties(node: number, ports: Ports, nodes: number, quorum: Quorum): Properties {
  const advertised = [
    at("DIRECT", ports.direct),
    at("CLIENT", ports.clientProxy),
    at("PEER", ports.peerProxy),
  ];
  const listeners = [at("DIRECT", ports.direct), at("CLIENT", ports.client), at("PEER", ports.peer)];
  const votes = quorum.voter === node;
  return {
    "process.roles": votes ? "broker,controller" : "broker",
    "node.id": node,
    listeners: (votes ? [...listeners, at("CONTROLLER", quorum.port)] : listeners).join(),
    "advertised.listeners": advertised.join(),
    "inter.broker.listener.name": "PEER",
    "replica.lag.time.max.ms": REPLICA_LAG_TIME_MS,
    "auto.create.topics.enable": false,
    "auto.leader.rebalance.enable": false,
    "offsets.topic.num.partitions": OFFSETS_PARTITIONS,
    "offsets.topic.replication.factor": nodes,
    "transaction.state.log.num.partitions": OFFSETS_PARTITIONS,
    "transaction.state.log.replication.factor": nodes,
    "transaction.state.log.min.isr": Math.min(2, nodes),
    "group.initial.rebalance.delay.ms": 0,
    "group.min.session.timeout.ms": 1_000,
    "log.cleaner.enable": false,
  };
}

/** The whole file of a node, as text. */
export function serverProperties(own: Properties, { voter, port }: Quorum, dataFolder: string): string {
  const properties: Properties = {
    ...own,
    "controller.listener.names": "CONTROLLER",
    "controller.quorum.voters": `${voter}@127.0.0.1:${port}`,
    "listener.security.protocol.map": "DIRECT:PLAINTEXT,CLIENT:PLAINTEXT,PEER:PLAINTEXT,CONTROLLER:PLAINTEXT",
    "log.dirs": dataFolder,
    "broker.session.timeout.ms": SESSION_TIMEOUT_MS,
    "broker.heartbeat.interval.ms": 500,
  };
  return Object.entries(properties)
    .map(([key, value]) => `${key}=${value}\n`)
    .join("");
}
