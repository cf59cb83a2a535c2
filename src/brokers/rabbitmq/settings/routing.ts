/** What the exchanges of a broker do with a key: which queues get a copy, and by which way. R-EXCH-01 … R-EXCH-12. */
import type { Binding, Channel, ChannelRef, Producer, Topology } from "../../../model/topology.ts";
import { entriesSetting, textsSetting } from "../../../model/setting.ts";
import { USUAL_TAG } from "../../../model/tags.ts";
import { UNKNOWN, type Value } from "../../../model/value.ts";
import { type Headers, headersMatch } from "./headers.ts";
import { directMatches, type Matching, topicMatches } from "./keys.ts";

/** What exchanges look at of a message. */
export interface Address {
  /** Routing keys, that of the publish first; any of them counts (R-EXCH-18). */
  readonly keys: readonly string[];
  readonly headers: Headers;
}

/** How a copy comes to a queue. A queue gets one copy whatever the number of ways (R-EXCH-01); this is the shortest. */
export interface QueueWay {
  readonly queue: Channel;
  /** From the first exchange to the queue; the default exchange is no channel. */
  readonly channels: readonly Channel[];
  readonly bindings: readonly Binding[];
  /** An alternate exchange was taken. */
  readonly aside: boolean;
}

/** The broker's name for a channel. */
function physicalName(channel: Channel): string {
  return channel.physicalName ?? channel.name;
}

/** Text of a setting, or `otherwise` where it is absent or no text. */
export function textOf(value: Value | undefined, otherwise: string): string {
  return typeof value === "string" ? value : otherwise;
}

/** A channel as a setting names it: `{ kind, name }`. */
export function refOf(value: Value | undefined): ChannelRef | undefined {
  if (typeof value !== "object" || value === null || !("kind" in value)) return undefined;
  const { kind, name } = value;
  return typeof kind === "string" && typeof name === "string" ? { kind, name } : undefined;
}

function refKey({ kind, name }: ChannelRef): string {
  return JSON.stringify([kind, name]);
}

interface Visit {
  readonly exchange: Channel;
  readonly channels: readonly Channel[];
  readonly bindings: readonly Binding[];
  readonly aside: boolean;
}

/** Topologies do not change, and every hop over one asks for the same routing. */
const known = new WeakMap<Topology, Map<string, Routing>>();

/** The exchanges, queues and bindings of one broker. Pure; reads declared entities only. */
export class Routing {
  readonly #channels: readonly Channel[];
  readonly #byRef: ReadonlyMap<string, Channel>;
  readonly #outgoing: ReadonlyMap<Channel, readonly Binding[]>;

  /** The routing of `broker` in `topology`, made once. */
  static of(topology: Topology, broker: string): Routing {
    const ofTopology = known.get(topology) ?? new Map<string, Routing>();
    known.set(topology, ofTopology);
    const routing = ofTopology.get(broker) ?? new Routing(topology, broker);
    ofTopology.set(broker, routing);
    return routing;
  }

  private constructor(topology: Topology, broker: string) {
    this.#channels = topology.channels.filter((channel) => channel.broker === broker);
    // The first of two with one name is meant.
    this.#byRef = new Map([...this.#channels].reverse().map((channel) => [refKey(channel), channel]));
    const outgoing = new Map<Channel, Binding[]>();
    for (const binding of topology.bindings) {
      const from = this.channel(binding.from);
      if (from?.kind !== "exchange" || this.channel(binding.to) === undefined) continue;
      const others = outgoing.get(from);
      if (others === undefined) outgoing.set(from, [binding]);
      else others.push(binding);
    }
    this.#outgoing = outgoing;
  }

  channel(ref: ChannelRef): Channel | undefined {
    return this.#byRef.get(refKey(ref));
  }

