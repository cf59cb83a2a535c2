/** What generated clients of Kafka are made of. */
import type { GenerateBroker } from "../../codegen/broker.ts";
import { KAFKA_ANALYSIS } from "./analysis.ts";

export const KAFKA_GENERATION: GenerateBroker = {
  rules: KAFKA_ANALYSIS,
  profiles: {
    generated: {
      transport: "kafka",
      package: "@confluentinc/kafka-javascript",
      versions: "^1.10.1",
      transactions: true,
    },
    kafkajs: { transport: "kafkajs", package: "kafkajs", versions: "^2.2.4", transactions: false },
  },
  notDone: [],
  // A log keeps what it has; nothing is refused.
  keepsRefused: () => false,
  diagnostics: [],
};
