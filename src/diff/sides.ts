/** The two topologies and what each comparison needs of them. */
import { type Analysis, type AnalysisBroker, analyse } from "../compiler/infer/analyse.ts";
import { endpointId } from "../model/flow.ts";
import type {
  Broker,
  Channel,
  ChannelRef,
  Consumer,
  Producer,
  Service,
  Topology,
} from "../model/topology.ts";
import type { BrokerChanges } from "./broker.ts";
import type { Concern } from "./change.ts";

export interface Sides {
  readonly old: Topology;
  readonly now: Topology;
  readonly oldAnalysis: Analysis;
  readonly nowAnalysis: Analysis;
  readonly brokers: readonly AnalysisBroker[];
  readonly rules: readonly BrokerChanges[];
}

/** Both topologies expanded, with names aligned. */
export function sidesOf(
  old: Topology,
  now: Topology,
  brokers: readonly AnalysisBroker[],
  rules: readonly BrokerChanges[],
): Sides {
  return { old, now, brokers, rules, oldAnalysis: analyse(old, brokers), nowAnalysis: analyse(now, brokers) };
}

/** The vocabulary and the rules of a broker's type; undefined for one that is not known. */
export function rulesOf(
  { brokers, rules }: Sides,
  broker: Broker | undefined,
): { readonly vocabulary: AnalysisBroker; readonly changes: BrokerChanges } | undefined {
  const vocabulary = brokers.find(({ type }) => type === broker?.type);
  const changes = rules.find(({ type }) => type === broker?.type);
  return vocabulary === undefined || changes === undefined ? undefined : { vocabulary, changes };
}

export function channelIn(topology: Topology, { kind, name }: ChannelRef): Channel | undefined {
  return topology.channels.find((channel) => channel.kind === kind && channel.name === name);
}

export function brokerIn(topology: Topology, name: string | undefined): Broker | undefined {
  return topology.brokers.find((broker) => broker.name === name);
}

export function consumersOf(topology: Topology): readonly Consumer[] {
  return topology.services.flatMap(({ consumers }) => consumers);
}

export function producersOf(topology: Topology): readonly Producer[] {
  return topology.services.flatMap(({ producers }) => producers);
}

export function isAt(a: ChannelRef, b: ChannelRef): boolean {
  return a.kind === b.kind && a.name === b.name;
}

/** Consumers that read the channel itself. */
export function readersOf(topology: Topology, channel: ChannelRef): readonly Consumer[] {
  return consumersOf(topology).filter(({ from }) => isAt(from, channel));
}

/** `endpoint` with the owner of its service, in the new topology where it is there. */
export function concern({ old, now }: Sides, endpoint: string): Concern {
  const name = endpoint.slice(0, endpoint.indexOf("."));
  const has = ({ services }: Topology): Service | undefined => services.find((each) => each.name === name);
  const owner = (has(now) ?? has(old))?.owner;
  return { endpoint, ...(owner === undefined ? {} : { owner }) };
}

/** Endpoints that send to the channel, read it, or have it on their way; on either side. Sorted. */
export function concernsAt(sides: Sides, channel: ChannelRef): readonly Concern[] {
  const found = new Set<string>();
  for (const { topology, flows } of [sides.oldAnalysis, sides.nowAnalysis]) {
    for (const producer of producersOf(topology))
      if (isAt(producer.to, channel)) found.add(endpointId(producer));
    for (const consumer of readersOf(topology, channel)) found.add(endpointId(consumer));
    for (const { flow } of flows) {
      for (const hop of flow.hops) {
        if (!hop.channels.some((each) => isAt(each, channel))) continue;
        found.add(endpointId(hop.producer));
        found.add(endpointId(hop.consumer));
      }
    }
  }
  return [...found].sort().map((endpoint) => concern(sides, endpoint));
}

/** Owners, each once, in the order given. */
export function ownersOf(...owners: readonly (string | undefined)[]): readonly string[] {
  return [...new Set(owners.filter((owner) => owner !== undefined))];
}
