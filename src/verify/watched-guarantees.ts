/** The guarantees of a topology as a judge of histories needs them. */
import type { Analysis } from "../compiler/infer/analyse.ts";
import type { CompileBroker } from "../compiler/broker.ts";
import { flowsOf } from "../compiler/infer/flows.ts";
import type { Due, WatchedGuarantee } from "../history/judge/watched.ts";
import { endpointId, type Flow, type Hop } from "../model/flow.ts";
import type { Channel, Consumer, Guarantee, Producer, Topology } from "../model/topology.ts";

/** In the order of declaration. Guarantees whose ends nothing joins are left out: `check` reports them. */
export function watchedGuarantees(
  { topology }: Analysis,
  brokers: readonly CompileBroker[],
): readonly WatchedGuarantee[] {
  const flows = flowsOf(topology, brokers);
  return topology.guarantees.flatMap((guarantee) => {
    const ways = flows.filter(({ id }) => id === `${guarantee.from} -> ${guarantee.to}`);
    const [first] = ways;
    return first === undefined ? [] : [watchedGuarantee(topology, brokers, guarantee, ways, flows)];
  });
}

function watchedGuarantee(
  topology: Topology,
  brokers: readonly CompileBroker[],
  guarantee: Guarantee,
  ways: readonly Flow[],
  flows: readonly Flow[],
): WatchedGuarantee {
  const channels = ways.flatMap(({ hops }) => hops.flatMap((hop) => hop.channels));
  const names = new Set(channels.flatMap(channelNames));
  const leaves = [...new Set(ways.map(leafOf))];
  const producer = ways[0]?.hops[0]?.producer;
  const keyPath = producer === undefined ? undefined : keyOf(topology, brokers, producer);
  const always = [{ kind: "valid" }, { kind: "live" }] as const;
  return {
    from: guarantee.from,
    to: guarantee.to,
    promised: guarantee.text,
    under: guarantee.under.name,
    clauses: [
      ...always.filter(({ kind }) => !guarantee.clauses.some((clause) => clause.kind === kind)),
      ...guarantee.clauses,
    ],
    leaf: leaves[0] ?? guarantee.from,
    leaves: Math.min(...ways.map(leastLeaves)),
    ...(keyPath === undefined ? {} : { keyPath }),
    producers: producersTo(flows, guarantee, leaves),
    due: (type, routingKey) => dueBy(topology, brokers, ways, type, routingKey),
    onTheWay: (channel) => names.has(channel),
    isTerminal: (channel) => isTerminal(topology, brokers, ways, channel),
    hasIdentity: (producer?.sends ?? []).every((name) => hasIdentity(topology, name)),
    because: openOf(topology, guarantee, leaves),
  };
}

/** As histories may call it. */
export function channelNames({ name, physicalName }: Channel): readonly string[] {
  return physicalName === undefined ? [name] : [name, physicalName];
}

/** Producer of what the last consumer reads. */
function leafOf({ hops }: Flow): string {
  const producer = hops.at(-1)?.producer;
  return producer === undefined ? "" : endpointId(producer);
}

/** Leaves of one root at least, by what each handler says it sends. */
function leastLeaves({ hops }: Flow): number {
  return hops.reduce((least, { sender, producer }) => {
    const use = sender?.sends.find((each) => each.producer === producer.name);
    return least * (use?.least ?? 1);
  }, 1);
}

function keyOf(
  topology: Topology,
  brokers: readonly CompileBroker[],
  producer: Producer,
): string | undefined {
  return brokerOf(topology, brokers, producer)?.orderingKey(topology, producer);
}

function brokerOf(
  topology: Topology,
  brokers: readonly CompileBroker[],
  { to }: Producer,
): CompileBroker | undefined {
  const channel = topology.channels.find(({ kind, name }) => kind === to.kind && name === to.name);
  const broker = topology.brokers.find(({ name }) => name === channel?.broker);
  return brokers.find(({ type }) => type === broker?.type);
}

