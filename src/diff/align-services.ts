/** Services that are called otherwise and say the same: no broker knows a service by its name, but for groups that are named by it. */
import { endpointId } from "../model/flow.ts";
import type { Consumer, Guarantee, Service, Topology } from "../model/topology.ts";
import { bare } from "./values.ts";

/** A name that changed in the spec. */
export interface Renamed {
  /** `topic`, `broker`, `service` */
  readonly kind: string;
  readonly before: string;
  readonly after: string;
}

/** Whether the broker knows the consumer by a name that its service's name is part of. */
export type IsNamed = (topology: Topology, consumer: Consumer) => boolean;

/** Pairs of one service that went and the one that came and says the same. */
export function renamedServices(old: Topology, now: Topology): readonly Renamed[] {
  const has = ({ services }: Topology, name: string): boolean => services.some((each) => each.name === name);
  const gone = old.services.filter(({ name }) => !has(now, name));
  const come = now.services.filter(({ name }) => !has(old, name));
  return gone.flatMap((service) => {
    const said = come.find(({ was }) => was === service.name);
    if (said !== undefined) return [{ kind: "service", before: service.name, after: said.name }];
    const says = content(service);
    const others = come.filter((other) => content(other) === says);
    const [other] = others;
    const isOne = others.length === 1 && gone.filter((each) => content(each) === says).length === 1;
    return isOne && other !== undefined ? [{ kind: "service", before: service.name, after: other.name }] : [];
  });
}

function content(service: Service): string {
  return JSON.stringify(bare(called(service, "")));
}

function called(service: Service, name: string): Service {
  return {
    ...service,
    name,
    producers: service.producers.map((each) => ({ ...each, service: name })),
    consumers: service.consumers.map((each) => ({ ...each, service: name })),
    stores: service.stores.map((each) => ({ ...each, service: name })),
  };
}

/** A consumer with the name that the broker knows it by written down, before it is called otherwise. */
export function grouped(topology: Topology, consumer: Consumer, isNamed: IsNamed): Consumer {
  if (!isNamed(topology, consumer)) return consumer;
  return { ...consumer, settings: { ...consumer.settings, group: endpointId(consumer) } };
}

export function renameService(topology: Topology, { before, after }: Renamed, isNamed: IsNamed): Topology {
  const end = (text: string): string =>
    text.startsWith(`${before}.`) ? `${after}${text.slice(before.length)}` : text;
  return {
    ...topology,
    services: topology.services.map((each) => {
      if (each.name !== before) return each;
      const consumers = each.consumers.map((consumer) => grouped(topology, consumer, isNamed));
      return called({ ...each, consumers }, after);
    }),
    guarantees: topology.guarantees.map(
      (each): Guarantee => ({ ...each, from: end(each.from), to: end(each.to) }),
    ),
  };
}
