/** Kafka through `kafkajs`: pure JavaScript, for those who cannot install native code. Not idempotent, no transactions. */
import type { Broker, Connecting } from "../../../client/broker.ts";
import { KafkaConnection } from "./connection.ts";
import { refusedByKafkajs } from "./kafkajs-limits.ts";
import { checkedOptions, type KafkaOptions } from "./options.ts";
import { Pure } from "./pure-library.ts";

export type { KafkaOptions } from "./options.ts";
export { TopologyMismatch } from "./preflight.ts";

/**
 * A Kafka cluster. Nothing is connected before a service starts; each service that is given the broker has connections of
 * its own. Throws a TypeError on addresses that are none. A service that is declared to need what kafkajs gets wrong does not
 * start.
 */
export function kafkajs(options: KafkaOptions): Broker<"kafka"> {
  const checked = checkedOptions(options);
  return {
    kind: "kafka",
    connect: async (connecting: Connecting) => {
      const refused = refusedByKafkajs(connecting.producers, connecting.consumers);
      if (refused.length > 0)
        throw new Error(`kafkajs cannot do what ${connecting.service} declares: ${refused.join("; ")}`);
      return KafkaConnection.open(connecting, checked, await Pure.load(checked, connecting.service));
    },
  };
}
