/** What kafkajs gets wrong, so that nothing that needs it is ever built on it. */
import type { ConsumerPlan, ProducerPlan } from "../../../client/plan.ts";
import { sendingSettings } from "./settings.ts";
import { transactionalProducers } from "./settling.ts";

/** What of a service needs more than kafkajs gives, one sentence each with where it was declared; empty: nothing. */
export function refusedByKafkajs(
  producers: Readonly<Record<string, ProducerPlan>>,
  consumers: Readonly<Record<string, ConsumerPlan>>,
): readonly string[] {
  return [
    ...Object.values(producers).flatMap((producer) => {
      const { name, where } = producer;
      if (!sendingSettings(producer).idempotent) return [];
      return [
        `producer ${name} (${where}) is idempotent: kafkajs loses and repeats acknowledged messages when an answer is lost with idempotence on (tulios/kafkajs#1005); write \`idempotent: false\`, or use @confluentinc/kafka-javascript`,
      ];
    }),
    ...Object.values(consumers).flatMap((consumer) => {
      const { name, where } = consumer;
      if (transactionalProducers(consumer).length === 0) return [];
      return [
        `consumer ${name} (${where}) sends and settles in a transaction: kafkajs does not let the broker check whose offsets it commits (K-TXN-07); use @confluentinc/kafka-javascript`,
      ];
    }),
  ];
}
