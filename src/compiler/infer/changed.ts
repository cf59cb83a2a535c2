/** A topology in which one thing is otherwise. Everything is pure. */
import type { ChannelRef, Consumer, Producer, Service, Store, Topology } from "../../model/topology.ts";
import type { Settings } from "../../model/value.ts";

/** With a store of this name, shared and without an end, unless there is one. */
export function withStore(topology: Topology, service: string, name: string): Topology {
  return withStores(topology, service, (all) =>
    all.some((store) => store.name === name) ? all : [...all, { name, service, scope: "shared" }],
  );
}

/** With other stores of a service. */
export function withStores(
  topology: Topology,
  service: string,
  change: (stores: readonly Store[]) => readonly Store[],
): Topology {
  return withService(topology, service, (each) => ({ ...each, stores: change(each.stores) }));
}

/** With a consumer of which something is otherwise. */
export function withConsumer(topology: Topology, consumer: Consumer, changed: Partial<Consumer>): Topology {
  return withService(topology, consumer.service, (service) => ({
    ...service,
    consumers: service.consumers.map((each) =>
      each.name === consumer.name ? { ...each, ...changed } : each,
    ),
  }));
}

function withService(topology: Topology, name: string, change: (service: Service) => Service): Topology {
  return {
    ...topology,
    services: topology.services.map((service) => (service.name === name ? change(service) : service)),
  };
}

/** With a producer of which something is otherwise. */
export function withProducer(topology: Topology, producer: Producer, changed: Partial<Producer>): Topology {
  return withService(topology, producer.service, (service) => ({
    ...service,
    producers: service.producers.map((each) =>
      each.name === producer.name ? { ...each, ...changed } : each,
    ),
  }));
}

/** With other settings of a channel. */
export function withChannelSettings(
  topology: Topology,
  { kind, name }: ChannelRef,
  change: (settings: Settings) => Settings,
): Topology {
  const channels = topology.channels.map((each) =>
    each.kind === kind && each.name === name ? { ...each, settings: change(each.settings) } : each,
  );
  return { ...topology, channels };
}

/** With other settings of a broker. */
export function withBrokerSettings(
  topology: Topology,
  name: string,
  change: (settings: Settings) => Settings,
): Topology {
  const brokers = topology.brokers.map((each) =>
    each.name === name ? { ...each, settings: change(each.settings) } : each,
  );
  return { ...topology, brokers };
}

/** With another client library of a service. */
export function withClient(topology: Topology, service: string, client: string): Topology {
  return withService(topology, service, (each) => ({ ...each, client }));
}
