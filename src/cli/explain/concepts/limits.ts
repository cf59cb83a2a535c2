/** Where Waybill ends. */
import type { Concept } from "./concept.ts";

export const LIMITS: readonly Concept[] = [
  {
    words: ["client library", "languages"],
    asks: [
      "spring boot",
      "nestjs",
      "python consumer",
      "java client",
      "which client libraries are supported",
      "kafkajs or confluent",
      "amqplib",
    ],
    text:
      "The client library is a part of what happens: it decides what is sent again and when progress is committed. `client:` on a service says which; clients in TypeScript are generated for " +
      "`rabbitmq-client`, `amqplib`, the Kafka client of Confluent and `kafkajs`. A service in another language is `external: true`: checked and simulated, not generated.",
    codes: ["WB2212", "WB4008", "WB5002"],
    page: "language.md#services",
    run: "waybill explain client",
  },
  {
    words: ["not modelled", "limits of waybill"],
    asks: [
      "message too large",
      "memory alarm blocks publishers",
      "flow control connection blocked",
      "acl and permissions",
      "tls and credentials",
      "streams",
      "priority queue",
      "federation and shovel",
      "avro protobuf schema registry",
      "what is not covered",
    ],
    text:
      "Sizes of messages, alarms and flow control, permissions, priorities, streams and federation are not simulated; where a spec has a word for such a thing, a verdict over it is *not judged*. " +
      "A spec holds no address and no credential. The page of each broker lists what is modelled and what is not.",
    codes: ["WB3203", "WB2021"],
    page: "brokers/rabbitmq.md#what-is-not-modelled",
    run: "waybill check --expanded",
  },
];
