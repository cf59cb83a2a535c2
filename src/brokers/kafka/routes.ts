/** A producer names a topic, and whoever reads that topic gets the message: there is nothing to bind. */
import type { Route } from "../../compiler/broker.ts";
import type { Producer, Topology } from "../../model/topology.ts";

/** The one way from `producer`: its topic. Pure. */
export function routes(topology: Topology, producer: Producer): readonly Route[] {
  const topic = topology.channels.find((c) => c.kind === producer.to.kind && c.name === producer.to.name);
  return topic === undefined ? [] : [{ channels: [topic], bindings: [], kind: "main" }];
}
