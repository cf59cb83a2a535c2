/** The words a spec may use on Kafka: kinds, settings, their types, native names, defaults by version. */
import type { CompileBroker } from "../../compiler/broker.ts";
import type { Producer, Topology } from "../../model/topology.ts";
import { CLUSTER_SETTINGS, TOPIC_SETTINGS } from "./vocabulary/channels.ts";
import { CONSUMER_SETTINGS, PRODUCER_SETTINGS } from "./vocabulary/endpoints.ts";

/** The part of a broker's contribution to compiling that is pure vocabulary. */
export type KafkaVocabulary = Pick<
  CompileBroker,
  | "type"
  | "versions"
  | "settings"
  | "kinds"
  | "producer"
  | "consumer"
  | "clients"
  | "settles"
  | "onFailure"
  | "orderingKey"
>;

/** What a spec can say about Kafka. */
export const KAFKA_VOCABULARY: KafkaVocabulary = {
  type: "kafka",
  versions: [
    "3.0",
    "3.1",
    "3.2",
    "3.3",
    "3.4",
    "3.5",
    "3.6",
    "3.7",
    "3.8",
    "3.9",
    "4.0",
    "4.1",
    "4.2",
    "4.3",
  ],
  settings: CLUSTER_SETTINGS,
  kinds: [
    {
      kind: "topic",
      plural: "topics",
      doc: "A partitioned log that keeps its records; each group reads all of it.",
      settings: TOPIC_SETTINGS,
      readable: true,
      keeps: "log",
      writable: true,
    },
  ],
  producer: PRODUCER_SETTINGS,
  consumer: CONSUMER_SETTINGS,
  clients: ["generated", "kafkajs", "java"],
  settles: ["auto"],
  onFailure: { default: { kind: "retry" }, kinds: ["retry", "skip", "stop"] },
  orderingKey,
};

/** The `key` of the topic that `producer` sends to (K-PART-02). */
function orderingKey(topology: Topology, producer: Producer): string | undefined {
  const topic = topology.channels.find(
    ({ kind, name }) => kind === producer.to.kind && name === producer.to.name,
  );
  const key = topic?.settings["key"];
  return typeof key === "string" ? key : undefined;
}
