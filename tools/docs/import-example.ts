/** What an import says of an example: definitions of RabbitMQ, saved answers of Kafka, resources of Strimzi, or the source code of a service. */
import { answersOf } from "../../src/brokers/kafka/import/cluster-answers.ts";
import { KAFKA_CLUSTER_DIAGNOSTICS } from "../../src/brokers/kafka/import/cluster-findings.ts";
import { draftOfCluster } from "../../src/brokers/kafka/import/cluster.ts";
import { draftStrimzi } from "../../src/brokers/kafka/import/strimzi.ts";
import { KAFKA_TOPIC_DIAGNOSTICS } from "../../src/brokers/kafka/import/topic-findings.ts";
import {
  IMPORT_DIAGNOSTICS as DEFINITIONS,
  importDefinitions,
} from "../../src/brokers/rabbitmq/import/definitions-import.ts";
import { IMPORT_DIAGNOSTICS } from "../../src/cli/import/diagnostics.ts";
import type { DiagnosticSpec, Finding } from "../../src/diagnostics/define.ts";
import type { Value } from "../../src/model/value.ts";
import { draftOf } from "../../test/import/read.ts";
import type { ExampleFile } from "./example-output.ts";

/** The one code that needs an option: a virtual host that the file does not have. */
const OTHER_VHOST = "WB3293";

const isIn = (catalogue: readonly DiagnosticSpec[], code: string): boolean =>
  catalogue.some((spec) => spec.code === code);

/** Whether the code is one that imports give. */
export function isOfImport(code: string): boolean {
  return isIn(IMPORT_DIAGNOSTICS, code);
}

export function importFindings(files: readonly ExampleFile[], code: string): readonly Finding[] {
  const [file] = files;
  if (file === undefined) return [];
  if (isIn(DEFINITIONS, code))
    return importDefinitions(file.path, file.text, code === OTHER_VHOST ? { vhost: "/" } : {}).findings;
  if (isIn(KAFKA_CLUSTER_DIAGNOSTICS, code)) {
    // cast: an example of a cluster's finding is JSON.
    const answers = answersOf(JSON.parse(file.text) as Value);
    return answers === undefined ? [] : draftOfCluster(answers, file.path).findings;
  }
  if (isIn(KAFKA_TOPIC_DIAGNOSTICS, code)) return draftStrimzi(files).findings;
  return draftOf(Object.fromEntries(files.map(({ path, text }) => [path, text]))).findings;
}
