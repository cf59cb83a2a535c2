/** The channels of a topology as the checkers of anomalies need to know them. */
import type { CompileBroker } from "../compiler/broker.ts";
import type { Analysis } from "../compiler/infer/analyse.ts";
import { flowsOf } from "../compiler/infer/flows.ts";
import type { ChannelProducer, WatchedChannel } from "../history/channels/watched-channel.ts";
import { endpointId, type Flow, type Hop } from "../model/flow.ts";
import type { Topology } from "../model/topology.ts";
import { channelNames, dueOver } from "./watched-guarantees.ts";

interface Way {
  readonly flow: Flow;
  readonly hop: Hop;
}

/** Each log for each group that reads it, each queue once; in the order of declaration. `of`: those of some flows only. */
export function watchedChannels(
  { topology }: Analysis,
  brokers: readonly CompileBroker[],
  of?: readonly string[],
): readonly WatchedChannel[] {
  const units = new Map<string, Way[]>();
  for (const flow of flowsOf(topology, brokers))
    for (const hop of flow.hops) {
      const { kind, name } = hop.consumer.from;
      const group = keepsOf(hop, brokers) === "log" ? endpointId(hop.consumer) : "";
      const key = JSON.stringify([kind, name, group]);
      const ways = units.get(key);
      if (ways === undefined) units.set(key, [{ flow, hop }]);
      else ways.push({ flow, hop });
    }
  return [...units.values()]
    .filter((ways) => of === undefined || ways.some(({ flow }) => of.includes(flow.id)))
    .flatMap((ways) => watchedChannel(topology, brokers, ways) ?? []);
}

function rulesOf({ broker }: Hop, brokers: readonly CompileBroker[]): CompileBroker | undefined {
  return brokers.find(({ type }) => type === broker.type);
}

function keepsOf(hop: Hop, brokers: readonly CompileBroker[]): "log" | "queue" | undefined {
  return rulesOf(hop, brokers)?.kinds.find(({ kind }) => kind === hop.consumer.from.kind)?.keeps;
}

function watchedChannel(
  topology: Topology,
  brokers: readonly CompileBroker[],
  ways: readonly Way[],
): WatchedChannel | undefined {
  const hops = ways.map(({ hop }) => hop);
  const [first] = hops;
  const channel = first?.channels.at(-1);
  const keeps = first === undefined ? undefined : keepsOf(first, brokers);
  if (channel === undefined || keeps === undefined) return undefined;
  const main = ways.filter(({ hop }) => hop.aside !== true);
  return {
    channel: channel.name,
    names: channelNames(channel),
    keeps,
    producers: producersOf(topology, brokers, hops),
    consumers: [...new Set(hops.map(({ consumer }) => endpointId(consumer)))],
    isPromised: main.length > 0 && main.every(({ flow }) => isPromised(topology, flow)),
    storesOnce: main.every(({ hop }) => rulesOf(hop, brokers)?.storesOnce?.(hop) === true),
    isOpen: main.length === 0 || hops.some(({ producerService }) => producerService.external),
  };
}

function producersOf(
  topology: Topology,
  brokers: readonly CompileBroker[],
  hops: readonly Hop[],
): readonly ChannelProducer[] {
  const all = new Map<string, Hop>();
  for (const hop of hops) {
    const at = endpointId(hop.producer);
    if (hop.aside !== true || !all.has(at)) all.set(at, hop);
  }
  return [...all].map(([at, hop]) => ({
    at,
    isMain: hop.aside !== true,
    due: (type, routingKey) => dueOver(topology, brokers, hop, type, routingKey),
  }));
}

/** Every message of the flow has to come to an effect, from the first one on. */
function isPromised({ guarantees }: Topology, { id }: Flow): boolean {
  return guarantees.some(
    ({ from, to, clauses }) =>
      id === `${from} -> ${to}` &&
      clauses.some((clause) => clause.kind === "at-least-once" && clause.since === undefined),
  );
}
