/**
 * A real broker as tests and the command line use it: started here with its own ports and data, or found running. A
 * broker's `live/launch` gives one.
 */
import type { Topology } from "../model/topology.ts";
import type { Links } from "./links.ts";

/** What is wanted of a broker that is to be started. */
export interface LaunchOptions {
  /** Brokers of the cluster: 1 or 3; 1 where nothing is said. */
  readonly nodes?: number;
  /** The release, as its maker numbers it, where several can be had: `4.3.1`. */
  readonly version?: string;
  /** The virtual host that clients are given, on brokers that have some. */
  readonly vhost?: string;
  /** Called where what the broker is made of has to be fetched first, which takes a while. */
  readonly onFetch?: () => void;
}

/** Channels of a topology as they now are on the broker. */
export interface Declared {
  /** `topic orders`, in the order of their creation; those that were there already stand in `kept`. */
  readonly created: readonly string[];
  readonly kept: readonly string[];
  /** Where the broker has something else than the topology declares, and why: one sentence each. */
  readonly differs: readonly string[];
}

/** A broker that answers at its address; whoever started it. */
export interface RunningBroker {
  /** `kafka`, `rabbitmq`: the type that a spec declares. */
  readonly type: string;
  /** What a client is given: a list of `host:port`, or a URL. */
  readonly address: string;
  /**
   * Creates the channels and bindings that `topology` declares on its broker `name`, under their physical names. What is
   * there already stays as it is. Throws where the broker refuses one.
   */
  declare(topology: Topology, name: string): Promise<Declared>;
  /** Messages that wait in the queues that `topology` declares on its broker `name`, by the queues' names in it. Logs have none. */
  waiting(topology: Topology, name: string): Promise<ReadonlyMap<string, number>>;
}

/** Through the proxies, as clients go, or past them. */
export type Way = "proxied" | "direct";

/** A broker that was started here. It ends with {@link close}, and with this process in whatever way that ends. */
export interface LiveBroker extends RunningBroker {
  /** What runs, as its maker numbers it: `4.3.1`. */
  readonly version: string;
  /** Holds data, configuration and logs; goes with the broker. */
  readonly folder: string;
  /** Numbers of the nodes, from 1. */
  readonly nodes: readonly number[];
  /** Client connections pass a proxy: what it can do to them, by link. */
  readonly links: Links;
  /** The address of one node. `direct` passes by the proxies, for looking on: what is done to links does not reach it. */
  addressOf(node: number, way: Way): string;
  /** The node that serves the (first partition of the) channel of this physical name; undefined where the broker does not tell. */
  leads(channel: string): Promise<number | undefined>;
  /** All nodes take part, and every copy is where it belongs, as far as the broker tells. */
  isWhole(): Promise<boolean>;
  /** The process of this node lives, perhaps paused. */
  runs(node: number): boolean;
  /** Stopped by {@link pause}. */
  paused(node: number): boolean;
  /** Kills the process (SIGKILL): what it had not written is lost. Returns when it has ended. */
  kill(node: number): Promise<void>;
  /** Stops the process (SIGSTOP): it says nothing, and its connections stay open. */
  pause(node: number): void;
  /** Lets a paused process go on (SIGCONT). */
  resume(node: number): void;
  /** Starts a node that does not run again on its data, kills it first if it does; returns when it serves. */
  restart(node: number): Promise<void>;
  /** Ends all processes and removes the folder. */
  close(): Promise<void>;
}
