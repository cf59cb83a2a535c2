/** Everything that an import may report. */
import { KAFKA_CLUSTER_DIAGNOSTICS } from "../../brokers/kafka/import/cluster-findings.ts";
import { KAFKA_SOURCE_DIAGNOSTICS } from "../../brokers/kafka/import/source/observations.ts";
import { IMPORT_DIAGNOSTICS as DEFINITIONS } from "../../brokers/rabbitmq/import/definitions-import.ts";
import { SOURCE_DIAGNOSTICS } from "../../brokers/rabbitmq/import/source/observations.ts";
import { KAFKA_TOPIC_DIAGNOSTICS } from "../../brokers/kafka/import/topic-findings.ts";
import type { DiagnosticSpec } from "../../diagnostics/define.ts";
import { DRAFT_DIAGNOSTICS } from "../../drafts/import.diagnostics.ts";

export const IMPORT_DIAGNOSTICS: readonly DiagnosticSpec[] = [
  ...DRAFT_DIAGNOSTICS,
  ...DEFINITIONS,
  ...SOURCE_DIAGNOSTICS,
  ...KAFKA_SOURCE_DIAGNOSTICS,
  ...KAFKA_CLUSTER_DIAGNOSTICS,
  ...KAFKA_TOPIC_DIAGNOSTICS,
];
