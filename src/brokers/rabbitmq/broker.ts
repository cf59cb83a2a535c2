/** RabbitMQ as one value: what core needs to check, infer and simulate it. */
import type { CompileBroker } from "../../compiler/broker.ts";
import type { VerifyBroker } from "../../verify/broker.ts";
import { RABBITMQ_CHECKS } from "./checks/checks.ts";
import { domains } from "./domains.ts";
import { draw } from "./draw.ts";
import { expand } from "./expand.ts";
import { lower, SLOTS } from "./lower/lower.ts";
import { mechanism } from "./mechanism/mechanism.ts";
import { routes } from "./routes.ts";
import { RABBITMQ_VOCABULARY } from "./vocabulary.ts";

/** RabbitMQ 3.10 to 4.3 over AMQP 0-9-1. What is modelled: README.md beside this file. */
export const RABBITMQ: CompileBroker & VerifyBroker = {
  ...RABBITMQ_VOCABULARY,
  ...RABBITMQ_CHECKS,
  expand,
  routes,
  lower,
  slots: SLOTS,
  domains,
  mechanism: (hop, bounds) => mechanism(hop, bounds),
  draw,
};
