/** What can have to do with one flow, so that a trial need not infer all the rest. */
import { sliceAround } from "../compiler/infer/slice.ts";
import { endpointId, type Flow } from "../model/flow.ts";
import type { ChannelRef, Topology } from "../model/topology.ts";
import type { Draft } from "./change.ts";

/** A flow in the topology that it is a flow of. */
export interface Placed {
  readonly topology: Topology;
  readonly flow: Flow;
}

/** `topology` with what is joined to the flow on any of the sides. */
export function joined(topology: Topology, sides: readonly Placed[]): Topology {
  const names = new Set<string>();
  for (const side of sides) {
    const { channels, services } = sliceAround(side.topology, side.flow);
    for (const channel of channels) names.add(keyOf(channel));
    for (const { producers, consumers } of services)
      for (const endpoint of [...producers, ...consumers]) names.add(endpointId(endpoint));
  }
  return {
    ...topology,
    channels: topology.channels.filter((channel) => names.has(keyOf(channel))),
    bindings: topology.bindings.filter(({ from, to }) => names.has(keyOf(from)) && names.has(keyOf(to))),
    services: topology.services.flatMap((service) => {
      const producers = service.producers.filter((each) => names.has(endpointId(each)));
      const consumers = service.consumers.filter((each) => names.has(endpointId(each)));
      return producers.length + consumers.length === 0 ? [] : [{ ...service, producers, consumers }];
    }),
  };
}

function keyOf({ kind, name }: ChannelRef): string {
  return `${kind} ${name}`;
}

/** Changes by what they change and whom they concern. */
export class ChangeIndex {
  readonly #byName = new Map<string, number[]>();

  constructor(drafts: readonly Draft[]) {
    drafts.forEach(({ change, apply }, i) => {
      if (apply === undefined) return;
      for (const name of [change.entity, ...change.concerns.map(({ endpoint }) => endpoint)]) {
        const known = this.#byName.get(name);
        if (known === undefined) this.#byName.set(name, [i]);
        else known.push(i);
      }
    });
  }

  /** Indices of changes of what lies on the flows, or that concern their endpoints; ascending. */
  on(flows: readonly Flow[]): readonly number[] {
    const found = new Set(flows.flatMap(namesOn).flatMap((name) => this.#byName.get(name) ?? []));
    return [...found].sort((a, b) => a - b);
  }
}

function namesOn({ hops }: Flow): readonly string[] {
  return hops.flatMap(({ producer, consumer, channels, broker, stores }) => [
    endpointId(producer),
    endpointId(consumer),
    `producer ${endpointId(producer)}`,
    `consumer ${endpointId(consumer)}`,
    `broker ${broker.name}`,
    `service ${producer.service}`,
    `service ${consumer.service}`,
    ...channels.map(keyOf),
    ...stores.map(({ service, name }) => `store ${service}.${name}`),
  ]);
}
