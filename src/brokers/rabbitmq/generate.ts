/** What generated clients of RabbitMQ are made of. */
import type { GenerateBroker } from "../../codegen/broker.ts";
import { RABBITMQ_ANALYSIS } from "./analysis.ts";

export const RABBITMQ_GENERATION: GenerateBroker = {
  rules: RABBITMQ_ANALYSIS,
  profiles: {
    generated: { transport: "rabbitmq", package: "rabbitmq-client", versions: "^5.0.8", transactions: false },
    amqplib: { transport: "amqplib", package: "amqplib", versions: "^2.3.1", transactions: false },
  },
  routingKey: "routing-key",
  copies: "cc",
  headers: "headers",
  notDone: [],
  keepsRefused: ({ settings }) => settings["dead-letter-exchange"] !== undefined,
  diagnostics: [],
};
