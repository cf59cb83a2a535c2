/** How a broker that `broker up` started is now, as plain data: what its control answers, and what lies in its folder. */
import type { LinkState } from "../../live/link.ts";
import type { LiveBroker } from "../../live/live-broker.ts";
import { launcherOf } from "./launchers.ts";

export interface NodeState {
  /** `node-1`. */
  readonly name: string;
  readonly address: string;
  readonly state: "running" | "paused" | "dead";
}

export interface LinkRow extends LinkState {
  readonly name: string;
}

export interface BrokerState {
  readonly type: string;
  readonly release: string;
  /** The environment variable that programs read, and its value. */
  readonly variable: string;
  readonly address: string;
  readonly folder: string;
  /** The process that runs it. */
  readonly pid: number;
  /** Where `broker up` was called. */
  readonly startedIn: string;
  readonly nodes: readonly NodeState[];
  readonly links: readonly LinkRow[];
}

export function stateOf(broker: LiveBroker, startedIn: string): BrokerState {
  const { type, version, address, folder } = broker;
  return {
    type,
    release: version,
    variable: launcherOf(type)?.variable ?? "",
    address,
    folder,
    pid: process.pid,
    startedIn,
    nodes: broker.nodes.map((node) => nodeState(broker, node)),
    links: broker.links.all().map((link) => ({ name: link.name, ...link.state })),
  };
}

function nodeState(broker: LiveBroker, node: number): NodeState {
  const state = broker.paused(node) ? "paused" : broker.runs(node) ? "running" : "dead";
  return { name: `node-${node}`, address: broker.addressOf(node, "proxied"), state };
}
