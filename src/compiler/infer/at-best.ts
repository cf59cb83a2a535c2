/**
 * What a flow with unknown settings gives at best. Every combination of what they may be is inferred; what none of them
 * gives is not given, whatever the truth is. Only delivery is looked at.
 */
import { present } from "../../base/assert.ts";
import type { Flow, Hop } from "../../model/flow.ts";
import type { Delivery, FaultModel } from "../../model/guarantee.ts";
import type { ChannelRef, Topology } from "../../model/topology.ts";
import { UNKNOWN } from "../../model/value.ts";
import { hazardsOf } from "./clauses.ts";
import { type Inferred, inferFlow } from "./compose.ts";
import type { Lowering } from "./lowering.ts";
import { namesIn } from "./slice.ts";
import { type Open, openOf, type Possible } from "./possible.ts";

/** What no combination goes beyond: one guarantee, or two that are never given together; empty: none is ever given. */
export type AtBest = readonly Delivery[];

/** Combinations of one flow that are tried. */
const COMBINATIONS_MAX = 4_096;

/** Nothing can be excluded, or that cannot be told. */
const EVERYTHING = "everything";

/** Answers for the flows of one topology: those that differ only in names have one. */
export class Bounds {
  readonly #lowerings: readonly Lowering[];
  readonly #known = new Map<string, AtBest | typeof EVERYTHING>();

  constructor(lowerings: readonly Lowering[]) {
    this.#lowerings = lowerings;
  }

