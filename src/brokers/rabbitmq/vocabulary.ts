/** The words a spec may use on RabbitMQ: kinds, settings, their types, native names, defaults by version. */
import type { CompileBroker } from "../../compiler/broker.ts";
import type { Producer, Topology } from "../../model/topology.ts";
import { BINDING_SETTINGS, CONSUMER_SETTINGS, PRODUCER_SETTINGS } from "./vocabulary/endpoints.ts";
import { EXCHANGE_SETTINGS } from "./vocabulary/exchange.ts";
import { QUEUE_SETTINGS } from "./vocabulary/queue.ts";
import { VHOST_SETTINGS } from "./vocabulary/vhost.ts";

/** The part of a broker's contribution to compiling that is pure vocabulary. */
export type RabbitVocabulary = Pick<
  CompileBroker,
  | "type"
  | "versions"
  | "settings"
  | "kinds"
  | "bindings"
  | "producer"
  | "consumer"
  | "clients"
  | "settles"
  | "onFailure"
  | "orderingKey"
>;

/** What a spec can say about RabbitMQ. */
export const RABBITMQ_VOCABULARY: RabbitVocabulary = {
  type: "rabbitmq",
  versions: ["3.10", "3.11", "3.12", "3.13", "4.0", "4.1", "4.2", "4.3"],
  settings: VHOST_SETTINGS,
  kinds: [
    {
      kind: "exchange",
      plural: "exchanges",
      doc: "Routes what is published to the queues bound to it; holds nothing.",
      settings: EXCHANGE_SETTINGS,
      readable: false,
      writable: true,
    },
    {
      kind: "queue",
      plural: "queues",
      doc: "Holds messages until a consumer has settled them; its consumers share them.",
      settings: QUEUE_SETTINGS,
      readable: true,
      keeps: "queue",
      writable: true,
    },
  ],
  bindings: { from: ["exchange"], to: ["queue", "exchange"], settings: BINDING_SETTINGS },
  producer: PRODUCER_SETTINGS,
  consumer: CONSUMER_SETTINGS,
  clients: ["generated", "amqplib"],
  settles: ["on-delivery"],
  onFailure: { default: { kind: "requeue" }, kinds: ["requeue", "retry", "reject", "park", "skip", "stop"] },
  orderingKey,
};

/** A queue keeps the order of one channel whatever the messages say (R-PUB-10), so no field decides it. */
function orderingKey(_topology: Topology, _producer: Producer): string | undefined {
  return undefined;
}
