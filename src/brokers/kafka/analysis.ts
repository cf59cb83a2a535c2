/** Kafka as far as checking and inference go: without the simulation, which a check need not load. */
import type { AnalysisBroker } from "../../compiler/infer/analyse.ts";
import { KAFKA_CHECKS } from "./checks/checks.ts";
import { domains, POSSIBLE } from "./domains.ts";
import { lower, SLOTS } from "./lower/lower.ts";
import { routes } from "./routes.ts";
import { hopSettings } from "./settings/settings.ts";
import { KAFKA_VOCABULARY } from "./vocabulary.ts";

/** Kafka 3.0 to 4.3, classic groups, no transactions. What is modelled: README.md beside this file. */
export const KAFKA_ANALYSIS: AnalysisBroker = {
  ...KAFKA_VOCABULARY,
  ...KAFKA_CHECKS,
  expand: (topology) => topology,
  routes,
  storesOnce: (hop) => hopSettings(hop).producer.idempotent,
  lower,
  slots: SLOTS,
  domains,
  possible: POSSIBLE,
};
