/** The two topologies and what each comparison needs of them. */
import { type AnalysedFlow, type Analysis, type AnalysisBroker, analyse } from "../compiler/infer/analyse.ts";
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
  /** Endpoints that send to a channel, read it, or have it on their way; on either side. */
  readonly touching: ReadonlyMap<string, ReadonlySet<string>>;
}

/** Both topologies expanded, with names aligned. */
export function sidesOf(
  old: Topology,
  now: Topology,
  brokers: readonly AnalysisBroker[],
  rules: readonly BrokerChanges[],
): Sides {
  const [oldAnalysis, nowAnalysis] = [analyse(old, brokers), analyse(now, brokers)];
  const touching = touchingIn([oldAnalysis, nowAnalysis]);
  return { old, now, brokers, rules, oldAnalysis, nowAnalysis, touching };
}

function touchingIn(analyses: readonly Analysis[]): Sides["touching"] {
  const found = new Map<string, Set<string>>();
  const add = (channel: ChannelRef, endpoint: Producer | Consumer): void => {
    const known = found.get(keyOf(channel)) ?? new Set();
    found.set(keyOf(channel), known.add(endpointId(endpoint)));
  };
  for (const { topology, flows } of analyses) {
    for (const producer of producersOf(topology)) add(producer.to, producer);
    for (const consumer of consumersOf(topology)) add(consumer.from, consumer);
    for (const { producer, consumer, channels } of flows.flatMap(({ flow }) => flow.hops)) {
      for (const channel of channels) {
        add(channel, producer);
        add(channel, consumer);
      }
    }
  }
  return found;
}

function keyOf({ kind, name }: ChannelRef): string {
  return `${kind} ${name}`;
}

/** The flows by their ends. */
export function byId({ flows }: Analysis): ReadonlyMap<string, readonly AnalysedFlow[]> {
  const found = new Map<string, AnalysedFlow[]>();
  for (const each of flows) {
    const known = found.get(each.flow.id);
    if (known === undefined) found.set(each.flow.id, [each]);
    else known.push(each);
  }
  return found;
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

/** Parts of a topology by name, found once. */
interface Index {
  readonly channels: ReadonlyMap<string, Channel>;
  readonly producers: readonly Producer[];
  readonly consumers: readonly Consumer[];
  readonly readers: ReadonlyMap<string, readonly Consumer[]>;
  readonly consumerIds: ReadonlySet<string>;
}

const indexes = new WeakMap<Topology, Index>();

function indexOf(topology: Topology): Index {
  const known = indexes.get(topology);
  if (known !== undefined) return known;
  const consumers = topology.services.flatMap((service) => service.consumers);
  const readers = new Map<string, Consumer[]>();
  for (const consumer of consumers) {
    const others = readers.get(keyOf(consumer.from));
    if (others === undefined) readers.set(keyOf(consumer.from), [consumer]);
    else others.push(consumer);
  }
  const index: Index = {
    channels: new Map(topology.channels.map((channel) => [keyOf(channel), channel])),
    producers: topology.services.flatMap((service) => service.producers),
    consumers,
    readers,
    consumerIds: new Set(consumers.map(endpointId)),
  };
  indexes.set(topology, index);
  return index;
}

export function channelIn(topology: Topology, channel: ChannelRef): Channel | undefined {
  return indexOf(topology).channels.get(keyOf(channel));
}

export function brokerIn(topology: Topology, name: string | undefined): Broker | undefined {
  return topology.brokers.find((broker) => broker.name === name);
}

export function consumersOf(topology: Topology): readonly Consumer[] {
  return indexOf(topology).consumers;
}

export function producersOf(topology: Topology): readonly Producer[] {
  return indexOf(topology).producers;
}

/** Whether `service.endpoint` is a consumer on any side. */
export function isConsumer({ old, now }: Sides, endpoint: string): boolean {
  return indexOf(old).consumerIds.has(endpoint) || indexOf(now).consumerIds.has(endpoint);
}

export function isAt(a: ChannelRef, b: ChannelRef): boolean {
  return a.kind === b.kind && a.name === b.name;
}

/** Consumers that read the channel itself. */
export function readersOf(topology: Topology, channel: ChannelRef): readonly Consumer[] {
  return indexOf(topology).readers.get(keyOf(channel)) ?? [];
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
  const found = [...(sides.touching.get(keyOf(channel)) ?? [])];
  return found.sort().map((endpoint) => concern(sides, endpoint));
}

/** Owners, each once, in the order given. */
export function ownersOf(...owners: readonly (string | undefined)[]): readonly string[] {
  return [...new Set(owners.filter((owner) => owner !== undefined))];
}
