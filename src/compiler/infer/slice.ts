/** The part of a topology that a change on a flow can concern: a counterfactual need not infer the rest again. */
import { endpointId, type Flow } from "../../model/flow.ts";
import type { ChannelRef, Consumer, Service, Topology } from "../../model/topology.ts";
import type { Settings, Value } from "../../model/value.ts";

/**
 * `topology` with the endpoints, channels and guarantees that `flow` is joined to by channels, bindings, handlers and
 * stores, however far. Flows of the rest have nothing in common with it.
 */
export function sliceAround(topology: Topology, flow: Flow): Topology {
  const near = joined(topology, flow);
  const services = topology.services.flatMap((service): readonly Service[] => {
    const producers = service.producers.filter((one) => near.has(endpointId(one)));
    const consumers = service.consumers.filter((one) => near.has(endpointId(one)));
    return producers.length + consumers.length === 0 ? [] : [{ ...service, producers, consumers }];
  });
  const guarantees = topology.guarantees.filter(({ from, to }) => near.has(from) && near.has(to));
  const channels = topology.channels.filter((channel) => near.has(channelKey(channel)));
  const bindings = topology.bindings.filter(({ from }) => near.has(channelKey(from)));
  return { ...topology, channels, bindings, services, guarantees };
}

/** Everything that can be reached from the flow's ends, by name. */
function joined(topology: Topology, flow: Flow): ReadonlySet<string> {
  const neighbours = neighboursIn(topology);
  const reached = new Set<string>();
  const open = flow.hops.flatMap((hop) => [endpointId(hop.producer), endpointId(hop.consumer)]);
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    if (reached.has(at)) continue;
    reached.add(at);
    open.push(...(neighbours.get(at) ?? []));
  }
  return reached;
}

function neighboursIn(topology: Topology): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  const add = (from: string, to: string): void => {
    const known = found.get(from);
    if (known === undefined) found.set(from, [to]);
    else known.push(to);
  };
  const join = (a: string, b: string): void => {
    add(a, b);
    add(b, a);
  };
  const named = channelsByName(topology);
  const joinNamed = (from: string, settings: Settings): void => {
    for (const name of namesIn(settings)) for (const channel of named.get(name) ?? []) join(from, channel);
  };
  for (const channel of topology.channels) joinNamed(channelKey(channel), channel.settings);
  for (const { from, to } of topology.bindings) join(channelKey(from), channelKey(to));
  for (const { producers, consumers, name } of topology.services) {
    for (const producer of producers) {
      join(endpointId(producer), channelKey(producer.to));
      joinNamed(endpointId(producer), producer.settings);
    }
    for (const consumer of consumers) {
      join(endpointId(consumer), channelKey(consumer.from));
      if (consumer.onFailure.kind !== "unknown")
        joinNamed(endpointId(consumer), { onFailure: parkedAt(consumer) });
      if (consumer.effect.kind === "idempotent")
        join(endpointId(consumer), `store ${name}.${consumer.effect.store}`);
      for (const producer of producersOf(consumer)) join(endpointId(consumer), `${name}.${producer}`);
    }
  }
  return found;
}

function channelKey({ kind, name }: ChannelRef): string {
  return `channel ${kind} ${name}`;
}

function channelsByName({ channels }: Topology): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const channel of channels)
    found.set(channel.name, [...(found.get(channel.name) ?? []), channelKey(channel)]);
  return found;
}

/** Every text of a value: one of them may name a channel. */
export function* namesIn(value: Value): Generator<string> {
  if (typeof value === "string") yield value;
  else if (typeof value === "object" && value !== null)
    for (const part of Object.values(value)) yield* namesIn(part);
}

/** The name of the channel where failing messages are put; empty where they are not. */
function parkedAt({ onFailure }: Consumer): string {
  const last = onFailure.kind === "retry" ? onFailure.then : onFailure;
  return last?.kind === "park" ? last.target.name : "";
}

function producersOf({ sends, steps }: Consumer): readonly string[] {
  const acts = steps === "unknown" ? [] : steps.flat();
  return [
    ...sends.map(({ producer }) => producer),
    ...acts.flatMap((act) => (act.kind === "send" ? [act.producer] : [])),
  ];
}
