/**
 * A topology as boxes and arrows, before any notation: what every picture format is printed from. Names are
 * the user's own and not escaped; the order of everything is the order of declaration.
 */
import type { FlowEnds, ChannelRef, Service, Topology } from "../model/topology.ts";

/** What a flow's verdict says on the picture. */
export interface FlowMark extends FlowEnds {
  readonly verdict: "holds" | "refuted" | "undecided" | "not-judged" | "nothing-promised";
  /** Said beside the sign: `at-least-once`, `loses on process-crash`, … */
  readonly text: string;
  /** As declared; absent where nothing is promised. */
  readonly promised?: string;
  /** What breaks the promise, each by itself. */
  readonly hazards?: readonly string[];
  /** What the message passes, in order, ends included. */
  readonly way?: readonly Place[];
}

/** Something that a message passes: an endpoint by its `service.endpoint`, or a channel. */
export type Place =
  | { readonly producer: string }
  | { readonly consumer: string }
  | { readonly channel: ChannelRef };

/** A way between channels that is no binding: where a broker puts what it takes out, such as dead letters. */
export interface ChannelLink {
  readonly from: ChannelRef;
  readonly to: ChannelRef;
  readonly label: string;
}

/** `service`: all endpoints of one, folded. */
export type NodeShape = "producer" | "consumer" | "channel" | "service";

export interface GraphNode {
  readonly id: string;
  readonly shape: NodeShape;
  /** As it is declared; an endpoint with its service. */
  readonly name: string;
  readonly label: string;
  /** A second line: the kind of a channel. */
  readonly detail?: string;
}

/** A broker with its channels, or a service with its endpoints. */
export interface GraphGroup {
  readonly id: string;
  readonly kind: "broker" | "service";
  /** Drawn as its boxes alone, without anything around them. */
  readonly isOpen?: true;
  readonly name: string;
  readonly label: string;
  readonly nodes: readonly GraphNode[];
}

export interface GraphEdge {
  readonly from: string;
  readonly to: string;
  readonly label: string;
  /** `route`: a message goes this way; `aside`: out of a channel for a reason; `inner`: inside a handler; `flow`: a verdict. */
  readonly kind: "route" | "aside" | "inner" | "flow";
  readonly verdict?: FlowMark["verdict"];
  /** Of a flow: its ends by name, what is promised, what breaks it, the nodes that it passes. */
  readonly flow?: FlowDetail;
}

export interface FlowDetail extends FlowEnds {
  readonly promised?: string;
  readonly hazards: readonly string[];
  readonly way: readonly string[];
}

export interface Graph {
  readonly title: string;
  readonly groups: readonly GraphGroup[];
  readonly edges: readonly GraphEdge[];
}

/** What a picture may show beyond the topology itself. */
export interface GraphOptions {
  readonly marks?: readonly FlowMark[];
  readonly links?: readonly ChannelLink[];
}

const channelKey = (ref: ChannelRef): string => JSON.stringify(["channel", ref.kind, ref.name]);
const producerKey = (id: string): string => `producer ${id}`;
const consumerKey = (id: string): string => `consumer ${id}`;

/** Hands out `n0`, `n1`, … by key, so that an id never contains what a user wrote. */
class Ids {
  readonly #ids = new Map<string, string>();
  id(key: string): string {
    const known = this.#ids.get(key);
    if (known !== undefined) return known;
    const id = `n${this.#ids.size}`;
    this.#ids.set(key, id);
    return id;
  }
  /** The id of `key`, if something has been drawn under it. */
  find(key: string): string | undefined {
    return this.#ids.get(key);
  }
}

/**
 * The graph of `topology`: a group a broker and a service, an edge a binding, a producer, a consumer, a send of a
 * handler, a link and a mark. A mark or link whose ends are not declared is left out.
 */