  /** Undefined where nothing can be excluded, or that cannot be told. `inferred` is of the flow as it is. */
  of(flow: Flow, inferred: Inferred, faults: FaultModel): AtBest | undefined {
    if (inferred.unknown.length === 0 || inferred.incomplete || isBeyond(flow, inferred)) return undefined;
    const topology = around(flow);
    const isAnyKey = flow.hops.every((hop) =>
      Object.keys(this.#possibleOn(hop).fitting(hop)).some((name) => hop.producer.settings[name] === UNKNOWN),
    );
    const shape = shapeOf(topology, flow, faults, isAnyKey);
    const known = this.#known.get(shape) ?? this.#tried(flow, topology, faults);
    this.#known.set(shape, known);
    return known === EVERYTHING ? undefined : known;
  }

  #tried(flow: Flow, whole: Topology, faults: FaultModel): AtBest | typeof EVERYTHING {
    const open = flow.hops.map((hop) => openOf(hop, this.#possibleOn(hop)));
    const known = open.flatMap((each) => each ?? []);
    const combinations = known.reduce((product, { count }) => product * count, 1);
    if (open.includes(undefined) || combinations > COMBINATIONS_MAX) return EVERYTHING;
    const found = new Set<Delivery>();
    let judged = 0;
    for (const topology of completions(whole, known)) {
      const one = inferFlow(placedIn(flow, topology), this.#lowerings, faults);
      if (one.notModelled.length > 0) continue;
      if (one.unknown.length > 0) return EVERYTHING;
      judged += 1;
      const delivery = deliveryOf(one, faults);
      if (delivery === "exactly-once") return EVERYTHING;
      if (delivery !== undefined) found.add(delivery);
    }
    return judged === 0 ? EVERYTHING : [...found].sort();
  }

  #possibleOn(hop: Hop): Possible {
    const lowering = this.#lowerings.find(({ type }) => type === hop.broker.type);
    return present(lowering, "a flow uses brokers that are known").possible;
  }
}

/** The topology of one flow without its names and places. */
function shapeOf(
  { brokers, channels, bindings, services }: Topology,
  { follow, hops }: Flow,
  under: FaultModel,
  isAnyKey: boolean,
): string {
  const endpoints = services.flatMap(({ producers, consumers }) => [...producers, ...consumers]);
  const texts = [
    ...[...channels, ...services, ...endpoints].map(({ name }) => name),
    ...channels.flatMap(({ physicalName }) => physicalName ?? []),
    // A key that is not known is one that fits.
    ...(isAnyKey ? bindings.flatMap(({ settings }) => settings["key"]) : []),
  ];
  const numbers = new Map<unknown, string>(texts.map((text, i) => [text, `#${i}`]));
  return JSON.stringify(
    [under, follow, hops.length, brokers, channels, bindings, services],
    (key, value: unknown) => {
      if (PLACES.has(key)) return undefined;
      return typeof value === "string" ? (numbers.get(value) ?? value) : value;
    },
  );
}

const PLACES = new Set(["origin", "origins"]);

/** Something is not modelled, and is no client that is only not known. */
function isBeyond({ hops }: Flow, { notModelled }: Inferred): boolean {
  const services = hops.flatMap((hop) => [hop.producerService, hop.consumerService]);
  const unknown = services.filter(({ client }) => client === UNKNOWN).map(({ name }) => `${name}: client`);
  return notModelled.some((each) => !unknown.includes(each));
}

function deliveryOf(inferred: Inferred, faults: FaultModel): Delivery | undefined {
  const least = hazardsOf(inferred, { kind: "at-least-once", except: [] }, faults).length === 0;
  const most = hazardsOf(inferred, { kind: "at-most-once" }, faults).length === 0;
  return least ? (most ? "exactly-once" : "at-least-once") : most ? "at-most-once" : undefined;
}

function* completions(topology: Topology, open: readonly Open[]): Generator<Topology> {
  const [first, ...rest] = open;
  if (first === undefined) yield topology;
  else for (let i = 0; i < first.count; i++) yield* completions(first.apply(topology, i), rest);
}

/** The topology with the flow's way and where its channels put what they give up: what lies beside it cures nothing. */
function around({ hops }: Flow): Topology {
  const { topology } = present(hops[0], "a flow has a hop");
  const own = new Set(hops.flatMap((hop) => hop.channels));
  const bindings = new Set(hops.flatMap((hop) => hop.bindings));
  const channels = new Set(own);
  for (const channel of channels) {
    const named = new Set(namesIn(channel.settings));
    for (const each of topology.channels)
      if (named.has(each.name) || named.has(each.physicalName ?? each.name)) channels.add(each);
    if (own.has(channel)) continue;
    for (const binding of topology.bindings.filter(({ from }) => isSame(from, channel))) {
      bindings.add(binding);
      for (const each of topology.channels) if (isSame(each, binding.to)) channels.add(each);
    }
  }
  const producers = new Set(hops.map((hop) => hop.producer));
  const consumers = new Set(hops.map((hop) => hop.consumer));
  const services = new Set(hops.flatMap((hop) => [hop.producerService, hop.consumerService]));
  return {
    ...topology,
    channels: [...channels],
    bindings: [...bindings],
    services: [...services].map((service) => ({
      ...service,
      producers: service.producers.filter((each) => producers.has(each)),
      consumers: service.consumers.filter((each) => consumers.has(each)),
    })),
    guarantees: [],
  };
}

/** The same flow, of what `topology` says of its entities. */
function placedIn(flow: Flow, topology: Topology): Flow {
  const hops: Hop[] = [];
  for (const hop of flow.hops) {
    const service = (name: string): Hop["producerService"] =>
      topology.services.find((each) => each.name === name) ?? hop.producerService;
    const [sending, reading] = [service(hop.producer.service), service(hop.consumer.service)];
    const { sender } = hop;
    hops.push({
      ...hop,
      topology,
      broker: topology.brokers.find(({ name }) => name === hop.broker.name) ?? hop.broker,
      producerService: sending,
      producer: sending.producers.find(({ name }) => name === hop.producer.name) ?? hop.producer,
      ...(sender === undefined ? {} : { sender: hops.at(-1)?.consumer ?? sender }),
      channels: hop.channels.map((each) => topology.channels.find((other) => isSame(each, other)) ?? each),
      consumerService: reading,
      consumer: reading.consumers.find(({ name }) => name === hop.consumer.name) ?? hop.consumer,
      stores: reading.stores,
    });
  }
  return { ...flow, hops };
}

function isSame(one: ChannelRef, other: ChannelRef): boolean {
  return one.kind === other.kind && one.name === other.name;
}
