/** RabbitMQ as far as checking and inference go: without the simulation, which a check need not load. */
import type { AnalysisBroker } from "../../compiler/infer/analyse.ts";
import { RABBITMQ_CHECKS } from "./checks/checks.ts";
import { domains, POSSIBLE } from "./domains.ts";
import { expand } from "./expand.ts";
import { lower, SLOTS } from "./lower/lower.ts";
import { routes } from "./routes.ts";
import { RABBITMQ_VOCABULARY } from "./vocabulary.ts";

/** RabbitMQ 3.10 to 4.3 over AMQP 0-9-1. What is modelled: README.md beside this file. */
export const RABBITMQ_ANALYSIS: AnalysisBroker = {
  ...RABBITMQ_VOCABULARY,
  ...RABBITMQ_CHECKS,
  expand,
  routes,
  lower,
  slots: SLOTS,
  domains,
  possible: POSSIBLE,
};
