/** `import rabbitmq-definitions FILE…`: what `rabbitmqctl export_definitions` wrote. */
import { importDefinitions } from "../../brokers/rabbitmq/import/definitions-import.ts";
import type { Draft } from "../../drafts/draft.ts";
import { emptyDraft } from "../../drafts/draft.ts";
import { readText } from "../files.ts";
import { displayPath } from "../find-specs.ts";
import type { ImportCall } from "./kind.ts";

/** A draft for each file. Throws UsageError. */
export function importDefinitionFiles(
  paths: readonly string[],
  { cwd, vhost }: ImportCall,
): readonly Draft[] {
  const options = vhost === undefined ? {} : { vhost };
  return paths.map((path) => {
    const shown = displayPath(path, cwd);
    const { draft, findings } = importDefinitions(shown, readText(path, cwd), options);
    const drafted = draft ?? emptyDraft(shown);
    return { ...drafted, findings: [...drafted.findings, ...findings] };
  });
}
