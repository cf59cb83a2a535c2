/** Services that are called otherwise and say the same: no broker knows a service by its name. */
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
export function renamedServices(old: Topology, now: Topology, isNamed: IsNamed): readonly Renamed[] {
  const has = ({ services }: Topology, name: string): boolean => services.some((each) => each.name === name);
  const gone = old.services.filter(({ name }) => !has(now, name));
  const come = now.services.filter(({ name }) => !has(old, name));
  return gone.flatMap((service) => {
    if (service.consumers.some((consumer) => isNamed(old, consumer))) return [];
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

export function renameService(topology: Topology, { before, after }: Renamed): Topology {
  const end = (text: string): string =>
    text.startsWith(`${before}.`) ? `${after}${text.slice(before.length)}` : text;
  return {
    ...topology,
    services: topology.services.map((each) => (each.name === before ? called(each, after) : each)),
    guarantees: topology.guarantees.map(
      (each): Guarantee => ({ ...each, from: end(each.from), to: end(each.to) }),
    ),
  };
}
