/** What can be imported, each kind by its word. */
import type { ImportKind } from "./kind.ts";

/** In the order of the help. */
export const KINDS: readonly ImportKind[] = [
  {
    kind: "source",
    takes: "PATH…",
    doc: "JavaScript and TypeScript that uses amqplib or kafkajs",
    read: async (sources, call) => (await import("./source.ts")).importSource(sources, call),
  },
  {
    kind: "asyncapi",
    takes: "FILE…",
    doc: "documents of AsyncAPI 2 and 3",
    read: async (sources, call) => (await import("./asyncapi.ts")).importAsyncApi(sources, call),
  },
  {
    kind: "strimzi",
    takes: "FILE…",
    doc: "Kubernetes resources of Strimzi: KafkaTopic, KafkaUser, Kafka, KafkaNodePool",
    read: async (sources, call) => (await import("./strimzi.ts")).importStrimzi(sources, call),
  },
  {
    kind: "kafka",
    takes: "HOST:PORT|FILE",
    doc: "a running Kafka, asked through kafkajs, or what it answered before (--save)",
    read: async (sources, call) => (await import("./kafka.ts")).importKafka(sources, call),
  },
  {
    kind: "rabbitmq-definitions",
    takes: "FILE…",
    doc: "definitions that a RabbitMQ exported",
    read: async (sources, call) => (await import("./definitions.ts")).importDefinitionFiles(sources, call),
  },
  {
    kind: "rabbitmq",
    takes: "URL|FOLDER",
    doc: "a running RabbitMQ by its management API (http://HOST:15672), or a folder of its answers",
    read: async (sources, call) => (await import("./management.ts")).importManagement(sources, call),
  },
];
