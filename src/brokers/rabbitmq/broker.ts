/** RabbitMQ as one value: what core needs to check, infer and simulate it. */
import type { CompileBroker } from "../../compiler/broker.ts";
import type { VerifyBroker } from "../../verify/broker.ts";
import { RABBITMQ_ANALYSIS } from "./analysis.ts";
import { draw } from "./draw/draw.ts";
import { mechanism } from "./mechanism/mechanism.ts";

/** RabbitMQ 3.10 to 4.3 over AMQP 0-9-1. What is modelled: README.md beside this file. */
export const RABBITMQ: CompileBroker & VerifyBroker = {
  ...RABBITMQ_ANALYSIS,
  mechanism: (hop, bounds) => mechanism(hop, bounds),
  draw,
};
