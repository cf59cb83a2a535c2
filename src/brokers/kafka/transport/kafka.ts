/** Kafka through `@confluentinc/kafka-javascript` (librdkafka), the client that was right in every case tried (K-PART-08, K-IDEM, K-TXN). */
import type { Broker, Connecting } from "../../../client/broker.ts";
import { KafkaConnection } from "./connection.ts";
import { Native } from "./native-library.ts";
import { checkedOptions, type KafkaOptions } from "./options.ts";

export type { KafkaOptions } from "./options.ts";
export { TopologyMismatch } from "./preflight.ts";

/**
 * A Kafka cluster. Nothing is connected before a service starts; each service that is given the broker has connections of
 * its own. Throws a TypeError on addresses that are none.
 */
export function kafka(options: KafkaOptions): Broker<"kafka"> {
  const checked = checkedOptions(options);
  return {
    kind: "kafka",
    connect: async (connecting: Connecting) =>
      KafkaConnection.open(connecting, checked, await Native.load(checked, connecting.service)),
  };
}
