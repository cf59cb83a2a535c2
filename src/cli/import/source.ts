/** `import source PATH…`: what services do with client libraries, read from their code. */
import { basename } from "node:path";
import { KAFKAJS_LIBRARY } from "../../brokers/kafka/import/source/libraries.ts";
import { kafkaDraftOfCalls } from "../../brokers/kafka/import/source/source-import.ts";
import {
  AMQPLIB_LIBRARY,
  CONNECTION_MANAGER_LIBRARY,
} from "../../brokers/rabbitmq/import/source/libraries.ts";
import { rabbitDraftOfCalls } from "../../brokers/rabbitmq/import/source/source-import.ts";
import type { Finding } from "../../diagnostics/define.ts";
import type { Draft } from "../../drafts/draft.ts";
import { emptyDraft } from "../../drafts/draft.ts";
import { importing } from "../../drafts/import.diagnostics.ts";
import { plain } from "../../drafts/quote.ts";
import { readSources } from "../../source/read.ts";
import type { SourceFacts } from "../../source/source.ts";
import { serviceNameOf } from "../../source/services.ts";
import type { ImportCall } from "./kind.ts";
import { type FoundSource, findSource } from "./source-files.ts";

const LIBRARIES = [AMQPLIB_LIBRARY, CONNECTION_MANAGER_LIBRARY, KAFKAJS_LIBRARY];

/** Files beyond this that could not be read are counted. */
const UNREAD_MAX = 20;

/** Drafts of all the code at `paths`. Throws UsageError. */
export function importSource(paths: readonly string[], { cwd, service }: ImportCall): readonly Draft[] {
  const source = paths.map((path) => plain(path === "." ? basename(cwd) : path)).join(", ");
  return draftsOfSource(findSource(paths, cwd), source, service);
}

/** Drafts of what was found; `source` is what it is called in messages, `service` whose all of it is. Pure. */
export function draftsOfSource(
  { files, packages, passedOver }: FoundSource,
  source: string,
  service?: string,
): readonly Draft[] {
  const facts = readSources(files, packages, LIBRARIES);
  const serviceOf = (folder: string): string => service ?? serviceNameOf(folder, packages);
  const without = passedOver.length === 0 ? "" : `, without ${passedOver.join(", ")}`;
  const isUsed = facts.calls.length > 0;
  const head = [
    `Imported from the source code of ${source}: ${count(files.length)}${without}.`,
    "What is no literal there is `unknown`, with its line.",
  ];
  return [
    { ...emptyDraft(source), head: isUsed ? head : [], findings: unreadFindings(facts, source) },
    rabbitDraftOfCalls(facts, source, serviceOf),
    kafkaDraftOfCalls(facts, source, serviceOf),
  ];
}

function unreadFindings({ unread }: SourceFacts, source: string): readonly Finding[] {
  const at = { file: source, start: 0, end: 0 };
  const findings = unread
    .slice(0, UNREAD_MAX)
    .map(({ path, reason }) => importing.report.unread(at, { file: plain(path), reason }));
  const more = unread.length - findings.length;
  const rest = importing.report.unread(at, { file: `${more} more files`, reason: "they do not parse" });
  return more > 0 ? [...findings, rest] : findings;
}

function count(files: number): string {
  return files === 1 ? "1 file" : `${files} files`;
}
