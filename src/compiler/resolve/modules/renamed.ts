/** A topology with other names for some of its brokers, types and services. */
import type { Field, FieldType, MessageType } from "../../../model/message-type.ts";
import type { Service, Topology } from "../../../model/topology.ts";

/** Each name and the one it gets. */
export interface Renaming {
  readonly brokers: ReadonlyMap<string, string>;
  readonly types: ReadonlyMap<string, string>;
  readonly services: ReadonlyMap<string, string>;
}

/** Its services are marked as those of `module`, unless they are of another already. */
export function renamed(
  topology: Topology,
  { brokers, types, services }: Renaming,
  module: string,
): Topology {
  const broker = (name: string): string => brokers.get(name) ?? name;
  const type = (name: string): string => types.get(name) ?? name;
  const service = (name: string): string => services.get(name) ?? name;
  const field = (each: Field): Field => ({ ...each, type: renamedType(each.type, type) });
  return {
    ...topology,
    brokers: topology.brokers.map((each) => ({ ...each, name: broker(each.name) })),
    channels: topology.channels.map((each) => ({
      ...each,
      broker: broker(each.broker),
      carries: each.carries.map(type),
      ...(each.declaredBy !== undefined && { declaredBy: renamedEnd(each.declaredBy, service) }),
    })),
    services: topology.services.map((each) => renamedService(each, { type, service }, module)),
    types: topology.types.map(
      (each): MessageType => ({ ...each, name: type(each.name), fields: each.fields.map(field) }),
    ),
    enums: topology.enums.map((each) => ({ ...each, name: type(each.name) })),
    guarantees: [],
  };
}

function renamedEnd(end: string, service: (name: string) => string): string {
  const dot = end.indexOf(".");
  return `${service(end.slice(0, dot))}${end.slice(dot)}`;
}

function renamedService(
  own: Service,
  names: { readonly type: (name: string) => string; readonly service: (name: string) => string },
  module: string,
): Service {
  const name = names.service(own.name);
  return {
    ...own,
    name,
    module: own.module ?? module,
    producers: own.producers.map((each) => ({ ...each, service: name, sends: each.sends.map(names.type) })),
    consumers: own.consumers.map((each) => ({ ...each, service: name })),
    stores: own.stores.map((each) => ({ ...each, service: name })),
  };
}

function renamedType(type: FieldType, name: (name: string) => string): FieldType {
  switch (type.kind) {
    case "named":
      return { kind: "named", name: name(type.name) };
    case "list":
    case "map":
      return { ...type, of: renamedType(type.of, name) };
    case "scalar":
      return type;
  }
}
