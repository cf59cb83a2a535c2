/** A flow: one way a message can take, from the producer that starts it to the consumer group that ends it. */
import type { Binding, Broker, Channel, Consumer, Producer, Service, Store, Topology } from "./topology.ts";

/** One stretch of a flow on one broker: a producer, the channels its message passes, a consumer. */
export interface Hop {
  readonly broker: Broker;
  readonly producer: Producer;
  readonly producerService: Service;
  /** The consumer of the hop before, whose handler sends; absent on the first hop, where an application does. */
  readonly sender?: Consumer;
  /** In the order a message passes them; the first is what the producer names, the last what the consumer reads. */
  readonly channels: readonly Channel[];
  /** The bindings taken between them, in order; fewer than channels - 1 where a broker routes implicitly. */
  readonly bindings: readonly Binding[];
  /** The way leads over an alternate or a dead-letter target at least once: messages take it only when something is wrong. */
  readonly aside?: boolean;
  readonly consumer: Consumer;
  readonly consumerService: Service;
  readonly stores: readonly Store[];
  /** The whole topology, for what lies beside the way: other queues of the same exchange, dead-letter targets. */
  readonly topology: Topology;
}

/** `follow`: the act of the last consumer that ends the flow. */
export interface Flow {
  /** `service.endpoint -> service.endpoint` */
  readonly id: string;
  readonly hops: readonly Hop[];
  readonly follow: "effect" | { readonly send: string };
}

/** `service.endpoint`: how an endpoint is named outside its service. */
export function endpointId(endpoint: Producer | Consumer): string {
  return `${endpoint.service}.${endpoint.name}`;
}
