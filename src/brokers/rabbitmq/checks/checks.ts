/** All that is said about RabbitMQ before anything runs. One file a group of rules; adding one is adding it here. */
import type { CompileBroker } from "../../../compiler/broker.ts";
import type { Finding } from "../../../diagnostics/define.ts";
import type { Topology } from "../../../model/topology.ts";
import { deadLetterChecks } from "./dead-letters.ts";
import { exchangeChecks } from "./exchanges.ts";
import { nameChecks } from "./names.ts";
import { queueChecks } from "./queues.ts";
import { routingChecks } from "./routing.ts";
import { type RuleGroup, scenes } from "./scene.ts";

const GROUPS: readonly RuleGroup[] = [
  queueChecks,
  nameChecks,
  exchangeChecks,
  routingChecks,
  deadLetterChecks,
];

/** The checks of RabbitMQ and every entry they may report. */
export const RABBITMQ_CHECKS: Pick<CompileBroker, "checks" | "diagnostics"> = {
  checks,
  diagnostics: GROUPS.flatMap(({ diagnostics }) => diagnostics),
};

function checks(topology: Topology): readonly Finding[] {
  return scenes(topology).flatMap((scene) => GROUPS.flatMap(({ rule }) => [...rule(scene)]));
}
