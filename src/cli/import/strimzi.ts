/** `import strimzi FILE…`: Kubernetes resources in YAML, several a file. */
import { draftStrimzi } from "../../brokers/kafka/import/strimzi.ts";
import type { Draft } from "../../drafts/draft.ts";
import type { ImportCall } from "./kind.ts";
import { findTexts } from "./text-files.ts";

/** One draft of all the files. Throws UsageError. */
export function importStrimzi(paths: readonly string[], { cwd }: ImportCall): readonly Draft[] {
  return [draftStrimzi(findTexts(paths, cwd, (text) => text.includes("kafka.strimzi.io/")))];
}
