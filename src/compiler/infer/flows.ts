import type { Flow, Hop } from "../../model/flow.ts";
import { endpointId } from "../../model/flow.ts";
import type { Consumer, Producer, Service, Topology } from "../../model/topology.ts";
import type { CompileBroker, Route } from "../broker.ts";

/** Hops of one flow at most; a longer chain is cut off there. */
const HOPS_MAX = 8;

/** As much of a broker as finding ways through it takes. */
export type Router = Pick<CompileBroker, "type" | "routes">;

/** Every way from a producer to a consumer group, as flows; several ways between two ends are several flows. */
export function flowsOf(topology: Topology, brokers: readonly Router[]): readonly Flow[] {
  const starts = topology.services.flatMap((service) =>
    service.producers
      .filter((producer) => startsFlows(topology, service, producer))
      .map((producer) => ({ service, producer })),
  );
  return starts.flatMap(({ service, producer }) => extend(topology, brokers, [], service, producer));
}

/** A producer that no handler of its service uses starts flows; so does one that a guarantee names. */
function startsFlows(topology: Topology, service: Service, producer: Producer): boolean {
  const used = service.consumers.some((consumer) => usesProducer(consumer, producer.name));
  return !used || topology.guarantees.some((guarantee) => guarantee.from === endpointId(producer));
}

function usesProducer(consumer: Consumer, name: string): boolean {
  if (consumer.sends.some((use) => use.producer === name)) return true;
  return (
    consumer.steps !== "unknown" &&
    consumer.steps.some((group) => group.some((act) => act.kind === "send" && act.producer === name))
  );
}

function extend(
  topology: Topology,
  brokers: readonly Router[],
  before: readonly Hop[],
  service: Service,
  producer: Producer,
): readonly Flow[] {
  if (before.length >= HOPS_MAX) return [];
  const flows: Flow[] = [];
  const sender = before.at(-1)?.consumer;
  for (const route of mainRoutes(topology, brokers, producer)) {
    for (const read of readers(topology, service, producer, route)) {
      const hop = sender === undefined ? read : { ...read, sender };
      if (before.some((earlier) => earlier.consumer === hop.consumer)) continue;
      const hops = [...before, hop];
      if (takesEffect(hop.consumer))
        flows.push({
          id: `${endpointId((hops[0] as Hop).producer)} -> ${endpointId(hop.consumer)}`,
          hops,
          follow: "effect",
        });
      for (const next of hop.consumerService.producers)
        if (usesProducer(hop.consumer, next.name))
          flows.push(...extend(topology, brokers, hops, hop.consumerService, next));
    }
  }
  return flows;
}

/** A handler that only passes messages on ends no flow. */
function takesEffect({ steps }: Consumer): boolean {
  return steps === "unknown" || steps.some((group) => group.some(({ kind }) => kind === "effect"));
}

function mainRoutes(topology: Topology, brokers: readonly Router[], producer: Producer): readonly Route[] {
  const channel = topology.channels.find((c) => c.kind === producer.to.kind && c.name === producer.to.name);
  const broker = topology.brokers.find((b) => b.name === channel?.broker);
  const known = brokers.find((b) => b.type === broker?.type);
  if (known === undefined) return [];
  const routes = known.routes(topology, producer);
  const reached = (route: Route): string =>
    `${route.channels.at(-1)?.kind ?? ""} ${route.channels.at(-1)?.name ?? ""}`;
  const main = routes.filter((route) => route.kind === "main");
  const covered = new Set(main.map(reached));
  return [...main, ...routes.filter((route) => route.kind === "aside" && !covered.has(reached(route)))];
}

function readers(topology: Topology, service: Service, producer: Producer, route: Route): readonly Hop[] {
  const last = route.channels.at(-1);
  const broker = topology.brokers.find((b) => b.name === last?.broker);
  if (last === undefined || broker === undefined) return [];
  return topology.services.flatMap((consumerService) =>
    consumerService.consumers
      .filter((consumer) => consumer.from.kind === last.kind && consumer.from.name === last.name)
      .map((consumer) => ({
        broker,
        producer,
        producerService: service,
        channels: route.channels,
        bindings: route.bindings,
        aside: route.kind === "aside",
        consumer,
        consumerService,
        stores: consumerService.stores,
        topology,
      })),
  );
}
