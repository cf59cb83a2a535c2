/** A topology as a live run tries it: on as many nodes as there are, with time-outs that a run can wait for. */
import type { Broker, Channel, Consumer, Topology } from "../../../model/topology.ts";
import type { Settings } from "../../../model/value.ts";

/** What is otherwise than declared, a sentence each. */
export interface Tried {
  readonly topology: Topology;
  readonly notes: readonly string[];
}

/** After so long a group misses a member that died. */
const SESSION_MS = 6_000;
const HEARTBEAT_MS = 1_000;
const SESSION_DEFAULT_MS = 45_000;

/** `nodes`: of every broker at most. */
export function triedTopology(topology: Topology, nodes: number): Tried {
  const notes: string[] = [];
  const kafkas = new Set(topology.brokers.filter(({ type }) => type === "kafka").map(({ name }) => name));
  const isOnKafka = ({ from }: Consumer): boolean =>
    topology.channels.some(
      ({ kind, name, broker }) => kind === from.kind && name === from.name && kafkas.has(broker),
    );
  const brokers = topology.brokers.map((broker): Broker => {
    const count = Math.min(broker.nodes, nodes);
    if (count < broker.nodes) notes.push(`${broker.name} has ${nodesText(count)} instead of ${broker.nodes}`);
    return { ...broker, nodes: count };
  });
  const channels = topology.channels.map(
    (channel): Channel =>
      kafkas.has(channel.broker) ? { ...channel, settings: fitted(channel.settings, nodes) } : channel,
  );
  const services = topology.services.map((service) => ({
    ...service,
    consumers: service.consumers.map((consumer) =>
      isOnKafka(consumer) ? missedSoon(consumer, notes) : consumer,
    ),
  }));
  return { topology: { ...topology, brokers, channels, services }, notes };
}

function nodesText(count: number): string {
  return count === 1 ? "one node" : `${count} nodes`;
}

/** No more replicas than there are nodes. */
function fitted(settings: Settings, nodes: number): Settings {
  const out = { ...settings };
  for (const setting of ["replication", "min-in-sync"]) {
    const value = out[setting];
    if (typeof value === "number") out[setting] = Math.min(value, nodes);
  }
  return out;
}

function missedSoon(consumer: Consumer, notes: string[]): Consumer {
  const { settings } = consumer;
  const declared = settings["session-timeout"] ?? SESSION_DEFAULT_MS;
  if (typeof declared !== "number" || declared <= SESSION_MS) return consumer;
  notes.push(
    `${consumer.service}.${consumer.name} is missed after ${SESSION_MS / 1000} s instead of ${declared / 1000} when it dies`,
  );
  const soon = { "session-timeout": SESSION_MS, "heartbeat-interval": HEARTBEAT_MS };
  return { ...consumer, settings: { ...settings, ...soon } };
}