export function graphOf(topology: Topology, options: GraphOptions = {}): Graph {
  const ids = new Ids();
  const groups = [
    ...brokerGroups(topology, ids),
    ...topology.services.map((service, i) => serviceGroup(service, i, ids)),
  ];
  const edges: GraphEdge[] = [];
  const connect: Connect = (from, to, rest) => {
    const [a, b] = [ids.find(from), ids.find(to)];
    if (a !== undefined && b !== undefined) edges.push({ from: a, to: b, ...rest });
  };
  routes(topology, options.links ?? [], connect);
  readers(topology, connect);
  for (const mark of options.marks ?? []) {
    const flow = detailOf(mark, ids);
    const { text: label, verdict } = mark;
    connect(producerKey(mark.from), consumerKey(mark.to), { kind: "flow", label, verdict, flow });
  }
  return { title: topology.name, groups, edges };
}

type Connect = (from: string, to: string, rest: Omit<GraphEdge, "from" | "to">) => void;

/** From producers over channels. */
function routes(topology: Topology, links: readonly ChannelLink[], connect: Connect): void {
  for (const producer of topology.services.flatMap(({ producers }) => producers)) {
    const label = producer.sends.join(" | ");
    const id = `${producer.service}.${producer.name}`;
    connect(producerKey(id), channelKey(producer.to), { kind: "route", label });
  }
  for (const { from, to, settings } of topology.bindings) {
    connect(channelKey(from), channelKey(to), { kind: "route", label: keyText(settings["key"]) });
  }
  for (const { from, to, label } of links)
    connect(channelKey(from), channelKey(to), { kind: "aside", label });
}

/** To consumers, and inside of handlers to the producers that these use. */
function readers(topology: Topology, connect: Connect): void {
  for (const consumer of topology.services.flatMap(({ consumers }) => consumers)) {
    const key = consumerKey(`${consumer.service}.${consumer.name}`);
    connect(channelKey(consumer.from), key, { kind: "route", label: "" });
    for (const send of consumer.sends)
      connect(key, producerKey(`${consumer.service}.${send.producer}`), { kind: "inner", label: "" });
  }
}

function detailOf({ from, to, promised, hazards = [], way = [] }: FlowMark, ids: Ids): FlowDetail {
  const passed = way.flatMap((place) => ids.find(placeKey(place)) ?? []);
  return { from, to, ...(promised === undefined ? {} : { promised }), hazards, way: passed };
}

function placeKey(place: Place): string {
  if ("producer" in place) return producerKey(place.producer);
  return "consumer" in place ? consumerKey(place.consumer) : channelKey(place.channel);
}

function brokerGroups(topology: Topology, ids: Ids): GraphGroup[] {
  return topology.brokers.map((broker, i) => ({
    id: `b${i}`,
    kind: "broker",
    name: broker.name,
    label: `${broker.name} (${[broker.type, broker.version].filter((part) => part !== "").join(" ")})`,
    nodes: topology.channels
      .filter((channel) => channel.broker === broker.name)
      .map((channel) => ({
        id: ids.id(channelKey(channel)),
        shape: "channel",
        name: channel.name,
        label: channel.name,
        detail: channel.kind,
      })),
  }));
}

function serviceGroup(service: Service, index: number, ids: Ids): GraphGroup {
  return {
    id: `s${index}`,
    kind: "service",
    name: service.name,
    label: service.external ? `${service.name} (external)` : service.name,
    nodes: [
      ...service.producers.map(
        (producer): GraphNode => ({
          id: ids.id(producerKey(`${service.name}.${producer.name}`)),
          shape: "producer",
          name: `${service.name}.${producer.name}`,
          label: producer.name,
        }),
      ),
      ...service.consumers.map(
        (consumer): GraphNode => ({
          id: ids.id(consumerKey(`${service.name}.${consumer.name}`)),
          shape: "consumer",
          name: `${service.name}.${consumer.name}`,
          label: consumer.instances > 1 ? `${consumer.name} × ${consumer.instances}` : consumer.name,
        }),
      ),
    ],
  };
}

/** A binding's `key`, one or several; other settings of a binding are not drawn. */
function keyText(key: unknown): string {
  if (typeof key === "string") return key;
  if (Array.isArray(key)) return key.filter((each) => typeof each === "string").join(", ");
  return "";
}