  exchange(physical: string): Channel | undefined {
    return this.#channels.find(
      (channel) => channel.kind === "exchange" && physicalName(channel) === physical,
    );
  }

  /** Queues that a publish of `producer` can reach, in the order of declaration of their ways. */
  published(producer: Producer): readonly QueueWay[] {
    const target = this.channel(producer.to);
    if (target === undefined) return [];
    if (target.kind !== "queue") return this.#walk(target, this.addressOf(producer));
    const own: QueueWay = { queue: target, channels: [target], bindings: [], aside: false };
    const further = this.addressOf(producer).keys.slice(1);
    const others = this.route("", { keys: further, headers: {} }).filter(({ queue }) => queue !== target);
    return [own, ...others];
  }

  /** Keys and headers of what `producer` publishes, with gaps for what a message fills in. */
  addressOf(producer: Producer): Address {
    const target = this.channel(producer.to);
    const first =
      target?.kind === "queue" ? physicalName(target) : textOf(producer.settings["routing-key"], "");
    return { keys: [first, ...textsSetting(producer.settings, "cc")], headers: headersOf(producer, target) };
  }

  /** Queues that the exchange with this name (`""`: the default exchange) gives a copy with this address. */
  route(exchange: string, address: Address): readonly QueueWay[] {
    if (exchange === "") {
      const isNamed = (name: string): boolean => address.keys.some((key) => directMatches(name, key));
      const queues = this.#channels.filter((c) => c.kind === "queue" && isNamed(physicalName(c)));
      return queues.map((queue) => ({ queue, channels: [queue], bindings: [], aside: false }));
    }
    const first = this.exchange(exchange);
    return first === undefined ? [] : this.#walk(first, address);
  }

  /** The exchange that a dead letter of `queue` goes to, and its key where the queue sets one; undefined without one. */
  deadLetter(queue: Channel): { readonly exchange: string; readonly key: string | undefined } | undefined {
    const { settings } = queue;
    const key = settings["dead-letter-routing-key"];
    const exchange = settings["dead-letter-exchange"];
    if (typeof exchange === "string") return { exchange, key: typeof key === "string" ? key : undefined };
    const ref = refOf(settings["dead-letter"]);
    const target = ref === undefined ? undefined : this.channel(ref);
    if (target === undefined) return undefined;
    if (target.kind === "queue") return { exchange: "", key: physicalName(target) };
    return { exchange: physicalName(target), key: typeof key === "string" ? key : undefined };
  }

  /** Each exchange is visited once a message (R-EXCH-09); alternates last, so that a way without one is preferred. */
  #walk(first: Channel, address: Address): readonly QueueWay[] {
    const seen = new Set<Channel>([first]);
    const main: Visit[] = [{ exchange: first, channels: [first], bindings: [], aside: false }];
    const later: Visit[] = [];
    const ways = new Map<Channel, QueueWay>();
    for (let visit = main.shift(); visit !== undefined; visit = main.shift() ?? later.shift()) {
      for (const next of this.#from(visit, address)) {
        const queue = next.channels.at(-1);
        if (queue === undefined || queue.kind === "exchange") {
          if (seen.has(next.exchange)) continue;
          seen.add(next.exchange);
          (next.aside ? later : main).push(next);
        } else if (!ways.has(queue)) {
          ways.set(queue, { queue, channels: next.channels, bindings: next.bindings, aside: next.aside });
        }
      }
    }
    return [...ways.values()];
  }

  /** Destinations of one exchange; its alternate where its own list is empty (R-EXCH-10), or may be for some value. */
  #from(visit: Visit, address: Address): readonly Visit[] {
    const out: Visit[] = [];
    const bindings = this.#outgoing.get(visit.exchange) ?? [];
    for (const binding of bindings) {
      const to = this.channel(binding.to);
      if (to === undefined || !matches(visit.exchange, binding, address, "some")) continue;
      out.push({
        ...visit,
        exchange: to,
        channels: [...visit.channels, to],
        bindings: [...visit.bindings, binding],
      });
    }
    const alternate = this.#alternate(visit.exchange);
    if (
      alternate !== undefined &&
      !bindings.some((binding) => matches(visit.exchange, binding, address, "every"))
    )
      out.push({ ...visit, exchange: alternate, channels: [...visit.channels, alternate], aside: true });
    return out;
  }

  #alternate(exchange: Channel): Channel | undefined {
    const named = exchange.settings["alternate-exchange"];
    if (typeof named === "string") return this.exchange(named);
    const ref = refOf(exchange.settings["alternate"]);
    return ref === undefined ? undefined : this.channel(ref);
  }
}

/** A key that the queue sets takes the place of all others (R-DLX-06); headers stay (R-DLX-13). */
export function letterAddress({ key }: { readonly key: string | undefined }, address: Address): Address {
  return key === undefined ? address : { keys: [key], headers: address.headers };
}

/** As the producer says, and the header that tells the type of what it sends, with a gap where there are several. */
export function headersOf({ settings, sends }: Producer, target: Channel | undefined): Headers {
  if (settings["headers"] === UNKNOWN) return UNKNOWN;
  const [type, ...others] = sends.length > 0 ? sends : (target?.carries ?? []);
  const by = target?.by ?? USUAL_TAG;
  const told =
    by.kind === "header" && type !== undefined ? { [by.name]: others.length > 0 ? "{type}" : type } : {};
  return { ...told, ...Object.fromEntries(entriesSetting(settings, "headers")) };
}

/** Binding keys as declared: one or several, the empty one where nothing is said. */
function bindingKeys(binding: Binding): readonly string[] {
  const key = binding.settings["key"];
  if (Array.isArray(key)) return key.filter((one): one is string => typeof one === "string");
  return [textOf(key, "")];
}

function matches(
  exchange: Channel,
  binding: Binding,
  { keys, headers }: Address,
  matching: Matching,
): boolean {
  switch (exchange.settings["type"]) {
    case "fanout":
      return true;
    case "topic":
      return bindingKeys(binding).some((pattern) => keys.some((key) => topicMatches(pattern, key, matching)));
    case "direct":
      return bindingKeys(binding).some((one) => keys.some((key) => directMatches(one, key, matching)));
    case "headers":
      return headersMatch(binding.settings["match"], headers, matching);
    default:
      return false;
  }
}
