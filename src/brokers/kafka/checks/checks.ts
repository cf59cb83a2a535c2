/** All that is said about Kafka before anything runs. One file a group of rules; adding one is adding it here. */
import type { CompileBroker } from "../../../compiler/broker.ts";
import type { Finding } from "../../../diagnostics/define.ts";
import type { Topology } from "../../../model/topology.ts";
import { endpointChecks } from "./endpoints.ts";
import { kafkajsChecks } from "./kafkajs.ts";
import { nameChecks } from "./names.ts";
import { nativeChecks } from "./native-topic.ts";
import { type RuleGroup, scenes } from "./scene.ts";
import { topicChecks } from "./topics.ts";

const GROUPS: readonly RuleGroup[] = [topicChecks, nameChecks, endpointChecks, kafkajsChecks, nativeChecks];

/** The checks of Kafka and every entry they may report. */
export const KAFKA_CHECKS: Pick<CompileBroker, "checks" | "diagnostics"> = {
  checks,
  diagnostics: GROUPS.flatMap(({ diagnostics }) => diagnostics),
};

function checks(topology: Topology): readonly Finding[] {
  return scenes(topology).flatMap((scene) => GROUPS.flatMap(({ rule }) => [...rule(scene)]));
}
