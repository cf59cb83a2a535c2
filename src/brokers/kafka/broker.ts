/** Kafka as one value: what core needs to check, infer and simulate it. */
import type { CompileBroker } from "../../compiler/broker.ts";
import type { VerifyBroker } from "../../verify/broker.ts";
import { KAFKA_CHECKS } from "./checks/checks.ts";
import { domains } from "./domains.ts";
import { draw } from "./draw.ts";
import { lower, SLOTS } from "./lower/lower.ts";
import { kafkaMechanism } from "./mechanism/mechanism.ts";
import { routes } from "./routes.ts";
import { KAFKA_VOCABULARY } from "./vocabulary.ts";

/** Kafka 3.0 to 4.3, classic groups, no transactions. What is modelled: README.md beside this file. */
export const KAFKA: CompileBroker & VerifyBroker = {
  ...KAFKA_VOCABULARY,
  ...KAFKA_CHECKS,
  expand: (topology) => topology,
  routes,
  lower,
  slots: SLOTS,
  domains,
  mechanism: (hop, bounds) => kafkaMechanism(hop, bounds),
  draw,
};