/** Whose messages may have effects at the consumer. */
function producersTo(
  flows: readonly Flow[],
  { from, to }: Guarantee,
  leaves: readonly string[],
): readonly string[] {
  const isDirect = leaves.every((leaf) => leaf === from);
  const leading = flows.filter(({ id }) => id.endsWith(` -> ${to}`));
  return [
    ...new Set(
      leading.map((flow) => {
        const first = flow.hops[0]?.producer;
        return isDirect || first === undefined ? leafOf(flow) : endpointId(first);
      }),
    ),
  ];
}

function dueBy(
  topology: Topology,
  brokers: readonly CompileBroker[],
  ways: readonly Flow[],
  type: string | undefined,
  routingKey: string | undefined,
): Due {
  const dues = ways
    .flatMap(({ hops }) => hops.slice(0, 1))
    .map((hop) => dueOver(topology, brokers, hop, type, routingKey));
  return dues.includes("yes") ? "yes" : dues.includes("unknown") ? "unknown" : "no";
}

/** Does the first hop take such a message? Where a handler sends on, what it sends is the declaration's business. */
export function dueOver(
  topology: Topology,
  brokers: readonly CompileBroker[],
  { producer, channels, bindings }: Hop,
  type: string | undefined,
  routingKey: string | undefined,
): Due {
  if (type !== undefined && channels.some(({ carries }) => carries.length > 0 && !carries.includes(type)))
    return "no";
  const template = producer.settings["routing-key"];
  if (typeof template !== "string" || !template.includes("{")) return "yes";
  if (routingKey === undefined) {
    const isFiltered = bindings.some(({ settings: { key } }) => key !== undefined && key !== "#");
    return isFiltered ? "unknown" : "yes";
  }
  const written = routingKey.replaceAll("{", "{{").replaceAll("}", "}}");
  const said = { ...producer, settings: { ...producer.settings, "routing-key": written } };
  const routes = brokerOf(topology, brokers, producer)?.routes(topology, said) ?? [];
  return routes.some((route) => route.channels.at(-1) === channels.at(-1)) ? "yes" : "no";
}

/** Nothing declared leads from the channel to what the consumer reads. */
function isTerminal(
  topology: Topology,
  brokers: readonly CompileBroker[],
  ways: readonly Flow[],
  name: string,
): boolean {
  const starts = topology.channels.filter((channel) => channelNames(channel).includes(name));
  return !ways.some(({ hops }) => {
    const last = hops.at(-1);
    return last !== undefined && starts.some((start) => reaches(topology, brokers, start, last));
  });
}

function reaches(
  topology: Topology,
  brokers: readonly CompileBroker[],
  start: Channel,
  { producer, consumer }: Hop,
): boolean {
  if (isRead(start, consumer)) return true;
  const from = { ...producer, to: { kind: start.kind, name: start.name } };
  const routes = brokerOf(topology, brokers, from)?.routes(topology, from) ?? [];
  return routes.some(({ channels }) => channels.some((channel) => isRead(channel, consumer)));
}

function isRead(channel: Channel, { from }: Consumer): boolean {
  return channel.kind === from.kind && channel.name === from.name;
}

function hasIdentity({ types }: Topology, name: string): boolean {
  return types.find((type) => type.name === name)?.fields.some(({ identity }) => identity) ?? false;
}

function openOf(
  { services }: Topology,
  { from, to }: Guarantee,
  leaves: readonly string[],
): readonly string[] {
  if (leaves.length > 1)
    return [`${leaves.join(" and ")} both send what ${to} reads, and a history is judged by one of them`];
  if (leaves[0] === from) return [];
  const isSentByHandler = services.some(({ name, consumers }) =>
    consumers.some(({ sends }) => sends.some(({ producer }) => `${name}.${producer}` === from)),
  );
  return isSentByHandler
    ? [
        `${from} sends within other flows, and a history does not say which of its messages another one comes of`,
      ]
    : [];
}
