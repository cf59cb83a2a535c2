/** All that is said about Kafka before anything runs. One file a group of rules; adding one is adding it here. */
import type { CompileBroker } from "../../../compiler/broker.ts";
import type { Finding } from "../../../diagnostics/define.ts";
import type { Topology } from "../../../model/topology.ts";
import { endpointFindings, endpointRules } from "./endpoints.ts";
import { nameFindings, nameRules } from "./names.ts";
import { nativeFindings, nativeRules } from "./native-topic.ts";
import { type Rule, scenes } from "./scene.ts";
import { topicFindings, topicRules } from "./topics.ts";

const RULES: readonly Rule[] = [topicRules, nameRules, endpointRules, nativeRules];

/** The checks of Kafka and every entry they may report. */
export const KAFKA_CHECKS: Pick<CompileBroker, "checks" | "diagnostics"> = {
  checks,
  diagnostics: [topicFindings, nameFindings, endpointFindings, nativeFindings].flatMap(({ specs }) =>
    Object.values(specs),
  ),
};

function checks(topology: Topology): readonly Finding[] {
  return scenes(topology).flatMap((scene) => RULES.flatMap((rule) => [...rule(scene)]));
}
