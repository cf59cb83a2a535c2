/** Every way a message can take from a producer to a queue, and on from queue to queue where dead letters go. */
import type { Route } from "../../compiler/broker.ts";
import type { Producer, Topology } from "../../model/topology.ts";
import { type Address, letterAddress, type QueueWay, Routing } from "./settings/routing.ts";

/**
 * Ways from `producer` to queues, in the order of declaration. `aside`: over an alternate exchange or a dead-letter
 * exchange. Each channel at most once a way. Pure. R-EXCH-01 … R-EXCH-12, R-DLX-02.
 */
export function routes(topology: Topology, producer: Producer): readonly Route[] {
  const target = topology.channels.find((c) => c.kind === producer.to.kind && c.name === producer.to.name);
  if (target === undefined) return [];
  const routing = Routing.of(topology, target.broker);
  const address = routing.addressOf(producer);
  const out: Route[] = [];
  for (const way of routing.published(producer)) {
    out.push(routeOf(way));
    out.push(...letters(routing, way, address));
  }
  return out;
}

function routeOf(way: QueueWay): Route {
  return { channels: way.channels, bindings: way.bindings, kind: way.aside ? "aside" : "main" };
}

/** Ways on from `way` by dead-lettering, each queue at most once. */
function letters(routing: Routing, way: QueueWay, address: Address): readonly Route[] {
  const letter = routing.deadLetter(way.queue);
  if (letter === undefined) return [];
  const out: Route[] = [];
  for (const next of routing.route(letter.exchange, letterAddress(letter, address))) {
    if (next.channels.some((channel) => way.channels.includes(channel))) continue;
    const channels = [...way.channels, ...next.channels];
    const further: QueueWay = {
      queue: next.queue,
      channels,
      bindings: [...way.bindings, ...next.bindings],
      aside: true,
    };
    out.push(routeOf(further));
    out.push(...letters(routing, further, letterAddress(letter, address)));
  }
  return out;
}
