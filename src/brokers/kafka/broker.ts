/** Kafka as one value: what core needs to check, infer and simulate it. */
import type { CompileBroker } from "../../compiler/broker.ts";
import type { VerifyBroker } from "../../verify/broker.ts";
import { KAFKA_ANALYSIS } from "./analysis.ts";
import { draw } from "./draw.ts";
import { kafkaMechanism } from "./mechanism/mechanism.ts";

/** Kafka 3.0 to 4.3, classic groups, no transactions. What is modelled: docs/brokers/kafka.md. */
export const KAFKA: CompileBroker & VerifyBroker = {
  ...KAFKA_ANALYSIS,
  mechanism: (hop, bounds) => kafkaMechanism(hop, bounds),
  draw,
};
