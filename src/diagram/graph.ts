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
}

/** A way between channels that is no binding: where a broker puts what it takes out, such as dead letters. */
export interface ChannelLink {
  readonly from: ChannelRef;
  readonly to: ChannelRef;
  readonly label: string;
}

export type NodeShape = "producer" | "consumer" | "channel";

export interface GraphNode {
  readonly id: string;
  readonly shape: NodeShape;
  readonly label: string;
  /** A second line: the kind of a channel. */
  readonly detail?: string;
}

/** A broker with its channels, or a service with its endpoints. */
export interface GraphGroup {
  readonly id: string;
  readonly kind: "broker" | "service";
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
  const connect = (from: string, to: string, rest: Omit<GraphEdge, "from" | "to">): void => {
    const [a, b] = [ids.find(from), ids.find(to)];
    if (a !== undefined && b !== undefined) edges.push({ from: a, to: b, ...rest });
  };
  for (const service of topology.services) {
    for (const producer of service.producers) {
      connect(producerKey(`${service.name}.${producer.name}`), channelKey(producer.to), {
        kind: "route",
        label: producer.sends.join(" | "),
      });
    }
  }
  for (const { from, to, settings } of topology.bindings) {
    connect(channelKey(from), channelKey(to), { kind: "route", label: keyText(settings["key"]) });
  }
  for (const { from, to, label } of options.links ?? []) {
    connect(channelKey(from), channelKey(to), { kind: "aside", label });
  }
  for (const service of topology.services) {
    for (const consumer of service.consumers) {
      const key = consumerKey(`${service.name}.${consumer.name}`);
      connect(channelKey(consumer.from), key, { kind: "route", label: "" });
      for (const send of consumer.sends) {
        connect(key, producerKey(`${service.name}.${send.producer}`), { kind: "inner", label: "" });
      }
    }
  }
  for (const { from, to, verdict, text } of options.marks ?? []) {
    connect(producerKey(from), consumerKey(to), { kind: "flow", label: text, verdict });
  }
  return { title: topology.name, groups, edges };
}

function brokerGroups(topology: Topology, ids: Ids): GraphGroup[] {
  return topology.brokers.map((broker, i) => ({
    id: `b${i}`,
    kind: "broker",
    label: `${broker.name} (${[broker.type, broker.version].filter((part) => part !== "").join(" ")})`,
    nodes: topology.channels
      .filter((channel) => channel.broker === broker.name)
      .map((channel) => ({
        id: ids.id(channelKey(channel)),
        shape: "channel",
        label: channel.name,
        detail: channel.kind,
      })),
  }));
}

function serviceGroup(service: Service, index: number, ids: Ids): GraphGroup {
  return {
    id: `s${index}`,
    kind: "service",
    label: service.external ? `${service.name} (external)` : service.name,
    nodes: [
      ...service.producers.map(
        (producer): GraphNode => ({
          id: ids.id(producerKey(`${service.name}.${producer.name}`)),
          shape: "producer",
          label: producer.name,
        }),
      ),
      ...service.consumers.map(
        (consumer): GraphNode => ({
          id: ids.id(consumerKey(`${service.name}.${consumer.name}`)),
          shape: "consumer",
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
